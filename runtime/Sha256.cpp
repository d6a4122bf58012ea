//===- Sha256.cpp - SHA-256 for this processor ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Sha256.h"
#include "Dispatch.h"
#include "Sha256Blocks.h"

using namespace atlas::runtime;

#if ATLAS_SHA256_INSTRUCTIONS

#include <string.h>

// FIPS 180-4 section 4.2.2: the first 32 bits of the fractional parts of the
// cube roots of the first 64 primes.
alignas(64) const uint32_t atlas::runtime::kSha256Rounds[64] = {
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

namespace {

constexpr size_t kBlock = 64;

// FIPS 180-4 section 5.3.3.
constexpr Sha256State kInitial = {{0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                   0xa54ff53a, 0x510e527f, 0x9b05688c,
                                   0x1f83d9ab, 0x5be0cd19}};

// What follows the last full block: the rest, the bit 1, zeros and the number
// of bits (FIPS 180-4 section 5.1.1), one or two blocks.
struct Tail {
  uint8_t bytes[2 * kBlock];
  size_t blocks;
};

void makeTail(Tail &tail, const uint8_t *data, size_t size) {
  size_t rest = size % kBlock;
  tail.blocks = rest + 1 + 8 <= kBlock ? 1 : 2;
  size_t end = tail.blocks * kBlock;
  memset(tail.bytes, 0, end);
  if (rest)
    memcpy(tail.bytes, data + (size - rest), rest);
  tail.bytes[rest] = 0x80;
  uint64_t bits = __builtin_bswap64(uint64_t(size) * 8);
  memcpy(tail.bytes + end - 8, &bits, 8);
}

void putDigest(const Sha256State &state, uint8_t digest[32]) {
  for (int i = 0; i < 8; ++i) {
    uint32_t word = __builtin_bswap32(state.word[i]);
    memcpy(digest + 4 * i, &word, 4);
  }
}

// Two streams side by side as long as both have blocks.
void hashBoth(Sha256State states[2], const uint8_t *const data[2],
              const size_t blocks[2]) {
  size_t common = blocks[0] < blocks[1] ? blocks[0] : blocks[1];
  if (common)
    sha256PairBlocks(states, data, common);
  for (int i = 0; i < 2; ++i)
    if (blocks[i] > common)
      sha256Blocks(states[i], data[i] + common * kBlock, blocks[i] - common);
}

} // namespace

void atlas::runtime::sha256Instructions(const void *data, size_t size,
                                        uint8_t digest[32]) {
  const auto *bytes = static_cast<const uint8_t *>(data);
  Sha256State state = kInitial;
  Tail tail;
  makeTail(tail, bytes, size);
  if (size >= kBlock)
    sha256Blocks(state, bytes, size / kBlock);
  sha256Blocks(state, tail.bytes, tail.blocks);
  putDigest(state, digest);
}

void atlas::runtime::sha256PairInstructions(const void *const data[2],
                                            const size_t size[2],
                                            uint8_t digest0[32],
                                            uint8_t digest1[32]) {
  Sha256State states[2] = {kInitial, kInitial};
  const uint8_t *bytes[2];
  size_t blocks[2];
  Tail tails[2];
  for (int i = 0; i < 2; ++i) {
    bytes[i] = static_cast<const uint8_t *>(data[i]);
    blocks[i] = size[i] / kBlock;
    makeTail(tails[i], bytes[i], size[i]);
  }
  hashBoth(states, bytes, blocks);
  const uint8_t *ends[2] = {tails[0].bytes, tails[1].bytes};
  size_t endBlocks[2] = {tails[0].blocks, tails[1].blocks};
  hashBoth(states, ends, endBlocks);
  putDigest(states[0], digest0);
  putDigest(states[1], digest1);
}

#endif // ATLAS_SHA256_INSTRUCTIONS

void atlas::runtime::sha256(const void *data, size_t size, uint8_t digest[32]) {
#if ATLAS_SHA256_INSTRUCTIONS
  if (cpuFeatures.sha256)
    return sha256Instructions(data, size, digest);
#endif
  load(slot::witness_sha256)(data, digest, int64_t(size));
}

void atlas::runtime::sha256Pair(const void *const data[2], const size_t size[2],
                                uint8_t digest0[32], uint8_t digest1[32]) {
#if ATLAS_SHA256_INSTRUCTIONS
  if (cpuFeatures.sha256)
    return sha256PairInstructions(data, size, digest0, digest1);
#endif
  sha256(data[0], size[0], digest0);
  sha256(data[1], size[1], digest1);
}
