//===- Philox.h - Counter-based random words --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
// as 1, 2, 3", SC 2011): ten rounds that turn a 128-bit counter and a 64-bit
// key into four 32-bit words. No state: every element of every buffer can be
// drawn alone, in any order, on any platform, with the same result.
//
// Failure: none. Thread rule: pure functions.
// Source: backends-and-contracts.md DX-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_PHILOX_H
#define ATLAS_QUORUM_PHILOX_H

#include <array>
#include <cstdint>

namespace atlas::quorum {

using PhiloxBlock = std::array<uint32_t, 4>;

/// The four words of (counter, key).
inline PhiloxBlock philox4x32(PhiloxBlock counter,
                              std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t(0xD2511F53) * counter[0];
    uint64_t b = uint64_t(0xCD9E8D57) * counter[2];
    counter = {uint32_t(b >> 32) ^ counter[1] ^ key[0], uint32_t(b),
               uint32_t(a >> 32) ^ counter[3] ^ key[1], uint32_t(a)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_PHILOX_H
