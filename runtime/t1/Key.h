//===- Key.h - Queue entries as 64-bit keys ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One queue entry (node, delta) in one unsigned number whose order is that of
// contract t1, section 5; smallest first:
//
//   63..33  0x7FFFFFFF - bits(|delta|)     larger |delta| first
//   32..1   position of the node in the order of (key_rank, node id)
//   0       0 if delta is negative, else 1
//
// With x = ~bits(delta), bits 30..0 of x are the first field and bit 31 the
// last: both together are x rotated left by 33 within 64 bits.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_KEY_H
#define ATLAS_RUNTIME_T1_KEY_H

#include "t1/Bits.h"

namespace atlas::runtime::t1 {

using Key = uint64_t;

/// After every key: a position of 2^32 - 1 does not exist.
constexpr Key kNoKey = ~Key(0);

/// The entry of a finite delta. -0.0 must be given as 0.0 (they are equal).
inline Key makeKey(float delta, uint32_t position) {
  return rotateLeft(Key(~bitsOf(delta)), 33) | Key(position) << 1;
}

inline uint32_t positionOf(Key key) { return uint32_t(key >> 1); }

inline float deltaOf(Key key) {
  return floatOf(~uint32_t(rotateLeft(key, 31)));
}

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_KEY_H
