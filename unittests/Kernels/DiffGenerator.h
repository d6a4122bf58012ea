//===- DiffGenerator.h - Makes random calls of library kernels --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the makers of calls share: lengths, contents, placement, numbers. A kernel
// with calls of its own shape has a member here and a row in the table of run().
// One thread; the same seed and index give the same case.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_DIFFGENERATOR_H
#define ATLAS_UNITTESTS_KERNELS_DIFFGENERATOR_H

#include "DiffCase.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace atlas::test {

class DiffGenerator {
public:
  DiffGenerator(uint64_t seed, uint64_t index)
      : random(Random(seed).next() ^ (index * 0xD1342543DE82EF95u)) {}

  DiffCase run();

private:
  /// Elements of a buffer: few, some, or where blocks begin and end.
  size_t length();
  size_t pages() {
    return random.chance(90) ? random.below(9) : random.chance(50) ? 48 : 49;
  }

  /// Contents: uniform, one value, extremes, few values, classes only, a ramp.
  std::vector<uint8_t> contents(size_t size) {
    std::vector<uint8_t> bytes(size);
    unsigned kind = random.below(8);
    uint8_t value = random.next();
    for (size_t i = 0; i < size; ++i)
      switch (kind) {
      case 0: bytes[i] = value; break;
      case 1: bytes[i] = 0xFF; break;
      case 2: bytes[i] = random.chance(50) ? 0xFF : 0; break;
      case 3: bytes[i] = random.below(96); break;
      case 4: bytes[i] = value + i; break;
      case 5: bytes[i] = 90 + random.below(12) + 96 * random.below(2); break;
      default: bytes[i] = random.next(); break;
      }
    return bytes;
  }

  unsigned region(std::vector<uint8_t> bytes) {
    Placement placement;
    unsigned kind = random.below(4);
    placement.edge = kind == 0   ? Placement::Front
                     : kind == 1 ? Placement::Middle
                                 : Placement::Back;
    placement.misalign = random.below(64);
    result.regions.push_back({std::move(bytes), placement});
    return result.regions.size() - 1;
  }
  unsigned input(llvm::StringRef name, size_t size) {
    unsigned r = region(contents(size));
    result.buffers.push_back({name, r, 0, {int64_t(size)}});
    return r;
  }
  void output(llvm::StringRef name, llvm::SmallVector<int64_t, 2> dims,
              size_t bytes) {
    unsigned r = region(std::vector<uint8_t>(bytes, uint8_t(random.next())));
    result.buffers.push_back({name, r, 0, std::move(dims)});
  }
  void scalar(llvm::StringRef name, uint64_t bits) {
    result.scalars.push_back({name, bits});
  }

  /// Sets the last byte so that the range is conserved.
  void conserve(unsigned r, size_t offset, size_t size) {
    std::vector<uint8_t> &bytes = result.regions[r].bytes;
    uint64_t sum = 0;
    for (size_t i = 0; i + 1 < size; ++i)
      sum += bytes[offset + i];
    if (size > 0)
      bytes[offset + size - 1] = (96 - sum % 96) % 96 + 96 * random.below(2);
  }

  void classify(size_t size) {
    unsigned data = input("data", size);
    if (random.chance(40))
      result.buffers.push_back({"classes", data, 0, {int64_t(size)}});
    else
      output("classes", {int64_t(size)}, size);
  }

  /// A finite value: any pattern, subnormal, a zero, or of magnitude below 1.
  template <typename T>
  T real() {
    using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
    constexpr Bits exponent =
        std::bit_cast<Bits>(std::numeric_limits<T>::infinity());
    unsigned kind = random.below(8);
    Bits bits = Bits(random.next());
    if (kind == 0)
      bits &= std::bit_cast<Bits>(T(-0.0));
    else if (kind == 1)
      bits &= ~exponent;
    else if (kind > 4 || (bits & exponent) == exponent)
      return T(int32_t(bits)) * T(0x1p-31);
    return std::bit_cast<T>(bits);
  }
  /// An input of such values.
  template <typename T>
  void reals(llvm::StringRef name, size_t count) {
    std::vector<T> values(count);
    for (T &value : values)
      value = real<T>();
    list(name, values);
  }
  /// An input of these values.
  template <typename T>
  void list(llvm::StringRef name, const std::vector<T> &values) {
    const auto *begin = reinterpret_cast<const uint8_t *>(values.data());
    unsigned r = region({begin, begin + values.size() * sizeof(T)});
    result.buffers.push_back({name, r, 0, {int64_t(values.size())}});
  }
  /// An output of `count` elements.
  template <typename T>
  void outputs(llvm::StringRef name, size_t count) {
    output(name, {int64_t(count)}, count * sizeof(T));
  }

  void delta();
  void copy();
  void histogramPages();
  void clusterBuild();
  void tick32();
  void tick64();

  // Streams of scores (DiffHaltCases.cpp).
  double score(double around, double spread);
  std::pair<uint64_t, uint64_t> haltLengths();
  void haltBatch(llvm::StringRef kernel);
  template <typename T>
  void haltScores(bool isCsr, bool isRowMajor, std::vector<int64_t> offsets,
                  const std::vector<double> &scores);

  // Graphs (DiffGraphCases.cpp).
  void decay();
  void prepare();
  void propagate();
  void observe();
  void merge();
  void split();
  struct Edges {
    std::vector<int32_t> src, dst;
    std::vector<double> weight;
  };
  Edges edges();
  Edges inputEdges();
  std::vector<int32_t> nodePool();

  Random random;
  DiffCase result;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_DIFFGENERATOR_H
