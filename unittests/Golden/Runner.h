//===- Runner.h - Golden vectors through every implementation ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs every case of a golden directory in every column and counts.
//
// One (case, column) pair that held is one pass. A file or suite without a runner,
// a column this host cannot run and a case a column cannot express are skipped by
// name. Malformed files, unknown files, unknown lists and a run in which nothing
// was executed are failures.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_GOLDEN_RUNNER_H
#define ATLAS_UNITTESTS_GOLDEN_RUNNER_H

#include "Column.h"
#include "GoldenFile.h"

#include "llvm/Support/raw_ostream.h"

namespace atlas::test {

class Case;

struct Totals {
  uint64_t passed = 0, failed = 0, skipped = 0;
  /// Nothing failed and something ran.
  bool good() const { return failed == 0 && passed > 0; }
};

class GoldenRunner {
public:
  /// `out` gets the first failing case in full, one line per file, the SKIP
  /// lines and the totals.
  GoldenRunner(const Columns &columns, std::vector<MissingColumn> missing,
               llvm::raw_ostream &out)
      : columns(columns), missing(std::move(missing)), out(out) {}

  Totals run(llvm::StringRef directory);

private:
  struct FileRunner;
  static const FileRunner fileRunners[];

  void runFile(const GoldenFile &file);
  void runList(const GoldenFile &file, const FileRunner &runner,
               const llvm::json::Array &cases, Column &column);
  void runCase(const GoldenFile &file, const llvm::json::Object &row,
               size_t index, llvm::StringRef name, void (*run)(Case &),
               Column &column);
  void fail(const llvm::Twine &what);
  void skip(std::string what, std::string why, std::string column = "");

  const Columns &columns;
  std::vector<MissingColumn> missing;
  llvm::raw_ostream &out;
  Totals totals;
  /// What was not run and why, in order of appearance.
  struct Skip {
    std::string what, why;
    std::vector<std::string> columns; ///< empty: all of them
    unsigned cases = 0;
  };
  std::vector<Skip> skips;
  unsigned printed = 0;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_GOLDEN_RUNNER_H
