//===- HostBench.cpp - atlas-host-bench -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-host-bench [--rounds N] [--no-dram] [--write FILE]
//
// Kernels compiled by the engine against hand-written intrinsics, scalar code and
// memcpy in one process. Prints a table with the targets; --write puts it between
// the marker lines of docs/benchmarks/host.md. Exit code: 0 measured (also when
// a target is missed), 1 a result was wrong or something failed, 2 usage.
//===----------------------------------------------------------------------===//
#include "Cases.h"

#include "llvm/Support/raw_ostream.h"

using namespace atlas::bench;

int main(int argc, char **argv) {
  Options options;
  std::string target;
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef arg = argv[i];
    if (arg == "--no-dram")
      options.dram = false;
    else if (arg == "--rounds" && i + 1 < argc &&
             !llvm::StringRef(argv[i + 1]).getAsInteger(10, options.rounds) &&
             options.rounds > 0)
      ++i;
    else if (arg == "--write" && i + 1 < argc)
      target = argv[++i];
    else {
      llvm::errs() << "usage: " << argv[0]
                   << " [--rounds N] [--no-dram] [--write FILE]\n";
      return 2;
    }
  }
  Table table;
  llvm::Error error = measureHost(options, table);
  table.print(llvm::outs());
  if (!error && !target.empty())
    error = table.writeInto(target, "atlas-host-bench");
  if (error) {
    llvm::errs() << argv[0] << ": " << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  return 0;
}
