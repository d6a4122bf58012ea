//===- Compare.h - Two runs of one kernel -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares results and written buffers of two bindings, element by element.
//
// Exactness classes bit_exact and ordered_float compare bits (a NaN equals any
// NaN); bounded_ulp uses the kernel's tolerance: "ulp:N" (distance in the order
// of representable values), "abs:X" or "rel:X" (of the larger magnitude).
//
// Failure: ATL0204 for a tolerance that does not parse.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_COMPARE_H
#define ATLAS_TOOLS_ATLAS_JIT_COMPARE_H

#include "Binding.h"

#include <optional>
#include <string>

namespace atlas::tool {

/// The first place where two runs differ.
struct Difference {
  std::string name;              ///< output or result
  std::optional<uint64_t> index; ///< element, row-major; none for a result
  uint64_t ours = 0, theirs = 0; ///< bits
  DataType type;
  bool isSigned = false;
  std::string shape; ///< set if the shapes differ: "96 against 97"

  /// "bins[5]: 0x11 (17) against 0x10 (16)".
  std::string text() const;
};

/// How far two values may be apart.
struct Tolerance {
  enum class Kind : uint8_t { Bits, Ulp, Absolute, Relative } kind = Kind::Bits;
  double amount = 0;
  static llvm::Expected<Tolerance> of(const KernelABI &abi);
  bool accepts(uint64_t a, uint64_t b, DataType type) const;
};

/// nullopt if the runs agree. `ours` decides names and types.
llvm::Expected<std::optional<Difference>> compareRuns(const Binding &ours,
                                                      const Binding &theirs);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_COMPARE_H
