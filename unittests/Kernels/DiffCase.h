//===- DiffCase.h - A random call of a library kernel -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Case number `index` of a seed: kernel, lengths, contents, aliasing, placement.
// The same numbers give the same case on every machine.
//
// Memory is a list of regions; buffers are ranges of regions, so that in-place
// and overlapping arguments need no special handling: all regions are compared
// after the call, inputs as well.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_DIFFCASE_H
#define ATLAS_UNITTESTS_KERNELS_DIFFCASE_H

#include "Column.h"
#include "GuardPages.h"

namespace atlas::test {

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, the same everywhere.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// Uniform enough below `bound` (> 0).
  uint64_t below(uint64_t bound) { return next() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }

private:
  uint64_t state;
};

struct DiffCase {
  struct Region {
    std::vector<uint8_t> bytes; ///< contents before the call
    Placement placement;
  };
  struct Buffer {
    llvm::StringRef name;
    unsigned region;
    size_t offset;
    llvm::SmallVector<int64_t, 2> dims;
  };

  llvm::StringRef kernel;
  llvm::SmallVector<Region, 3> regions;
  llvm::SmallVector<Buffer, 3> buffers;
  llvm::SmallVector<Invocation::Scalar, 2> scalars;
  unsigned threads = 1;

  /// False if a column cannot express the case (classes beyond i7, partial
  /// pages).
  bool fits(const Column &column) const;
  /// The call with every region at the given address.
  Invocation invocation(llvm::ArrayRef<uint8_t *> regionData) const;
  /// "r96-classify, data 300 bytes at back, classes in place, ..."
  std::string describe() const;
};

/// The largest region any case has, in bytes.
constexpr size_t kMaxRegion = size_t(1) << 19;

DiffCase makeDiffCase(uint64_t seed, uint64_t index);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_DIFFCASE_H
