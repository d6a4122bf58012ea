//===- Bignum.h - Unsigned integers of up to 8,192 bits ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What exact conversion between binary64 and decimal needs, no more. Lives on
// the stack (1 KB); a result that does not fit is a bug of the caller, whose
// comments state the bounds. Cost: linear in the limbs.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_BIGNUM_H
#define ATLAS_RUNTIME_BIGNUM_H

#include <stdint.h>

namespace atlas::runtime {

class Bignum {
public:
  explicit Bignum(uint64_t value = 0) {
    for (; value; value >>= 32)
      limbs[size++] = uint32_t(value);
  }
  // Copies the limbs in use only.
  Bignum(const Bignum &other) { *this = other; }
  Bignum &operator=(const Bignum &other) {
    size = other.size;
    for (unsigned i = 0; i < size; ++i)
      limbs[i] = other.limbs[i];
    return *this;
  }

  bool isZero() const { return size == 0; }
  /// Position after the highest set bit; 0 for zero.
  unsigned bits() const {
    return size ? 32 * size - __builtin_clz(limbs[size - 1]) : 0;
  }
  /// The value, which must be below 2^64.
  uint64_t low() const {
    return (size > 0 ? limbs[0] : 0) |
           (size > 1 ? uint64_t(limbs[1]) << 32 : 0);
  }

  /// this = this * factor + summand.
  void multiplyAdd(uint32_t factor, uint32_t summand = 0) {
    uint64_t carry = summand;
    for (unsigned i = 0; i < size; ++i) {
      carry += uint64_t(limbs[i]) * factor;
      limbs[i] = uint32_t(carry);
      carry >>= 32;
    }
    if (carry)
      limbs[size++] = uint32_t(carry);
    trim();
  }
  void multiplyPowerOfTen(unsigned exponent) {
    for (; exponent >= 9; exponent -= 9)
      multiplyAdd(1000000000);
    for (; exponent; --exponent)
      multiplyAdd(10);
  }
  /// Divides; returns the remainder.
  uint32_t divide(uint32_t divisor) {
    uint64_t rest = 0;
    for (unsigned i = size; i-- > 0;) {
      rest = rest << 32 | limbs[i];
      limbs[i] = uint32_t(rest / divisor);
      rest %= divisor;
    }
    trim();
    return uint32_t(rest);
  }

  void shiftLeft(unsigned count);
  void shiftRight(unsigned count);
  bool testBit(unsigned position) const {
    return position / 32 < size && limbs[position / 32] >> position % 32 & 1;
  }
  bool hasBitBelow(unsigned position) const {
    for (unsigned i = 0; i < position && i / 32 < size; ++i)
      if (testBit(i))
        return true;
    return false;
  }

  Bignum &operator+=(const Bignum &other);
  /// `other` must not be larger.
  Bignum &operator-=(const Bignum &other);
  /// Below, at or above 0 as *this is smaller, equal or larger.
  int compare(const Bignum &other) const;

private:
  void trim() {
    while (size && limbs[size - 1] == 0)
      --size;
  }

  static constexpr unsigned kLimbs = 256;
  uint32_t limbs[kLimbs]; ///< least significant first; those below size count
  unsigned size = 0;
};

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_BIGNUM_H
