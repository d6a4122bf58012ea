//===- Column.h - One implementation of the library kernels -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The implementations that the golden runner and the differential test compare:
// the plain C++ reference, each tier at each ISA level of this host, the plain
// loops, the portable .ll twins, and the C interface of libatlas. All are called
// by parameter names, so that a test does not know whether a length is a
// dimension or an argument.
//
// Adding a column (another engine) is one class and one line in makeColumns().
// Thread rule: one thread for all column objects.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_COLUMN_H
#define ATLAS_UNITTESTS_KERNELS_COLUMN_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace atlas::test {

/// The arguments of one call, by name, and its results.
struct Invocation {
  struct Buffer {
    llvm::StringRef name;
    void *data;
    llvm::SmallVector<int64_t, 2> dims;
  };
  struct Scalar {
    llvm::StringRef name;
    uint64_t bits;
  };

  llvm::SmallVector<Buffer, 3> buffers;
  llvm::SmallVector<Scalar, 2> scalars;
  uint64_t results[16] = {}; ///< as many as the kernel has

  Invocation &buffer(llvm::StringRef name, void *data, int64_t dim0) {
    buffers.push_back({name, data, {dim0}});
    return *this;
  }
  Invocation &rows(llvm::StringRef name, void *data, int64_t rows,
                   int64_t columns) {
    buffers.push_back({name, data, {rows, columns}});
    return *this;
  }
  Invocation &scalar(llvm::StringRef name, uint64_t bits) {
    scalars.push_back({name, bits});
    return *this;
  }
  const Buffer *findBuffer(llvm::StringRef name) const;
  const Scalar *findScalar(llvm::StringRef name) const;
};

/// One implementation.
class Column {
public:
  explicit Column(std::string name) : columnName(std::move(name)) {}
  virtual ~Column();

  /// "reference", "jit:x86-64-v3", "ll", ...
  const std::string &name() const { return columnName; }
  /// Twins and C functions exist for some kernels only; everything else has all.
  virtual bool has(llvm::StringRef kernel) const = 0;
  /// True if scalars are as narrow as in the portable IR (i7 classes).
  virtual bool isTwin() const { return false; }
  /// True for the C interface: words are as wide as there, pages are whole.
  virtual bool isLibrary() const { return false; }
  /// Library columns only: the functions of atlas.h run at this column's level
  /// from now on. False if the processor refuses.
  virtual bool useLibrary() { return false; }
  /// Runs the whole kernel; `threads` > 1 runs its launch plan.
  virtual llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                           unsigned threads = 1) = 0;

private:
  std::string columnName;
};

using Columns = std::vector<std::unique_ptr<Column>>;

/// A column that cannot run here, with the reason.
struct MissingColumn {
  std::string name, reason;
};

/// The oracle. Packed entries of ir/kernels/*/reference.cpp.
std::unique_ptr<Column> makeReferenceColumn();

/// The C interface as dispatched ("c-abi") and at each level of this host.
Columns makeLibraryColumns(std::vector<MissingColumn> &missing);

/// Every column whose name contains one of the comma-separated words (all if
/// empty); those that this host cannot run go to `missing`.
llvm::Expected<Columns> makeColumns(llvm::StringRef words,
                                    std::vector<MissingColumn> &missing);

/// The compiled kernels in a program of another machine, which the shell command
/// starts (ProgramColumn.cpp says what it reads and writes).
llvm::Expected<std::unique_ptr<Column>>
makeProgramColumn(const std::string &command);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_COLUMN_H
