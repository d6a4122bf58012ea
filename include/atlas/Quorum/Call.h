//===- Call.h - One call of a kernel and what it left -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of one call as bytes, and what a run of it wrote, in the one form
// that every engine takes and gives. A batch is a list of calls of one kernel;
// engines run each call twice, over memory poisoned with two patterns.
//
// Failure: ATL03xx from length expressions.
// Thread rule: plain values.
// Source: backends-and-contracts.md DX-08, DX-10, DX-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_CALL_H
#define ATLAS_QUORUM_CALL_H

#include "atlas/Support/KernelABI.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace atlas::quorum {

/// The arguments of one call, by parameter name.
struct CallData {
  std::string name; ///< "n=257 case 4", for reports
  std::map<std::string, std::vector<int64_t>> dims; ///< every buffer's extents
  std::map<std::string, uint64_t> scalars;          ///< words
  /// Packed contents of in, inout and table buffers.
  std::map<std::string, std::vector<uint8_t>> inputs;

  /// A length expression over the dimensions and scalars.
  llvm::Expected<int64_t> evaluate(llvm::StringRef expression) const;
  /// Elements of a buffer; 0 if it has no extents.
  uint64_t elements(llvm::StringRef buffer) const;
};

/// One buffer or scalar result after the run.
struct CallOutput {
  std::string name;
  DataType type;
  bool isSigned = false;
  bool isWritten = false; ///< by its role; others must come back unchanged
  /// A scalar result: one element, integers widened to 64 bits.
  bool isResult = false;
  std::vector<uint8_t> bytes;
  std::string damage; ///< what was written outside, "" if nothing
};

using CallOutputs = std::vector<CallOutput>;
/// Of each call, the outputs of both rounds.
using BatchOutputs = std::vector<std::array<CallOutputs, 2>>;

/// The output of a name; null if there is none.
const CallOutput *findOutput(const CallOutputs &outputs, llvm::StringRef name);

/// A scalar result in its one form: `word` is what an engine answered,
/// zero- or sign-extended; anything else stays as it is, and will not agree.
CallOutput makeResult(const KernelResult &result, uint64_t word);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_CALL_H
