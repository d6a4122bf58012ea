//===- RangeCalls.cpp - Any bytes as clusters and as ranges ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallReader.h"
#include "CallSequence.h"

#include "GuardPages.h"

#include <algorithm>
#include <tuple>

using namespace atlas::test;

// --- Clusters ----------------------------------------------------------------

namespace {

using Coords = std::vector<uint32_t>;

class ClusterCalls {
public:
  explicit ClusterCalls(CallReader &in) : in(in) {}

  std::string run() {
    size_t pages = in.byte() % 8;
    data = in.bytes(pages * 256);
    for (size_t c = 0; c < pages * 256; ++c)
      model[data[c] % 96].push_back(c);
    allocator.failAt(1);
    check.equal("refused", true,
                !atlas_cluster_by_resonance(data.get(), pages).offsets);
    allocator.failAt(0);
    atlas_cluster_view view = atlas_cluster_by_resonance(data.get(), pages);
    expect(view, model);
    while (!in.empty() && check.good())
      rectangle(view);
    atlas_cluster_destroy(&view);
    atlas_cluster_destroy(&view);
    check.equal("cleared", true, !view.offsets && !view.indices && !view.n);
    check.equal("blocks left", 0, allocator.alive());
    return check.message();
  }

private:
  void expect(const atlas_cluster_view &view, const Coords (&buckets)[96]) {
    if (!check.equal("view", true, view.offsets != nullptr))
      return;
    size_t at = 0;
    for (unsigned r = 0; r < 96; ++r) {
      check.equal("offset", at, view.offsets[r]);
      for (uint32_t coord : buckets[r])
        check.equal("index", coord, view.indices[at++]);
    }
    check.equal("offset", at, view.offsets[96]);
    check.equal("n", at, view.n);
  }

  /// A bound inside the data, mostly; sometimes far outside.
  uint32_t bound(unsigned usual) {
    uint8_t byte = in.byte();
    return byte == 0xFF ? 0xFFFFFFFF : byte == 0xFE ? 0x01000000 : byte % usual;
  }

  void rectangle(const atlas_cluster_view &view) {
    atlas_region region = {bound(9), bound(9), bound(258), bound(258)};
    if (in.byte() % 4) { // not empty, mostly
      std::tie(region.page_lo, region.page_hi) =
          std::minmax(region.page_lo, region.page_hi);
      std::tie(region.off_lo, region.off_hi) =
          std::minmax(region.off_lo, region.off_hi);
    }
    Coords part[96];
    for (unsigned r = 0; r < 96; ++r)
      for (uint32_t c : model[r])
        if (region.page_lo <= c / 256 && c / 256 < region.page_hi &&
            region.off_lo <= c % 256 && c % 256 < region.off_hi)
          part[r].push_back(c);
    atlas_cluster_view inside = atlas_cluster_intersect_region(&view, region);
    expect(inside, part);
    atlas_cluster_destroy(&inside);
    uint8_t r = in.byte() % 100;
    const Coords none, &bucket = r < 96 ? part[r] : none;
    size_t cap = in.byte() % 8;
    std::unique_ptr<uint32_t[]> out(new uint32_t[cap]);
    check.equal("filter", bucket.size(),
                atlas_cluster_filter_region(&view, r, region, out.get(), cap));
    for (size_t i = 0; i < std::min(cap, bucket.size()); ++i)
      check.equal("filtered", bucket[i], out[i]);
  }

  CallReader &in;
  CallCheck check;
  CountingAllocator allocator;
  std::unique_ptr<uint8_t[]> data;
  Coords model[96];
};

} // namespace

std::string atlas::test::runClusterCalls(const uint8_t *bytes, size_t size) {
  CallReader in(bytes, size);
  useVariant(in.byte() % hostVariants());
  return ClusterCalls(in).run();
}

// --- Ranges ------------------------------------------------------------------

namespace {

/// Room for the largest input of a fuzzer.
constexpr size_t kMostBytes = size_t(1) << 16;

/// A copy of bytes: on the heap in a block of exactly that size, where the
/// address sanitizer sees what its code does, or beside an inaccessible page,
/// which stops every instruction.
class Placed {
public:
  Placed(unsigned number, const std::unique_ptr<uint8_t[]> &bytes, size_t size,
         unsigned where) {
    static std::unique_ptr<GuardPages> pages[2] = {
        GuardPages::create(kMostBytes), GuardPages::create(kMostBytes)};
    if (where % 3 == 0 || !pages[number]) {
      heap.reset(new uint8_t[size]);
      data = heap.get();
    } else {
      data = pages[number]->place(
          size, {where % 3 == 1 ? Placement::Front : Placement::Back, 0});
    }
    if (size)
      std::memcpy(data, bytes.get(), size);
  }
  uint8_t *data;

private:
  std::unique_ptr<uint8_t[]> heap;
};

class RangeCalls {
public:
  explicit RangeCalls(CallReader &in) : in(in) {}

  std::string run() {
    while (!in.empty() && check.good()) {
      uint8_t op = in.byte();
      where = in.byte();
      size = in.byte() + 256 * (in.byte() % 40);
      a = in.bytes(size);
      (this->*calls[op % std::size(calls)])();
    }
    return check.message();
  }

private:
  uint64_t residue(const uint8_t *bytes) const {
    return modelSum(bytes, size) % 96;
  }
  void same(const char *what, const uint8_t *expected, const uint8_t *got) {
    check.equal(what, 0, size && std::memcmp(expected, got, size));
  }

