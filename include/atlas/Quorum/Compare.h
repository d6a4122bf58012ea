//===- Compare.h - How two executions are compared --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what two programs wrote into the same output buffer, element by
// element, in the units a vote needs: how many elements were compared, how many
// failed, the largest difference and the worst element.
//
// Integers compare exactly and ignore every tolerance. Floats: the first rule
// that fits decides (both NaN, one NaN, both infinite, one infinite, equal,
// finite difference in double precision). A NaN never enters a maximum: a
// difference that has no number is infinite.
//
// Failure: none; a report says divergent.
// Thread rule: pure functions.
// Source: backends-and-contracts.md DX-10, DX-14 to DX-17.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_COMPARE_H
#define ATLAS_QUORUM_COMPARE_H

#include "atlas/Support/KernelABI.h"

#include <optional>
#include <string>

namespace atlas::quorum {

/// What a fixture says about one output buffer.
struct Comparison {
  enum class Kind : uint8_t {
    Policy,   ///< nothing named: the tolerance of the quorum policy, absolute
    Exact,    ///< difference 0
    Ulp,      ///< distance in the order of representable values
    Absolute, ///< |a - b|
    Relative, ///< |a - b| over the larger magnitude
  } kind = Kind::Policy;
  double amount = 0;             ///< unused by Policy and Exact
  bool bitwiseNaN = false;       ///< NaN payloads count
  bool strictSignedZero = false; ///< +0 and -0 differ

  /// "exact", "ulp:K", "abs:E", "rel:E"; blanks after the colon are allowed.
  /// nullopt unless the amount is finite and not negative.
  static std::optional<Comparison> parse(llvm::StringRef text);
};

/// Two values of one element.
struct ElementPair {
  uint64_t ours = 0, theirs = 0; ///< words, see ScalarText.h
  DataType type;
  bool isSigned = false;
};

/// How far apart two values are, and whether that is accepted.
struct Verdict {
  double difference = 0; ///< >= 0, never NaN; may be infinite
  bool accepted = true;
};

/// One element. `policyTolerance` (finite, >= 0) applies to Kind::Policy.
Verdict compareElement(const ElementPair &pair, const Comparison &rule,
                       double policyTolerance);

/// What was seen in one buffer.
struct BufferReport {
  uint64_t compared = 0, failed = 0;
  double maxAbsDiff = 0;
  /// The first element with the largest difference among those that failed;
  /// `shape` instead if the lengths or types differ (difference infinite).
  struct Worst {
    uint64_t index = 0;
    ElementPair values;
    std::string shape;
  };
  std::optional<Worst> worst;

  bool agrees() const { return !worst; }
  /// "bins[5]: 0x11 (17) against 0x10 (16)"; empty when all agrees.
  std::string text(llvm::StringRef buffer) const;
};

/// The bytes that one program left in a buffer.
struct BufferImage {
  llvm::ArrayRef<uint8_t> bytes;
  DataType type;
  bool isSigned = false;
};

/// Lengths and types must agree; otherwise the report is divergent{inf}.
BufferReport compareBuffers(const BufferImage &ours, const BufferImage &theirs,
                            const Comparison &rule, double policyTolerance);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_COMPARE_H
