//===- Sha256Blocks.h - SHA-256 by the processor's instructions -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts below Sha256.h: the hash of 64-byte blocks in the SHA instructions
// of x86 and Arm, one stream or two, and whole ranges on top of it.
//
// Private to the library and its tests, which call both ways by name; others
// call Sha256.h, which chooses. Everything here may run only where
// cpuFeatures.sha256 is set, and exists only with ATLAS_SHA256_INSTRUCTIONS.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_SHA256BLOCKS_H
#define ATLAS_RUNTIME_SHA256BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) || (defined(__aarch64__) && defined(__ARM_NEON))
#define ATLAS_SHA256_INSTRUCTIONS 1
#else
#define ATLAS_SHA256_INSTRUCTIONS 0
#endif

#if ATLAS_SHA256_INSTRUCTIONS

namespace atlas::runtime {

/// The working value between blocks: H0..H7 of FIPS 180-4 section 6.2.
struct Sha256State {
  alignas(16) uint32_t word[8];
};

/// K0..K63 of FIPS 180-4 section 4.2.2.
extern const uint32_t kSha256Rounds[64];

/// Hashes `count` blocks of 64 bytes at any alignment into `state`.
void sha256Blocks(Sha256State &state, const uint8_t *blocks, size_t count);

/// The same for two independent streams with equally many blocks.
void sha256PairBlocks(Sha256State states[2], const uint8_t *const blocks[2],
                      size_t count);

/// sha256 and sha256Pair by these blocks, whatever the processor is.
void sha256Instructions(const void *data, size_t size, uint8_t digest[32]);
void sha256PairInstructions(const void *const data[2], const size_t size[2],
                            uint8_t digest0[32], uint8_t digest1[32]);

} // namespace atlas::runtime

#endif // ATLAS_SHA256_INSTRUCTIONS
#endif // ATLAS_RUNTIME_SHA256BLOCKS_H
