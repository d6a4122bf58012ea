//===- Poison.h - Buffers that show what was not written --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An output buffer is filled with a pattern before the run and the run repeats
// with the complement: an element that follows the pattern was never written.
// So two kernels that do nothing cannot agree. 256 bytes on either side of each
// buffer hold the pattern too and must still hold it afterwards.
//
// Failure: none; findings are values.
// Thread rule: values and pure functions.
// Source: backends-and-contracts.md DX-10.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_POISON_H
#define ATLAS_QUORUM_POISON_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atlas::quorum {

constexpr size_t kGuardBytes = 256;
constexpr uint8_t kPoison[2] = {0xA5, 0x5A};
/// Of the zones around the buffers of a job, in both rounds.
constexpr uint8_t kGuardPattern = 0x3C;

/// A buffer between two guard zones; `data()` is aligned to 64 bytes.
class GuardedBuffer {
public:
  /// `size` bytes of pattern `kPoison[round]`, guards included.
  GuardedBuffer(size_t size, unsigned round);
  /// A copy of an input between guards.
  GuardedBuffer(llvm::ArrayRef<uint8_t> contents, unsigned round);

  llvm::MutableArrayRef<uint8_t> data();
  llvm::ArrayRef<uint8_t> data() const;

  /// "byte 3 before the buffer" or "byte 0 after the buffer"; nullopt if both
  /// guards are whole.
  std::optional<std::string> damage() const;

private:
  size_t begin() const;
  std::vector<uint8_t> storage;
  size_t size;
  uint8_t pattern;
};

/// The first element of `width` bytes that holds the pattern in both rounds.
/// Both images have the same size.
std::optional<uint64_t> firstUnwritten(llvm::ArrayRef<uint8_t> firstRound,
                                       llvm::ArrayRef<uint8_t> secondRound,
                                       size_t width);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_POISON_H
