//===- Generate.cpp - Inputs of a fixture's cases ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Generate.h"

#include "atlas/Quorum/Philox.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace atlas;
using namespace atlas::quorum;

namespace {

PhiloxBlock blockOf(const DataKey &key, uint64_t index) {
  return philox4x32({uint32_t(index), uint32_t(index >> 32), key.buffer,
                     key.caseIndex},
                    {uint32_t(key.seed), uint32_t(key.seed >> 32)});
}

uint64_t wordOf(const PhiloxBlock &block) {
  return block[0] | uint64_t(block[1]) << 32;
}

const llvm::fltSemantics &semanticsOf(DataType type) {
  return type.bits == 16   ? llvm::APFloat::IEEEhalf()
         : type.bits == 32 ? llvm::APFloat::IEEEsingle()
                           : llvm::APFloat::IEEEdouble();
}

uint64_t truncated(uint64_t word, DataType type) {
  return word & llvm::maskTrailingOnes<uint64_t>(type.bits);
}

/// In [0, 1): as many random bits as the significand has.
uint64_t uniformFloat(uint64_t word, DataType type) {
  unsigned bits = llvm::APFloat::semanticsPrecision(semanticsOf(type));
  return roundedFloat(std::ldexp(static_cast<double>(word >> (64 - bits)),
                              -static_cast<int>(bits)),
                   type);
}

/// Mean 0 and variance 1: eight uniform words of 16 bits (Irwin-Hall), whose sum
/// has variance 8/12 * (2^32 - 1).
double normalValue(const PhiloxBlock &block) {
  int64_t sum = 0;
  for (uint32_t word : block)
    sum += (word & 0xffff) + (word >> 16);
  // The factor is sqrt(12 / 8) / 2^16, written out: every platform multiplies
  // by the same double.
  return static_cast<double>(sum - 4 * 65535) * 0x1.3988e1409212ep-16;
}

/// Position in [0, bound) by multiplication: exact, no modulo bias worth naming.
uint64_t scaled(uint64_t word, uint64_t bound) {
  return static_cast<uint64_t>((static_cast<unsigned __int128>(word) * bound) >>
                               64);
}

uint64_t normalElement(const PhiloxBlock &block, DataType type) {
  double value = normalValue(block);
  if (type.isFloat())
    return roundedFloat(value, type);
  // A spread of an eighth of the range: most values differ, none overflows
  // (|value| stays below 4.9).
  double scale = std::ldexp(1.0, static_cast<int>(type.bits) - 4);
  return truncated(static_cast<uint64_t>(std::llrint(value * scale)), type);
}

} // namespace

uint64_t quorum::roundedFloat(double value, DataType type) {
  llvm::APFloat number(value);
  bool exact;
  number.convert(semanticsOf(type), llvm::APFloat::rmNearestTiesToEven, &exact);
  return number.bitcastToAPInt().getZExtValue();
}

std::optional<Generator> quorum::parseGenerator(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Generator>>(name)
      .Case("uniform", Generator::Uniform)
      .Case("normal", Generator::Normal)
      .Case("bits", Generator::Bits)
      .Case("ramp", Generator::Ramp)
      .Default(std::nullopt);
}

llvm::StringRef quorum::generatorName(Generator generator) {
  constexpr llvm::StringLiteral kNames[] = {"uniform", "normal", "bits",
                                            "ramp"};
  return kNames[static_cast<unsigned>(generator)];
}

uint64_t quorum::generateElement(Generator generator, const DataKey &key,
                                 uint64_t index, DataType type,
                                 uint64_t bound) {
  if (generator == Generator::Ramp)
    return type.isFloat() ? roundedFloat(static_cast<double>(index), type)
                          : truncated(bound ? index % bound : index, type);
  PhiloxBlock block = blockOf(key, index);
  if (generator == Generator::Normal)
    return normalElement(block, type);
  uint64_t word = wordOf(block);
  if (type.isFloat() && generator == Generator::Uniform)
    return uniformFloat(word, type);
  return truncated(bound ? scaled(word, bound) : word, type);
}

