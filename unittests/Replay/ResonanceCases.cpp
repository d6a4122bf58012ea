//===- ResonanceCases.cpp - classes, codes, clusters, schedule ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas-c/resonance.h"
#include "atlas-c/witness.h"

#include <string.h>

using namespace atlas::replay;

// bytes of 256: the class of every byte
void atlas::replay::runClassifyTable(Case &c) {
  Bytes table = c.in.bytes(256);
  if (!c.complete())
    return;
  for (unsigned b = 0; b < 256; ++b)
    c.expect("class", table.data[b], atlas_r96_classify(uint8_t(b)));
}

static Slice page(Case &c) {
  Slice slice = c.in.slice();
  if (slice.size != ATLAS_PAGE_SIZE)
    c.in.bad("a page has 256 bytes");
  return slice;
}

// slice page, bytes of 256: the classes
void atlas::replay::runClassify(Case &c) {
  Slice in = page(c);
  Bytes out = c.in.bytes(ATLAS_PAGE_SIZE);
  if (!c.complete())
    return;
  Guarded data(in.data(), in.size, c.poison, c.misalign);
  Guarded classes(ATLAS_PAGE_SIZE, c.poison, c.misalign + 5);
  atlas_r96_classify_page(data.data(), classes.data());
  c.expectBytes("out", out, classes.data());
  c.expectBytes("in", {in.data(), in.size}, data.data());
  c.expectIntact("out", classes);
  atlas_r96_classify_page(data.data(), data.data());
  c.expectBytes("in place", out, data.data());
  c.expectIntact("in place", data);
}

// slice page, list of 96: the counts
void atlas::replay::runHistogram(Case &c) {
  Slice in = page(c);
  List bins = c.in.list(ATLAS_CLASSES);
  if (!c.complete())
    return;
  Guarded data(in.data(), in.size, c.poison, c.misalign);
  Guarded out(2 * ATLAS_CLASSES, c.poison, c.misalign + 3);
  // Any alignment is allowed for the counts.
  atlas_r96_histogram_page(data.data(),
                           reinterpret_cast<uint16_t *>(out.data()));
  for (size_t r = 0; r < ATLAS_CLASSES; ++r) {
    uint16_t count;
    memcpy(&count, out.data() + 2 * r, 2);
    c.expect("bin", bins[r], count);
  }
  c.expectBytes("in", {in.data(), in.size}, data.data());
  c.expectIntact("bins", out);
}

// word r1, list of all partners
void atlas::replay::runHarmonizes(Case &c) {
  uint8_t r1 = c.in.byte();
  List partners = c.in.list();
  if (!c.complete())
    return;
  for (unsigned r2 = 0; r2 < 256; ++r2) {
    bool expected = false;
    for (size_t i = 0; i < partners.size; ++i)
      expected |= partners[i] == r2;
    c.expect("harmonizes", expected, atlas_r96_harmonizes(r1, uint8_t(r2)));
  }
}

// word page, word offset, word coord
void atlas::replay::runPhiEncode(Case &c) {
  uint32_t page = uint32_t(c.in.wordUpTo(UINT32_MAX));
  uint32_t offset = uint32_t(c.in.wordUpTo(UINT32_MAX));
  uint64_t coord = c.in.word();
  if (c.complete())
    c.expect("coord", coord, atlas_phi_encode(page, offset));
}

// word coord, word valid, word page, word offset
void atlas::replay::runPhiDecode(Case &c) {
  uint32_t coord = uint32_t(c.in.wordUpTo(UINT32_MAX));
  bool valid = c.in.flag();
  uint64_t page = c.in.word(), offset = c.in.word();
  if (!c.complete())
    return;
  const uint32_t before = c.poison * 0x01010101u;
  uint32_t gotPage = before, gotOffset = before;
  c.expect("valid", valid, atlas_phi_decode(coord, &gotPage, &gotOffset));
  c.expect("page", valid ? page : before, gotPage);
  c.expect("offset", valid ? offset : before, gotOffset);
  c.expect("valid without places", valid,
           atlas_phi_decode(coord, nullptr, nullptr));
}

