//===- CallSequence.cpp - Models, allocator and levels ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallSequence.h"

#include "atlas.h"
#include "runtime/Dispatch.h"

#include <cstdlib>
#include <vector>

using namespace atlas::test;

uint64_t atlas::test::modelSum(const uint8_t *data, size_t size) {
  uint64_t sum = 0;
  for (size_t i = 0; i < size; ++i)
    sum += data[i];
  return sum;
}

static uint32_t rotate(uint32_t x, unsigned n) {
  return x >> n | x << (32 - n);
}

// Constants computed as section 4.2.2 defines them would need big roots; this
// is the table, in hexadecimal digits as printed there.
static const uint32_t kRounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// Section 6.2.2, one block.
static void modelBlock(uint32_t h[8], const uint8_t *block) {
  uint32_t w[64], v[8];
  for (int t = 0; t < 16; ++t)
    w[t] = uint32_t(block[4 * t]) << 24 | uint32_t(block[4 * t + 1]) << 16 |
           uint32_t(block[4 * t + 2]) << 8 | block[4 * t + 3];
  for (int t = 16; t < 64; ++t) {
    uint32_t a = w[t - 2], b = w[t - 15];
    w[t] = (rotate(a, 17) ^ rotate(a, 19) ^ a >> 10) + w[t - 7] +
           (rotate(b, 7) ^ rotate(b, 18) ^ b >> 3) + w[t - 16];
  }
  for (int i = 0; i < 8; ++i)
    v[i] = h[i];
  for (int t = 0; t < 64; ++t) {
    uint32_t e = v[4], a = v[0];
    uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                  ((e & v[5]) ^ (~e & v[6])) + kRounds[t] + w[t];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    for (int i = 7; i > 0; --i)
      v[i] = v[i - 1];
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i)
    h[i] += v[i];
}

void atlas::test::modelSha256(const uint8_t *data, size_t size,
                              uint8_t digest[32]) {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::vector<uint8_t> padded(data, data + size);
  padded.push_back(0x80);
  while (padded.size() % 64 != 56)
    padded.push_back(0);
  for (int i = 7; i >= 0; --i)
    padded.push_back(uint8_t(uint64_t(size) * 8 >> 8 * i));
  for (size_t at = 0; at < padded.size(); at += 64)
    modelBlock(h, padded.data() + at);
  for (int i = 0; i < 32; ++i)
    digest[i] = uint8_t(h[i / 4] >> (24 - 8 * (i % 4)));
}

// --- Allocation and levels ---------------------------------------------------

CountingAllocator::CountingAllocator() {
  atlas_allocator allocator = {allocate, release, this};
  atlas_set_allocator(&allocator);
}

CountingAllocator::~CountingAllocator() { atlas_set_allocator(nullptr); }

void *CountingAllocator::allocate(void *self, size_t size) {
  auto *allocator = static_cast<CountingAllocator *>(self);
  uint64_t left = __atomic_load_n(&allocator->countdown, __ATOMIC_RELAXED);
  if (left) {
    __atomic_store_n(&allocator->countdown, left - 1, __ATOMIC_RELAXED);
    if (left == 1)
      return nullptr;
  }
  __atomic_fetch_add(&allocator->blocks, 1, __ATOMIC_RELAXED);
  return std::malloc(size);
}

void CountingAllocator::release(void *self, void *block) {
  auto *allocator = static_cast<CountingAllocator *>(self);
  __atomic_fetch_sub(&allocator->blocks, 1, __ATOMIC_RELAXED);
  std::free(block);
}

/// The best level of this host, asked once.
static unsigned bestLevel() {
  static const unsigned best = [] {
    unsigned level = 0;
    while (atlas::runtime::useLevel(level + 1, true))
      ++level;
    return level;
  }();
  return best;
}

unsigned atlas::test::hostVariants() { return bestLevel() + 2; }

void atlas::test::useVariant(unsigned variant) {
  // Asking the processor is slow.
  static unsigned current = ~0u;
  unsigned best = bestLevel();
  if (variant == current)
    return;
  atlas::runtime::useLevel(variant ? variant - 1 : best, variant == 0);
  current = variant;
}
