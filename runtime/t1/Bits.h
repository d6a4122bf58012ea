//===- Bits.h - Bit operations without the C++ library ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What <bit> has; WebAssembly is compiled without a C++ library. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_BITS_H
#define ATLAS_RUNTIME_T1_BITS_H

#include <stdint.h>

namespace atlas::runtime::t1 {

inline uint32_t bitsOf(float x) { return __builtin_bit_cast(uint32_t, x); }
inline uint64_t bitsOf(double x) { return __builtin_bit_cast(uint64_t, x); }
inline float floatOf(uint32_t bits) { return __builtin_bit_cast(float, bits); }

/// Of a number that is not 0.
inline unsigned lowestBit(uint64_t x) { return unsigned(__builtin_ctzll(x)); }
inline unsigned highestBit(uint64_t x) {
  return 63 - unsigned(__builtin_clzll(x));
}

/// By 1..63 bits.
inline uint64_t rotateLeft(uint64_t x, unsigned by) {
  return x << by | x >> (64 - by);
}

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_BITS_H
