//===- ViewCases.cpp - region schedule projection -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Case.h"

#include "atlas.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas::test;

namespace {

/// A cluster view that frees itself.
struct View : atlas_cluster_view {
  explicit View(atlas_cluster_view view) : atlas_cluster_view(view) {}
  View(const View &) = delete;
  ~View() { atlas_cluster_destroy(this); }

  std::vector<uint64_t> starts() const { return {offsets, offsets + 97}; }
  llvm::ArrayRef<uint8_t> indexBytes() const {
    return {reinterpret_cast<const uint8_t *>(indices), size_t(n) * 4};
  }
};

std::optional<atlas_region> rectangle(Case &c) {
  const llvm::json::Object *rect = c.row.getObject("rect");
  atlas_region region;
  const std::pair<const char *, uint32_t *> sides[] = {
      {"page_lo", &region.page_lo},
      {"page_hi", &region.page_hi},
      {"off_lo", &region.off_lo},
      {"off_hi", &region.off_hi}};
  for (auto [name, side] : sides) {
    auto value = rect ? rect->getInteger(name) : std::nullopt;
    if (!value || *value < 0 || *value > 0xFFFFFFFF) {
      c.malformed("'rect' needs page_lo, page_hi, off_lo and off_hi");
      return std::nullopt;
    }
    *side = *value;
  }
  return region;
}

/// filter_region for each class, with room for all, for one less, and for none.
void expectFilter(Case &c, const View &all, atlas_region region,
                  const View &expected) {
  for (unsigned r = 0; r < 96; ++r) {
    std::string name = "class " + std::to_string(r) + ": ";
    size_t count = expected.offsets[r + 1] - expected.offsets[r];
    llvm::ArrayRef<uint8_t> want =
        expected.indexBytes().slice(4 * expected.offsets[r], 4 * count);
    if (!c.expect(name + "count", count,
                  atlas_cluster_filter_region(&all, r, region, nullptr, 0)))
      return;
    for (size_t cap : {count + 3, count, count ? count - 1 : 0}) {
      Guarded out(4 * cap, c.poison, 4 * c.misalign);
      Bytes bytes(4 * cap, c.poison);
      std::copy_n(want.begin(), std::min(want.size(), bytes.size()),
                  bytes.begin());
      size_t got = atlas_cluster_filter_region(
          &all, r, region, reinterpret_cast<uint32_t *>(out.data()), cap);
      if (!c.expect(name + "result", count, got) ||
          !c.expectBytes(name + "out", bytes, out.bytes()) ||
          !c.expectIntact(name + "out", out))
        return;
    }
  }
}

} // namespace

void atlas::test::runRegion(Case &c) {
  auto data = c.slice("data");
  auto pages = c.word("pages"), n = c.word("n");
  auto offsets = c.words("offsets");
  auto region = rectangle(c);
  if (!data || !pages || !n || !offsets || !region)
    return;
  if (*pages != data->length / 256 || data->length % 256)
    return c.malformed("'data' must be 'pages' whole pages");
  Guarded copy(data->view(), c.poison, c.misalign);
  View all(atlas_cluster_by_resonance(copy.data(), *pages));
  if (!c.expect("view", true, all.offsets != nullptr))
    return;
  View part(atlas_cluster_intersect_region(&all, *region));
  if (!c.expect("intersection", true, part.offsets != nullptr) ||
      !c.expect("n", *n, part.n) ||
      !c.expectWords("offsets", *offsets, part.starts()) ||
      !expectIndices(c, part.indexBytes()))
    return;
  expectFilter(c, all, *region, part);
  c.expect("n of the input", *pages * 256, all.n);
  c.expectBytes("data", data->view(), copy.bytes());
  c.expectIntact("data", copy);
}

void atlas::test::runSchedule(Case &c) {
  auto now = c.word("now"), next = c.word("next"), r = c.word("r");
  auto wrapped = c.boolean("wrapped");
  if (!now || !next || !r || !wrapped)
    return;
  if (*r > 255)
    return c.malformed("'r' is no byte");
  uint64_t got = atlas_next_harmonic_window_from(*now, *r);
  c.expect("next", *next, got);
  c.expect("wrapped", *wrapped, got < *now);
  if (*now == 0)
    c.expect("from time 0", *next, atlas_next_harmonic_window(*r));
}

void atlas::test::runProjection(Case &c) {
  auto data = c.slice("data");
  auto id = c.text("witness_id");
  auto length = c.word("len"), residue = c.word("residue"), n = c.word("n");
  auto histogram = c.words("histogram"), offsets = c.words("offsets");
  if (!data || !id || !length || !residue || !n || !histogram || !offsets)
    return;
  if (data->length % 256)
    return c.malformed("'data' must be whole pages");
  Guarded copy(data->view(), c.poison, c.misalign);
  size_t size = copy.size();
  c.expect("len", *length, size);

  std::unique_ptr<atlas_domain_t, void (*)(atlas_domain_t *)> domain(
      atlas_domain_create(size, 0), atlas_domain_destroy);
  uint8_t digest[32];
  if (!c.expect("attach", 0,
                atlas_domain_attach(domain.get(), copy.data(), size)) ||
      !c.expect("verify", true, atlas_domain_verify(domain.get())) ||
      !c.expect("commit", 0, atlas_domain_commit(domain.get())) ||
      !c.expect(
          "digest", true,
          atlas_witness_digest(atlas_domain_witness(domain.get()), digest)))
    return;
  c.expectText("witness_id", *id, llvm::toHex(digest, /*LowerCase=*/true));
  c.expect("residue", *residue,
           atlas_witness_residue(atlas_domain_witness(domain.get())));

  std::vector<uint64_t> sums(96);
  for (size_t at = 0; at < size; at += 256) {
    uint16_t bins[96];
    std::memset(bins, c.poison, sizeof(bins));
    atlas_r96_histogram_page(copy.data() + at, bins);
    for (unsigned r = 0; r < 96; ++r)
      sums[r] += bins[r];
  }
  c.expectWords("histogram", *histogram, sums);
  View view(atlas_cluster_by_resonance(copy.data(), size / 256));
  if (!c.expect("view", true, view.offsets != nullptr))
    return;
  c.expectWords("offsets", *offsets, view.starts());
  c.expect("n", *n, view.n);
  c.expectBytes("data", data->view(), copy.bytes());
  c.expectIntact("data", copy);
}
