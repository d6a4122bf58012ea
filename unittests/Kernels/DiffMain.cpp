//===- DiffMain.cpp - AtlasDiffTests --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AtlasDiffTests [--cases N] [--seed S|random] [--first I] [--columns WORDS]
//
// Random calls of the library kernels through every implementation of this host
// against the plain C++ reference. Buffers lie flush against inaccessible pages,
// so that an access outside faults; the handler names the case. `--first` and
// `--seed` repeat one. Last line: `N passed, N failed, N skipped`, one pass per
// (case, column).
//===----------------------------------------------------------------------===//
#include "DiffRunner.h"

#include <csignal>
#include <random>

using namespace atlas::test;

namespace {

void onFault(int) {
  // Only async-signal-safe calls from here on.
  static const char head[] = "FAIL fault: access outside a buffer in ";
  static const char tail[] = "\n0 passed, 1 failed, 0 skipped\n";
  auto put = [](const char *text, size_t size) {
    if (write(STDOUT_FILENO, text, size) < 0)
      _exit(1);
  };
  put(head, sizeof(head) - 1);
  put(DiffRunner::running,
      strnlen(DiffRunner::running, sizeof(DiffRunner::running)));
  put(tail, sizeof(tail) - 1);
  _exit(1);
}

struct Options {
  uint64_t cases = 10000, seed = 1, first = 0;
  std::string columns;
};

bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i + 1 < argc; i += 2) {
    llvm::StringRef name = argv[i], value = argv[i + 1];
    bool bad = false;
    if (name == "--cases")
      bad = value.getAsInteger(10, options.cases);
    else if (name == "--first")
      bad = value.getAsInteger(10, options.first);
    else if (name == "--seed" && value == "random")
      options.seed = std::random_device()();
    else if (name == "--seed")
      bad = value.getAsInteger(10, options.seed);
    else if (name == "--columns")
      options.columns = value.str();
    else
      bad = true;
    if (bad)
      return false;
  }
  return argc % 2 == 1;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    llvm::errs() << "usage: " << argv[0]
                 << " [--cases N] [--seed S|random] [--first I] "
                    "[--columns WORD,...]\n";
    return 2;
  }
  llvm::outs() << "seed " << options.seed << ", cases " << options.first
               << " to " << options.first + options.cases << "\n";
  std::vector<MissingColumn> missing;
  auto columns = makeColumns(options.columns, missing);
  if (!columns) {
    llvm::outs() << "FAIL columns: " << llvm::toString(columns.takeError())
                 << "\n0 passed, 1 failed, 0 skipped\n";
    return 1;
  }
  DiffRunner test(options.seed, std::move(*columns), llvm::outs());
  if (!test.setUp()) {
    llvm::outs() << "FAIL no memory for guard pages\n"
                    "0 passed, 1 failed, 0 skipped\n";
    return 1;
  }
  llvm::outs().flush();
  std::signal(SIGSEGV, onFault);
  std::signal(SIGBUS, onFault);
  test.run(options.first, options.cases);
  for (const MissingColumn &column : missing)
    llvm::outs() << "SKIP columns " << column.name << ": " << column.reason
                 << "\n";
  if (test.passed == 0 && test.failed == 0) {
    llvm::outs() << "FAIL no case was executed\n";
    ++test.failed;
  }
  llvm::outs() << test.passed << " passed, " << test.failed << " failed, "
               << missing.size() << " skipped\n";
  return test.failed == 0 ? 0 : 1;
}
