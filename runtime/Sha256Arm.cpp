//===- Sha256Arm.cpp - SHA-256 blocks in the Arm SHA2 instructions --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA256H, SHA256H2, SHA256SU0 and SHA256SU1: Arm Architecture Reference Manual
// (DDI 0487), section C7.2. One stream is bound by the latency of dependent
// SHA256H; a second stream fits into the gaps.
//===----------------------------------------------------------------------===//
#if defined(__aarch64__) && defined(__ARM_NEON)

#include "Sha256Blocks.h"

#include <arm_neon.h>

using namespace atlas::runtime;

// GCC 12 declares the intrinsics for +crypto only; of it, only SHA2 is used.
#define ATLAS_SHA __attribute__((target("+crypto")))
#define ATLAS_SHA_INLINE                                                       \
  __attribute__((target("+crypto"), always_inline)) inline

namespace {

// One stream: {A,B,C,D} and {E,F,G,H}, first name in the lowest lane.
struct Stream {
  uint32x4_t abcd, efgh;
  uint32x4_t oldAbcd, oldEfgh; // before this block
  uint32x4_t w[4];             // the last 16 words of the message schedule
  const uint8_t *block;
};

ATLAS_SHA_INLINE void load(Stream &s, const Sha256State &state,
                           const uint8_t *blocks) {
  s.abcd = vld1q_u32(state.word);
  s.efgh = vld1q_u32(state.word + 4);
  s.block = blocks;
}

ATLAS_SHA_INLINE void store(Sha256State &state, const Stream &s) {
  vst1q_u32(state.word, s.abcd);
  vst1q_u32(state.word + 4, s.efgh);
}

ATLAS_SHA_INLINE void begin(Stream &s) {
  s.oldAbcd = s.abcd;
  s.oldEfgh = s.efgh;
}

ATLAS_SHA_INLINE void end(Stream &s) {
  s.abcd = vaddq_u32(s.abcd, s.oldAbcd);
  s.efgh = vaddq_u32(s.efgh, s.oldEfgh);
  s.block += 64;
}

// Rounds 4*Group to 4*Group+3. Words 4*Group+16 and on replace those used here.
template <unsigned Group>
ATLAS_SHA_INLINE void fourRounds(Stream &s) {
  constexpr unsigned kNow = Group % 4;
  if constexpr (Group < 4) {
    // Words are big-endian in the message (FIPS 180-4 section 3.1).
    uint8x16_t bytes = vld1q_u8(s.block + 16 * Group);
    s.w[kNow] = vreinterpretq_u32_u8(vrev32q_u8(bytes));
  }
  uint32x4_t wk = vaddq_u32(s.w[kNow], vld1q_u32(kSha256Rounds + 4 * Group));
  uint32x4_t abcd = s.abcd;
  s.abcd = vsha256hq_u32(abcd, s.efgh, wk);
  s.efgh = vsha256h2q_u32(s.efgh, abcd, wk);
  if constexpr (Group >= 3 && Group < 15) {
    // All 16 words are there: W[t] for the group after this one,
    // W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2]).
    uint32x4_t &next = s.w[(Group + 1) % 4];
    next = vsha256su1q_u32(vsha256su0q_u32(next, s.w[(Group + 2) % 4]),
                           s.w[(Group + 3) % 4], s.w[kNow]);
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

#endif // __aarch64__ && __ARM_NEON
