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
#include "DiffCase.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <cstdio>
#include <random>

using namespace atlas::test;

namespace {

/// What runs now, for the fault handler: a plain array, filled before each call.
char running[1024];

void onFault(int) {
  // Only async-signal-safe calls from here on.
  static const char head[] = "FAIL fault: access outside a buffer in ";
  static const char tail[] = "\n0 passed, 1 failed, 0 skipped\n";
  auto put = [](const char *text, size_t size) {
    if (write(STDOUT_FILENO, text, size) < 0)
      _exit(1);
  };
  put(head, sizeof(head) - 1);
  put(running, strnlen(running, sizeof(running)));
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

class DiffTest {
public:
  DiffTest(const Options &options, Columns columns)
      : options(options), columns(std::move(columns)) {}

  bool setUp() {
    for (auto &p : pages)
      if (!(p = GuardPages::create(kMaxRegion)))
        return false;
    return true;
  }

  void run() {
    for (uint64_t i = 0; i < options.cases; ++i)
      runCase(options.first + i);
  }

  uint64_t passed = 0, failed = 0;

private:
  void fail(uint64_t index, const Column &column, const DiffCase &c,
            const llvm::Twine &what) {
    if (++failed <= 10)
      llvm::outs() << "FAIL --seed " << options.seed << " --first " << index
                   << ", column " << column.name() << ": " << what << "\n  "
                   << c.describe() << "\n";
  }

  /// The regions after the reference ran, and its results.
  bool runReference(uint64_t index, const DiffCase &c) {
    after.clear();
    llvm::SmallVector<uint8_t *, 3> data;
    for (const DiffCase::Region &r : c.regions)
      after.push_back(r.bytes);
    for (auto &bytes : after)
      data.push_back(bytes.data());
    expected = c.invocation(data);
    if (llvm::Error error = reference->call(c.kernel, expected)) {
      fail(index, *reference, c, llvm::toString(std::move(error)));
      return false;
    }
    return true;
  }

  void runCase(uint64_t index) {
    DiffCase c = makeDiffCase(options.seed, index);
    if (!runReference(index, c))
      return;
    for (const auto &column : columns)
      if (c.fits(*column))
        runColumn(index, c, *column);
  }

  void runColumn(uint64_t index, const DiffCase &c, Column &column) {
    llvm::SmallVector<uint8_t *, 3> data;
    for (size_t r = 0; r < c.regions.size(); ++r) {
      const DiffCase::Region &region = c.regions[r];
      data.push_back(pages[r]->place(region.bytes.size(), region.placement));
      if (!region.bytes.empty())
        std::memcpy(data[r], region.bytes.data(), region.bytes.size());
    }
    std::snprintf(running, sizeof(running), "--seed %llu --first %llu, %s, %s",
                  (unsigned long long)options.seed, (unsigned long long)index,
                  column.name().c_str(), c.kernel.str().c_str());
    Invocation call = c.invocation(data);
    if (llvm::Error error = column.call(c.kernel, call, c.threads))
      return fail(index, column, c, llvm::toString(std::move(error)));
    for (unsigned i = 0; i < 2; ++i)
      if (call.results[i] != expected.results[i])
        return fail(index, column, c,
                    "result " + llvm::Twine(i) + ": expected " +
                        llvm::Twine(expected.results[i]) + ", got " +
                        llvm::Twine(call.results[i]));
    for (size_t r = 0; r < c.regions.size(); ++r) {
      for (size_t i = 0; i < after[r].size(); ++i)
        if (data[r][i] != after[r][i])
          return fail(index, column, c,
                      "region " + llvm::Twine(r) + " byte " + llvm::Twine(i) +
                          ": expected 0x" + llvm::utohexstr(after[r][i]) +
                          ", got 0x" + llvm::utohexstr(data[r][i]));
      if (!pages[r]->intact())
        return fail(index, column, c,
                    "region " + llvm::Twine(r) + ": written outside");
    }
    ++passed;
  }

  const Options &options;
  Columns columns;
  std::unique_ptr<Column> reference = makeReferenceColumn();
  std::unique_ptr<GuardPages> pages[3];
  std::vector<std::vector<uint8_t>> after;
  Invocation expected;
};

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
  DiffTest test(options, std::move(*columns));
  if (!test.setUp()) {
    llvm::outs() << "FAIL no memory for guard pages\n"
                    "0 passed, 1 failed, 0 skipped\n";
    return 1;
  }
  llvm::outs().flush();
  std::signal(SIGSEGV, onFault);
  std::signal(SIGBUS, onFault);
  test.run();
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
