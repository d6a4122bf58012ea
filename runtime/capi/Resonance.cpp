//===- Resonance.cpp - C interface: classes, Phi codes, schedule ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Dispatch.h"
#include "Memory.h"

#include "atlas-c/resonance.h"

using namespace atlas::runtime;

uint8_t atlas_r96_classify(uint8_t b) { return b % ATLAS_CLASSES; }

void atlas_r96_classify_page(const uint8_t *in256, uint8_t out256[256]) {
  if (!in256 || !out256)
    return;
  count(ATLAS_PAGE_SIZE);
  load(slot::r96_classify_page)(in256, out256);
}

void atlas_r96_histogram_page(const uint8_t *in256, uint16_t out96[96]) {
  if (!in256 || !out96)
    return;
  count(ATLAS_PAGE_SIZE);
  load(slot::r96_histogram_page)(in256, out96);
}

bool atlas_r96_harmonizes(uint8_t r1, uint8_t r2) {
  return (unsigned(r1) + r2) % ATLAS_CLASSES == 0;
}

uint32_t atlas_phi_encode(uint32_t page, uint32_t offset) {
  if (page >= ATLAS_STRUCTURE_PAGES || offset >= ATLAS_PAGE_SIZE)
    return 0xFFFFFFFFu;
  return page * ATLAS_PAGE_SIZE + offset;
}

bool atlas_phi_decode(uint32_t coord, uint32_t *page, uint32_t *offset) {
  if (coord >= ATLAS_STRUCTURE_SIZE)
    return false;
  if (page)
    *page = coord / ATLAS_PAGE_SIZE;
  if (offset)
    *offset = coord % ATLAS_PAGE_SIZE;
  return true;
}

uint64_t atlas_next_harmonic_window_from(uint64_t now, uint8_t r) {
  // t is the least number congruent to `wanted` that is not below now:
  // floor((now + 95 - wanted) / 96) * 96 + wanted. From now to t that is one
  // addition, one division by a constant and one more addition, 9 cycles in a
  // chain of calls; what depends on r alone is ready before.
  uint64_t behind = (r + ATLAS_CLASSES - 1u) % ATLAS_CLASSES; // 95 - wanted
  uint64_t wanted = ATLAS_CLASSES - 1u - behind;
  uint64_t last;
  if (__builtin_expect(__builtin_add_overflow(now, behind, &last), 0)) {
    // Within 95 of 2^64, which is 64 modulo 96.
    uint64_t phase = now % ATLAS_CLASSES;
    return now + (wanted + ATLAS_CLASSES - phase) % ATLAS_CLASSES;
  }
  uint64_t windows = last / ATLAS_CLASSES;
  // Hides both values: compilers make last - last % 96 of the product and 95 -
  // behind of the other, which lengthens the chain by five steps.
  asm("" : "+r"(windows), "+r"(wanted));
  return windows * ATLAS_CLASSES + wanted;
}