std::vector<uint8_t> quorum::generateBuffer(Generator generator,
                                            const DataKey &key, uint64_t count,
                                            DataType type, uint64_t bound) {
  std::vector<uint8_t> bytes(count * type.byteSize());
  for (uint64_t i = 0; i < count; ++i)
    storeElement(bytes.data(), i, type,
                 generateElement(generator, key, i, type, bound));
  return bytes;
}

CsrData quorum::generateCsr(const DataKey &key, uint64_t rows,
                            uint64_t columns, uint64_t entries) {
  CsrData csr;
  csr.offsets.assign(rows + 1, 0);
  if (rows == 0 || columns == 0)
    return csr;
  // Counts first: the full row takes `columns` entries if they fit, one row
  // stays empty if there are two, the rest is spread at random.
  std::vector<int64_t> counts(rows, 0);
  uint64_t full = scaled(wordOf(blockOf(key, 0)), rows), left = entries;
  bool hasFull = entries >= columns;
  if (hasFull) {
    counts[full] = static_cast<int64_t>(columns);
    left -= columns;
  }
  uint64_t empty = rows > 1 ? (full + 1) % rows : rows;
  for (uint64_t e = 0; e < left; ++e) {
    uint64_t row = scaled(wordOf(blockOf(key, 1 + e)), rows);
    ++counts[row == empty ? full : row];
  }
  for (uint64_t r = 0; r < rows; ++r)
    csr.offsets[r + 1] = csr.offsets[r] + counts[r];
  for (uint64_t r = 0; r < rows; ++r)
    for (int64_t e = 0; e < counts[r]; ++e) {
      bool sweep = r == full && hasFull && e < static_cast<int64_t>(columns);
      uint64_t word = wordOf(blockOf(key, (uint64_t(1) << 40) + csr.columns.size()));
      int64_t column = sweep ? e : static_cast<int64_t>(scaled(word, columns));
      // The second entry of a row repeats the first: duplicates always occur.
      csr.columns.push_back(!sweep && e == 1 ? csr.columns.back() : column);
    }
  return csr;
}

std::optional<uint64_t> quorum::edgeElement(llvm::StringRef name,
                                            uint64_t index, DataType type,
                                            bool isSigned) {
  uint64_t all = llvm::maskTrailingOnes<uint64_t>(type.bits);
  if (name == "alternating")
    return truncated(index % 2 ? 0xaaaaaaaaaaaaaaaau : 0x5555555555555555u,
                     type);
  if (!type.isFloat()) {
    uint64_t top = uint64_t(1) << (type.bits - 1);
    if (name == "all-min")
      return isSigned ? top : 0;
    if (name == "all-max")
      return isSigned ? top - 1 : all;
    return std::nullopt;
  }
  const llvm::fltSemantics &format = semanticsOf(type);
  using llvm::APFloat;
  auto bits = [](const APFloat &value) {
    return value.bitcastToAPInt().getZExtValue();
  };
  return llvm::StringSwitch<std::optional<uint64_t>>(name)
      .Case("all-min", bits(APFloat::getLargest(format, /*Negative=*/true)))
      .Cases({"all-max", "max"}, bits(APFloat::getLargest(format)))
      .Case("zeros", 0)
      .Case("neg-zero", bits(APFloat::getZero(format, /*Negative=*/true)))
      .Case("subnormal", bits(APFloat::getSmallest(format)))
      .Case("min-normal", bits(APFloat::getSmallestNormalized(format)))
      .Case("inf", bits(APFloat::getInf(format)))
      .Case("nan", bits(APFloat::getQNaN(format)))
      .Default(std::nullopt);
}

std::vector<int64_t> quorum::defaultSizes(int64_t workgroup) {
  std::vector<int64_t> sizes{0,         1,             workgroup - 1,
                             workgroup, workgroup + 1, 3 * workgroup + 5};
  llvm::sort(sizes);
  sizes.erase(llvm::unique(sizes), sizes.end());
  return sizes;
}