namespace {

/// What a view must hold: word n, list of 97, bytes of 32 (SHA-256 of the
/// indices as little-endian u32), list of the indices or empty.
struct ExpectedView {
  explicit ExpectedView(Case &c)
      : n(c.in.length()), offsets(c.in.list(ATLAS_CLASSES + 1)),
        digest(c.in.bytes(32)), indices(c.in.list()) {
    if (indices.size && indices.size != n)
      c.in.bad("the list of indices has the wrong length");
  }

  void check(Case &c, const atlas_cluster_view &view) const {
    if (!c.expect("view exists", 1, view.offsets && view.indices) ||
        !c.expect("n", n, view.n) ||
        !c.expectWords("offsets", offsets, view.offsets))
      return;
    c.expectWords("indices", indices, view.indices);
    // A witness is the SHA-256; its own cases check it. Little-endian machines.
    uint8_t got[32];
    atlas_witness_t *witness =
        atlas_witness_generate(view.indices, view.n * sizeof(uint32_t));
    if (c.expect("witness exists", 1, atlas_witness_digest(witness, got)))
      c.expectBytes("digest of the indices", digest, got);
    atlas_witness_destroy(witness);
  }

  size_t n;
  List offsets;
  Bytes digest;
  List indices;
};

Slice pages(Case &c) {
  Slice slice = c.in.slice();
  if (slice.size % ATLAS_PAGE_SIZE)
    c.in.bad("not a whole number of pages");
  return slice;
}

} // namespace

// slice data, view
void atlas::replay::runCluster(Case &c) {
  Slice in = pages(c);
  ExpectedView expected(c);
  if (!c.complete())
    return;
  Guarded data(in.data(), in.size, c.poison, c.misalign);
  atlas_cluster_view view =
      atlas_cluster_by_resonance(data.data(), in.size / ATLAS_PAGE_SIZE);
  expected.check(c, view);
  atlas_cluster_destroy(&view);
  c.expect("view after destroy", 1, !view.offsets && !view.indices && !view.n);
  c.expectBytes("data", {in.data(), in.size}, data.data());
  c.expectIntact("data", data);
}

// Each class of `view` filtered must be what `part` has of it.
static void checkFilter(Case &c, const atlas_cluster_view &view,
                        const atlas_cluster_view &part, atlas_region region) {
  for (unsigned r = 0; r < ATLAS_CLASSES; ++r) {
    const uint32_t *expected = part.indices + part.offsets[r];
    size_t count = part.offsets[r + 1] - part.offsets[r];
    c.expect(
        "number of matches", count,
        atlas_cluster_filter_region(&view, uint8_t(r), region, nullptr, 0));
    // One place less than there are matches: only that many are written.
    size_t room = count ? count - 1 : 0;
    Guarded out(room * sizeof(uint32_t), c.poison, 0);
    c.expect("number of matches", count,
             atlas_cluster_filter_region(
                 &view, uint8_t(r), region,
                 reinterpret_cast<uint32_t *>(out.data()), room));
    c.expectBytes("matches",
                  {reinterpret_cast<const uint8_t *>(expected), out.size()},
                  out.data());
    c.expectIntact("matches", out);
  }
}

// slice data, words page_lo page_hi off_lo off_hi, view
void atlas::replay::runRegion(Case &c) {
  Slice in = pages(c);
  uint32_t bounds[4];
  for (uint32_t &bound : bounds)
    bound = uint32_t(c.in.wordUpTo(UINT32_MAX));
  ExpectedView expected(c);
  if (!c.complete())
    return;
  atlas_region region = {bounds[0], bounds[1], bounds[2], bounds[3]};
  atlas_cluster_view view =
      atlas_cluster_by_resonance(in.data(), in.size / ATLAS_PAGE_SIZE);
  atlas_cluster_view part = atlas_cluster_intersect_region(&view, region);
  expected.check(c, part);
  if (c.passed())
    checkFilter(c, view, part, region);
  atlas_cluster_destroy(&part);
  atlas_cluster_destroy(&view);
}

// word now, word r, word next, word wrapped
void atlas::replay::runSchedule(Case &c) {
  uint64_t now = c.in.word();
  uint8_t r = c.in.byte();
  uint64_t next = c.in.word();
  bool wrapped = c.in.flag();
  if (!c.complete())
    return;
  uint64_t got = atlas_next_harmonic_window_from(now, r);
  c.expect("next", next, got);
  c.expect("wrapped", wrapped, got < now);
}
