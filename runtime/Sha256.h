//===- Sha256.h - SHA-256 for this processor --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SHA-256 (FIPS 180-4) of whole byte ranges, one or two at a time: two
// independent ranges side by side hide the latency of the SHA instructions.
// Without SHA extensions the portable kernel witness-sha256 answers.
// Thread rule: pure functions. Nothing outside the ranges is read.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_SHA256_H
#define ATLAS_RUNTIME_SHA256_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime {

/// Digest of `size` bytes. `data` may be null if size is 0.
void sha256(const void *data, size_t size, uint8_t digest[32]);

/// Digests of two ranges of any sizes.
void sha256Pair(const void *const data[2], const size_t size[2],
                uint8_t digest0[32], uint8_t digest1[32]);

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_SHA256_H
