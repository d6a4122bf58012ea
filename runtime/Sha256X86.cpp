//===- Sha256X86.cpp - SHA-256 blocks in the x86 SHA extensions -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA256RNDS2, SHA256MSG1 and SHA256MSG2: Intel SDM volume 2B. One stream is
// bound by the latency of 32 dependent SHA256RNDS2 per block; a second stream
// fits into the gaps.
//===----------------------------------------------------------------------===//
#if defined(__x86_64__)

#include "Sha256Blocks.h"

#include <immintrin.h>

using namespace atlas::runtime;

#define ATLAS_SHA __attribute__((target("sha,sse4.1")))
#define ATLAS_SHA_INLINE                                                       \
  __attribute__((target("sha,sse4.1"), always_inline)) inline

namespace {

// One stream. The instructions want the state as {A,B,E,F} and {C,D,G,H}, first
// name in the highest lane.
struct Stream {
  __m128i abef, cdgh;
  __m128i oldAbef, oldCdgh; // before this block
  __m128i w[4];             // the last 16 words of the message schedule
  const uint8_t *block;
};

// Reverses four lanes.
constexpr int kReverse = 0x1B;

ATLAS_SHA_INLINE void load(Stream &s, const Sha256State &state,
                           const uint8_t *blocks) {
  const auto *words = reinterpret_cast<const __m128i *>(state.word);
  __m128i abcd = _mm_shuffle_epi32(_mm_load_si128(words), kReverse);
  __m128i efgh = _mm_shuffle_epi32(_mm_load_si128(words + 1), kReverse);
  s.abef = _mm_unpackhi_epi64(efgh, abcd);
  s.cdgh = _mm_unpacklo_epi64(efgh, abcd);
  s.block = blocks;
}

ATLAS_SHA_INLINE void store(Sha256State &state, const Stream &s) {
  auto *words = reinterpret_cast<__m128i *>(state.word);
  __m128i abcd = _mm_unpackhi_epi64(s.cdgh, s.abef);
  __m128i efgh = _mm_unpacklo_epi64(s.cdgh, s.abef);
  _mm_store_si128(words, _mm_shuffle_epi32(abcd, kReverse));
  _mm_store_si128(words + 1, _mm_shuffle_epi32(efgh, kReverse));
}

ATLAS_SHA_INLINE void begin(Stream &s) {
  s.oldAbef = s.abef;
  s.oldCdgh = s.cdgh;
}

ATLAS_SHA_INLINE void end(Stream &s) {
  s.abef = _mm_add_epi32(s.abef, s.oldAbef);
  s.cdgh = _mm_add_epi32(s.cdgh, s.oldCdgh);
  s.block += 64;
}

// Rounds 4*Group to 4*Group+3. Words 4*Group+16 and on replace those used here.
template <unsigned Group>
ATLAS_SHA_INLINE void fourRounds(Stream &s) {
  constexpr unsigned kNow = Group % 4, kSecond = (Group + 1) % 4,
                     kThird = (Group + 2) % 4, kLast = (Group + 3) % 4;
  if constexpr (Group < 4) {
    // Words are big-endian in the message (FIPS 180-4 section 3.1).
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    s.w[kNow] = _mm_shuffle_epi8(
        _mm_loadu_si128(reinterpret_cast<const __m128i *>(s.block) + Group),
        swap);
  }
  const auto *rounds = reinterpret_cast<const __m128i *>(kSha256Rounds);
  __m128i wk = _mm_add_epi32(s.w[kNow], _mm_load_si128(rounds + Group));
  // Two rounds turn {C,D,G,H} into the next {A,B,E,F}, and the old {A,B,E,F} is
  // the next {C,D,G,H}: the registers change roles and after four are back.
  s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, wk);
  s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(wk, 0x0E));
  if constexpr (Group >= 3 && Group < 15) {
    // Words kSecond to kNow are there: W[t] for the group after this one,
    // W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2]).
    __m128i &next = s.w[kSecond];
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(next, s.w[kThird]),
                                _mm_alignr_epi8(s.w[kNow], s.w[kLast], 4));
    next = _mm_sha256msg2_epu32(sum, s.w[kNow]);
  }
}

// All 64 rounds of one block of each stream, side by side.
template <unsigned Group = 0, typename... Streams>
ATLAS_SHA_INLINE void allRounds(Streams &...s) {
  (fourRounds<Group>(s), ...);
  if constexpr (Group < 15)
    allRounds<Group + 1>(s...);
}

// `count` blocks of each stream. The streams are separate variables, not an
// array, so that they stay in registers.
template <typename... Streams>
ATLAS_SHA_INLINE void hash(size_t count, Streams &...s) {
  for (; count; --count) {
    (begin(s), ...);
    allRounds(s...);
    (end(s), ...);
  }
}

} // namespace

ATLAS_SHA void atlas::runtime::sha256Blocks(Sha256State &state,
                                            const uint8_t *blocks,
                                            size_t count) {
  Stream s;
  load(s, state, blocks);
  hash(count, s);
  store(state, s);
}

ATLAS_SHA void atlas::runtime::sha256PairBlocks(Sha256State states[2],
                                                const uint8_t *const blocks[2],
                                                size_t count) {
  Stream a, b;
  load(a, states[0], blocks[0]);
  load(b, states[1], blocks[1]);
  hash(count, a, b);
  store(states[0], a);
  store(states[1], b);
}

#endif // __x86_64__
