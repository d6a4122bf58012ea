//===- GoldenMain.cpp - AtlasGoldenTests ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AtlasGoldenTests [--golden-dir DIR] [--columns WORDS | --program COMMAND]
//
// Runs golden vectors through every implementation of the library kernels on this
// host, or through the kernels in a program of another machine. The last line is `N passed, N failed, N skipped`; the exit code is 1 on
// any failure and when nothing was executed, 2 on wrong usage.
//===----------------------------------------------------------------------===//
#include "Runner.h"

using namespace atlas::test;

static llvm::Expected<Columns> makeProgramColumns(const std::string &command) {
  auto column = makeProgramColumn(command);
  if (!column)
    return column.takeError();
  Columns columns;
  columns.push_back(std::move(*column));
  return columns;
}

int main(int argc, char **argv) {
  std::string directory = ATLAS_GOLDEN_DIR, words, program;
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef arg = argv[i];
    std::string *target = nullptr;
    if (arg.consume_front("--golden-dir"))
      target = &directory;
    else if (arg.consume_front("--columns"))
      target = &words;
    else if (arg.consume_front("--program"))
      target = &program;
    bool inl = target && arg.consume_front("=");
    if (!target || (!inl && (!arg.empty() || i + 1 == argc))) {
      llvm::errs() << "usage: " << argv[0]
                   << " [--golden-dir DIR] [--columns WORD,... | --program COMMAND]\n";
      return 2;
    }
    *target = inl ? arg.str() : argv[++i];
  }
  std::vector<MissingColumn> missing;
  auto columns = program.empty() ? makeColumns(words, missing)
                                 : makeProgramColumns(program);
  if (!columns) {
    llvm::outs() << "FAIL columns: " << llvm::toString(columns.takeError())
                 << "\n0 passed, 1 failed, 0 skipped\n";
    return 1;
  }
  GoldenRunner runner(*columns, std::move(missing), llvm::outs());
  return runner.run(directory).good() ? 0 : 1;
}
