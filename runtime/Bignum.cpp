//===- Bignum.cpp - Unsigned integers of up to 8,192 bits -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Bignum.h"

using namespace atlas::runtime;

void Bignum::shiftLeft(unsigned count) {
  if (!size)
    return;
  unsigned whole = count / 32, part = count % 32;
  uint32_t top = part ? limbs[size - 1] >> (32 - part) : 0;
  for (unsigned i = size; i-- > 0;) {
    uint32_t below = part && i ? limbs[i - 1] >> (32 - part) : 0;
    limbs[i + whole] = limbs[i] << part | below;
  }
  for (unsigned i = 0; i < whole; ++i)
    limbs[i] = 0;
  size += whole;
  if (top)
    limbs[size++] = top;
}

void Bignum::shiftRight(unsigned count) {
  unsigned whole = count / 32, part = count % 32;
  if (whole >= size) {
    size = 0;
    return;
  }
  size -= whole;
  for (unsigned i = 0; i < size; ++i) {
    uint32_t above =
        part && i + 1 < size ? limbs[i + whole + 1] << (32 - part) : 0;
    limbs[i] = limbs[i + whole] >> part | above;
  }
  trim();
}

Bignum &Bignum::operator+=(const Bignum &other) {
  while (size < other.size)
    limbs[size++] = 0;
  uint64_t carry = 0;
  for (unsigned i = 0; i < size; ++i) {
    carry += uint64_t(limbs[i]) + (i < other.size ? other.limbs[i] : 0);
    limbs[i] = uint32_t(carry);
    carry >>= 32;
  }
  if (carry)
    limbs[size++] = uint32_t(carry);
  return *this;
}

Bignum &Bignum::operator-=(const Bignum &other) {
  uint64_t borrow = 0;
  for (unsigned i = 0; i < size; ++i) {
    uint64_t taken = (i < other.size ? other.limbs[i] : 0) + borrow;
    borrow = limbs[i] < taken;
    limbs[i] = uint32_t(limbs[i] - taken);
  }
  trim();
  return *this;
}

int Bignum::compare(const Bignum &other) const {
  if (size != other.size)
    return size < other.size ? -1 : 1;
  for (unsigned i = size; i-- > 0;)
    if (limbs[i] != other.limbs[i])
      return limbs[i] < other.limbs[i] ? -1 : 1;
  return 0;
}
