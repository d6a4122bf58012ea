//===- Conserved.cpp - C interface: sums modulo 96 ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks for NULL; everything else is the kernel's.
//===----------------------------------------------------------------------===//
#include "Dispatch.h"
#include "Memory.h"

#include "atlas-c/conserved.h"

using namespace atlas::runtime;

/// What calls return that cannot answer; no residue.
static constexpr uint8_t kNoResidue = 255;

uint8_t atlas_conserved_delta(const void *before, const void *after,
                              size_t len) {
  if (len && (!before || !after))
    return kNoResidue;
  count(2 * len);
  return load(slot::conserved_delta)(before, after, int64_t(len));
}

bool atlas_conserved_window_check(const void *data, size_t len) {
  if (len && !data)
    return false;
  count(len);
  return load(slot::conserved_check)(data, int64_t(len));
}

void atlas_conserved_update(uint64_t *state, const void *chunk, size_t n) {
  if (!state || (n && !chunk))
    return;
  count(n);
  load(slot::conserved_update)(state, chunk, int64_t(n));
}

uint8_t atlas_conserved_fixup(void *data, size_t len) {
  if (len && !data)
    return kNoResidue;
  count(len);
  return load(slot::conserved_fixup)(data, int64_t(len));
}

int atlas_memset_conserved(void *dst, uint8_t val, size_t len) {
  if (len && !dst)
    return ATLAS_E_MEMORY;
  count(len);
  return load(slot::conserved_fill)(dst, val, int64_t(len));
}

int atlas_memcpy_conserved(void *dst, const void *src, size_t len) {
  if (len && (!dst || !src))
    return ATLAS_E_MEMORY;
  count(len);
  return load(slot::conserved_copy)(dst, src, int64_t(len));
}
