//===- Generate.h - Inputs of a fixture's cases -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contents of input buffers, a function of (seed, case, buffer, index) and the
// generator's name alone: every platform, order and thread count gives equal
// bytes. Floats are made by exact integer steps and one rounding.
//
// Failure: none; unknown names are nullopt.
// Thread rule: pure functions.
// Source: backends-and-contracts.md section 6, fixture format and DX-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_GENERATE_H
#define ATLAS_QUORUM_GENERATE_H

#include "atlas/Support/KernelABI.h"

#include <optional>
#include <vector>

namespace atlas::quorum {

/// How a buffer is filled.
enum class Generator : uint8_t {
  Uniform, ///< integers over the whole range; floats in
           ///< [0, 1) with all bits of the significand
  Normal,  ///< sum of eight 16-bit words, centred, variance 1; integers round it
  Bits,    ///< raw patterns, NaNs and infinities included
  Ramp,    ///< the index, wrapping modulo the width; floats round it
};
std::optional<Generator> parseGenerator(llvm::StringRef name);
llvm::StringRef generatorName(Generator generator);

/// Whose data it is.
struct DataKey {
  uint64_t seed = 0;
  uint32_t caseIndex = 0; ///< number of the case within its fixture
  uint32_t buffer = 0;    ///< position of the buffer among the kernel's buffers
};

/// One element as a word. `bound` > 0 limits integers of Uniform to [0, bound):
/// table indices.
uint64_t generateElement(Generator generator, const DataKey &key,
                         uint64_t index, DataType type, uint64_t bound = 0);

/// `count` packed elements.
std::vector<uint8_t> generateBuffer(Generator generator, const DataKey &key,
                                    uint64_t count, DataType type,
                                    uint64_t bound = 0);

/// The word of a double rounded once to a float type, nearest and ties to even.
uint64_t roundedFloat(double value, DataType type);

/// CSR row offsets and their column indices.
struct CsrData {
  std::vector<int64_t> offsets; ///< rows + 1, from 0, never falling
  std::vector<int64_t> columns; ///< offsets.back() of them, below `columns`
};

/// `rows` rows over `columns` columns with `entries` entries in all. When the
/// sizes allow it: an empty row, one row that names every column, and a column
/// named twice in one row. Without rows or columns there are no entries.
CsrData generateCsr(const DataKey &key, uint64_t rows, uint64_t columns,
                    uint64_t entries);

/// Special values of a type for the `edge` entries of a fixture, by name:
/// all-min, all-max, alternating (0x55.., 0xaa..); for floats also zeros,
/// neg-zero, subnormal, inf, nan, max, min-normal. Element `index` as a word;
/// nullopt for a name the type does not have.
std::optional<uint64_t> edgeElement(llvm::StringRef name, uint64_t index,
                                    DataType type, bool isSigned);

/// The sizes every fixture runs at unless it names its own (DX-09): 0, 1,
/// workgroup-1, workgroup, workgroup+1, 3 workgroups + 5; sorted, no repeats.
std::vector<int64_t> defaultSizes(int64_t workgroup);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_GENERATE_H
