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
  // Reduced before adding: now + r may wrap, and 2^64 is 64 mod 96. The chain
  // from `now` is one remainder and four one-cycle steps.
  int phase = int(now % ATLAS_CLASSES);
  int wanted = (ATLAS_CLASSES - r % ATLAS_CLASSES) % ATLAS_CLASSES;
  int distance = wanted - phase;
  distance += (distance >> 31) & int(ATLAS_CLASSES);
  return now + uint64_t(distance);
}