  void delta() {
    auto b = in.bytes(size);
    Placed x(0, a, size, where), y(1, b, size, where / 3);
    check.equal("delta", (residue(b.get()) + 96 - residue(a.get())) % 96,
                atlas_conserved_delta(x.data, y.data, size));
  }
  void window() {
    Placed x(0, a, size, where);
    check.equal("check", residue(a.get()) == 0,
                atlas_conserved_window_check(x.data, size));
  }
  void update() {
    uint64_t state;
    auto first = in.bytes(8);
    std::memcpy(&state, first.get(), 8);
    Placed x(0, a, size, where), s(1, first, 8, where / 3);
    uint64_t expected = (state % 96 + residue(a.get())) % 96;
    atlas_conserved_update(reinterpret_cast<uint64_t *>(s.data), x.data, size);
    std::memcpy(&state, s.data, 8);
    check.equal("state", expected, state);
  }
  void fixup() {
    Placed x(0, a, size, where);
    uint64_t k = residue(a.get());
    check.equal("fixup", k, atlas_conserved_fixup(x.data, size));
    if (k)
      a[size - 1] += a[size - 1] + 96 - k <= 255 ? 96 - k : -k;
    same("fixed", a.get(), x.data);
  }
  void fill() {
    uint8_t value = in.byte();
    Placed x(0, a, size, where);
    check.equal("memset", 0, atlas_memset_conserved(x.data, value, size));
    if (size)
      std::memset(a.get(), value, size);
    if (uint64_t k = residue(a.get()))
      a[size - 1] += value + 96 - k <= 255 ? 96 - k : -k;
    same("filled", a.get(), x.data);
  }
  void copy() {
    auto b = in.bytes(size);
    if (in.byte() % 2 && size)
      atlas_conserved_fixup(a.get(), size);
    Placed x(0, a, size, where), y(1, b, size, where / 3);
    bool refused = residue(a.get()) != 0;
    check.equal("memcpy", refused,
                atlas_memcpy_conserved(y.data, x.data, size));
    same("source", a.get(), x.data);
    same("copied", refused ? b.get() : a.get(), y.data);
  }
  void move() {
    size_t shift = in.byte(), whole = size + shift;
    auto arena = in.bytes(whole);
    bool down = in.byte() % 2;
    uint8_t *from = arena.get() + (down ? shift : 0);
    if (where & 0x80 && size)
      atlas_conserved_fixup(from, size);
    Placed x(0, arena, whole, where);
    bool refused = residue(from) != 0;
    check.equal("memmove", refused,
                atlas_memcpy_conserved(x.data + (down ? 0 : shift),
                                       x.data + (down ? shift : 0), size));
    if (!refused && size)
      std::memmove(arena.get() + (down ? 0 : shift), from, size);
    size = whole;
    same("moved", arena.get(), x.data);
  }
  void page() {
    size = 256;
    auto in256 = in.bytes(size), out256 = in.bytes(size);
    Placed x(0, in256, size, where), y(1, out256, size, where / 3);
    uint8_t classes[256];
    uint16_t bins[96] = {}, got[96];
    for (int i = 0; i < 256; ++i)
      ++bins[classes[i] = in256[i] % 96];
    atlas_r96_classify_page(x.data, y.data);
    same("classes", classes, y.data);
    same("page", in256.get(), x.data);
    Placed z(1, out256, sizeof(bins), where / 3);
    atlas_r96_histogram_page(x.data, reinterpret_cast<uint16_t *>(z.data));
    std::memcpy(got, z.data, sizeof(got));
    check.equal("bins", 0, std::memcmp(bins, got, sizeof(got)) != 0);
    atlas_r96_classify_page(x.data, x.data);
    same("classes in place", classes, x.data);
  }
  void witness() {
    Placed x(0, a, size, where);
    uint8_t expected[32];
    modelSha256(a.get(), size, expected);
    atlas_witness_t *w = atlas_witness_generate(x.data, size);
    std::unique_ptr<uint8_t[]> zeros(new uint8_t[32]());
    Placed out(1, zeros, 32, where / 3);
    check.equal("digest", true, atlas_witness_digest(w, out.data));
    check.equal("digest bytes", 0, std::memcmp(expected, out.data, 32) != 0);
    check.equal("verify", true, atlas_witness_verify(w, x.data, size));
    atlas_witness_destroy(w);
    same("data", a.get(), x.data);
  }
  void cluster() {
    size_t pages = size / 256;
    size = pages * 256;
    Placed x(0, a, size, where);
    atlas_cluster_view view = atlas_cluster_by_resonance(x.data, pages);
    check.equal("n", size, view.n);
    for (size_t i = 0, r = 0; i < view.n; ++i) {
      while (i >= view.offsets[r + 1])
        ++r;
      check.equal("class", r, a[view.indices[i]] % 96);
    }
    atlas_cluster_destroy(&view);
    same("pages", a.get(), x.data);
  }

  using Call = void (RangeCalls::*)();
  static constexpr Call calls[] = {&RangeCalls::delta,   &RangeCalls::window,
                                   &RangeCalls::update,  &RangeCalls::fixup,
                                   &RangeCalls::fill,    &RangeCalls::copy,
                                   &RangeCalls::move,    &RangeCalls::page,
                                   &RangeCalls::witness, &RangeCalls::cluster};

  CallReader &in;
  CallCheck check;
  uint8_t where = 0;
  size_t size = 0;
  std::unique_ptr<uint8_t[]> a;
};

} // namespace

std::string atlas::test::runRangeCalls(const uint8_t *bytes, size_t size) {
  CallReader in(bytes, size);
  useVariant(in.byte() % hostVariants());
  return RangeCalls(in).run();
}
