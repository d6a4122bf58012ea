//===- reference.cpp - Plain witness-sha256 ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA-256 of `data`, FIPS 180-4 written down section by section.
//
// The oracle of the tests: the obvious scalar loop, nothing clever. Arguments
// as in kernel.mlir; checks nothing (see args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <cmath>
#include <cstring>
#include <vector>

namespace {

uint32_t rotateRight(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

bool isPrime(unsigned n) {
  for (unsigned d = 2; d * d <= n; ++d)
    if (n % d == 0)
      return false;
  return n > 1;
}

/// First 32 bits of the fractional part of a root, exact in long double for the
/// roots of small primes (sections 4.2.2 and 5.3.3): computed, not copied, so
/// that a wrong digit in a table elsewhere is noticed.
uint32_t fraction(long double root) {
  return static_cast<uint32_t>((root - std::floor(root)) * 0x1p32L);
}

struct Constants {
  uint32_t rounds[64], initial[8];
  Constants() {
    unsigned count = 0;
    for (unsigned n = 2; count < 64; ++n)
      if (isPrime(n)) {
        if (count < 8)
          initial[count] = fraction(std::sqrt(static_cast<long double>(n)));
        rounds[count++] = fraction(std::cbrt(static_cast<long double>(n)));
      }
  }
};

/// Section 6.2.2.
void hashBlock(uint32_t state[8], const uint8_t *block, const Constants &k) {
  uint32_t w[64];
  for (unsigned t = 0; t < 16; ++t)
    w[t] = uint32_t(block[4 * t]) << 24 | uint32_t(block[4 * t + 1]) << 16 |
           uint32_t(block[4 * t + 2]) << 8 | block[4 * t + 3];
  for (unsigned t = 16; t < 64; ++t) {
    uint32_t x = w[t - 15], y = w[t - 2];
    w[t] = (rotateRight(y, 17) ^ rotateRight(y, 19) ^ y >> 10) + w[t - 7] +
           (rotateRight(x, 7) ^ rotateRight(x, 18) ^ x >> 3) + w[t - 16];
  }
  uint32_t s[8];
  std::memcpy(s, state, sizeof(s));
  auto &[a, b, c, d, e, f, g, h] = s;
  for (unsigned t = 0; t < 64; ++t) {
    uint32_t sigma1 =
        rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    uint32_t t1 = h + sigma1 + ((e & f) ^ (~e & g)) + k.rounds[t] + w[t];
    uint32_t sigma0 =
        rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    uint32_t t2 = sigma0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  for (unsigned i = 0; i < 8; ++i)
    state[i] += s[i];
}

} // namespace

extern "C" int32_t atlas_ref_witness_sha256(const atlas_args_t *args) {
  static const Constants constants;
  const auto *data = static_cast<const uint8_t *>(args->buffers[0].data);
  auto *digest = static_cast<uint8_t *>(args->buffers[1].data);
  uint64_t n = args->buffers[0].dim[0];
  // The padded message, section 5.1.1.
  std::vector<uint8_t> message((n + 8) / 64 * 64 + 64);
  if (n)
    std::memcpy(message.data(), data, n);
  message[n] = 0x80;
  for (unsigned i = 0; i < 8; ++i)
    message[message.size() - 1 - i] = uint8_t(n * 8 >> 8 * i);
  uint32_t state[8];
  std::memcpy(state, constants.initial, sizeof(state));
  for (uint64_t at = 0; at < message.size(); at += 64)
    hashBlock(state, message.data() + at, constants);
  for (unsigned i = 0; i < 32; ++i)
    digest[i] = uint8_t(state[i / 4] >> (24 - i % 4 * 8));
  return 0;
}
