//===- DiffRunner.h - Random cases through every column ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs differential cases in guarded memory and compares all regions and results
// with the reference. Counts one pass per (case, column); prints the first ten
// failures with the options that repeat them.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_DIFFRUNNER_H
#define ATLAS_UNITTESTS_KERNELS_DIFFRUNNER_H

#include "DiffCase.h"

#include "llvm/Support/raw_ostream.h"

namespace atlas::test {

class DiffRunner {
public:
  DiffRunner(uint64_t seed, Columns columns, llvm::raw_ostream &out)
      : seed(seed), columns(std::move(columns)), out(out) {}

  /// Maps the guarded memory; false if the system refuses.
  bool setUp();
  /// Runs cases [first, first + count).
  void run(uint64_t first, uint64_t count);

  /// The call that runs now, for a fault handler: filled before each call.
  static char running[1024];

  uint64_t passed = 0, failed = 0;

private:
  void fail(uint64_t index, const Column &column, const DiffCase &c,
            const llvm::Twine &what);
  /// The regions after the reference ran, and its results.
  bool runReference(uint64_t index, const DiffCase &c);
  void runColumn(uint64_t index, const DiffCase &c, Column &column);
  /// The first difference from the reference; "" if there is none.
  std::string difference(const DiffCase &c, const Invocation &call,
                         llvm::ArrayRef<uint8_t *> data) const;

  uint64_t seed;
  Columns columns;
  llvm::raw_ostream &out;
  std::unique_ptr<Column> reference = makeReferenceColumn();
  std::unique_ptr<GuardPages> pages[12]; ///< regions of a case at most
  std::vector<std::vector<uint8_t>> after;
  Invocation expected;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_DIFFRUNNER_H
