//===- LibraryBoundsTest.cpp - No function leaves its range ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ranges that begin or end where an inaccessible page does: one byte too much,
// read or written, at any level, ends the program.
//===----------------------------------------------------------------------===//
#include "Laws.h"

#include "GuardPages.h"

using namespace atlas::test;

namespace {

using Edge = Placement::Edge;

/// memcmp, but for empty vectors' null as well.
template <typename T>
bool same(const T *a, const T *b, size_t count) {
  return std::equal(a, a + count, b);
}

/// Two independent guarded areas.
class Bounds : public testing::Test {
protected:
  void SetUp() override {
    for (auto &one : pages)
      ASSERT_TRUE(one = GuardPages::create(64 * 1024));
  }

  uint8_t *place(unsigned number, const Bytes &bytes, Edge edge) {
    uint8_t *at = pages[number]->place(bytes.size(), {edge, 0});
    std::copy(bytes.begin(), bytes.end(), at);
    return at;
  }

  /// All lengths of interest, both ends, with conserved random bytes.
  void forEachEdge(
      const std::function<void(const Bytes &, Edge first, Edge second)> &body) {
    forEachLevel([&](Random &random) {
      std::vector<size_t> sizes = {12288};
      for (size_t size = 0; size <= 600; ++size)
        sizes.push_back(size);
      for (size_t size : sizes) {
        Bytes bytes = randomBytes(random, size);
        conserve(bytes);
        for (Edge first : {Edge::Front, Edge::Back})
          for (Edge second : {Edge::Front, Edge::Back})
            body(bytes, first, second);
        if (HasFailure()) {
          ADD_FAILURE() << "length " << size;
          return;
        }
      }
    });
  }

  std::unique_ptr<GuardPages> pages[2];
};

} // namespace

TEST_F(Bounds, Reading) {
  forEachEdge([&](const Bytes &bytes, Edge first, Edge second) {
    size_t size = bytes.size();
    uint8_t *x = place(0, bytes, first), *y = place(1, bytes, second);
    EXPECT_EQ(atlas_conserved_delta(x, y, size), 0);
    EXPECT_TRUE(atlas_conserved_window_check(x, size));
    uint64_t state = 96;
    atlas_conserved_update(&state, x, size);
    EXPECT_EQ(state, 0u);
    EXPECT_TRUE(same(x, bytes.data(), size));
  });
}

TEST_F(Bounds, State) {
  forEachLevel([&](Random &) {
    for (Edge edge : {Edge::Front, Edge::Back}) {
      uint8_t *state = place(0, Bytes(8, 0xFF), edge);
      uint8_t *chunk = place(1, Bytes(100, 3), edge);
      atlas_conserved_update(reinterpret_cast<uint64_t *>(state), chunk, 100);
      uint64_t value;
      std::memcpy(&value, state, 8);
      EXPECT_EQ(value, (~uint64_t(0) % 96 + 300) % 96);
    }
  });
}

TEST_F(Bounds, Writing) {
  forEachEdge([&](const Bytes &bytes, Edge first, Edge second) {
    size_t size = bytes.size();
    uint8_t *x = place(0, bytes, first), *y = place(1, Bytes(size), second);
    EXPECT_EQ(atlas_memcpy_conserved(y, x, size), ATLAS_OK);
    EXPECT_TRUE(same(x, y, size));
    if (size) {
      y[size / 2] ^= 1;
      EXPECT_EQ(atlas_memcpy_conserved(x, y, size), ATLAS_E_CONSERVATION);
    }
    EXPECT_TRUE(same(x, bytes.data(), size));
    EXPECT_EQ(atlas_conserved_fixup(y, size) == 0, size == 0);
    EXPECT_TRUE(atlas_conserved_window_check(y, size));
    EXPECT_EQ(atlas_memset_conserved(y, 201, size), ATLAS_OK);
    EXPECT_TRUE(atlas_conserved_window_check(y, size));
  });
}

TEST_F(Bounds, OverlappingCopy) {
  forEachEdge([&](const Bytes &bytes, Edge edge, Edge direction) {
    if (bytes.size() < 3)
      return;
    // The whole range is the arena; a part of it moves by one or by more.
    for (size_t shift : {size_t(1), bytes.size() / 3, bytes.size() / 2}) {
      size_t size = bytes.size() - shift;
      bool down = direction == Edge::Front;
      uint8_t *arena = place(0, bytes, edge);
      uint8_t *from = arena + (down ? shift : 0),
              *to = arena + (down ? 0 : shift);
      atlas_conserved_fixup(from, size);
      Bytes part(from, from + size);
      EXPECT_EQ(atlas_memcpy_conserved(to, from, size), ATLAS_OK);
      EXPECT_TRUE(same(to, part.data(), size));
    }
  });
}

TEST_F(Bounds, Pages) {
  forEachLevel([&](Random &random) {
    for (Edge first : {Edge::Front, Edge::Back})
      for (Edge second : {Edge::Front, Edge::Back}) {
        Bytes page = randomBytes(random, 256);
        uint8_t *in = place(0, page, first);
        uint8_t *out = place(1, Bytes(256), second);
        atlas_r96_classify_page(in, out);
        for (int i = 0; i < 256; ++i)
          ASSERT_EQ(out[i], page[i] % 96);
        out = place(1, Bytes(192, 0xFF), second);
        atlas_r96_histogram_page(in, reinterpret_cast<uint16_t *>(out));
        unsigned total = 0;
        for (int i = 0; i < 192; ++i)
          total += i % 2 ? 256 * out[i] : out[i];
        EXPECT_EQ(total, 256u);
        atlas_r96_classify_page(in, in);
        EXPECT_EQ(in[255], page[255] % 96);
      }
  });
}

TEST_F(Bounds, Witnesses) {
  forEachEdge([&](const Bytes &bytes, Edge first, Edge second) {
    size_t size = bytes.size(), other = size ? size - 1 : 70;
    const uint8_t *x = place(0, bytes, first);
    const uint8_t *y = place(1, Bytes(other, 9), second);
    const void *bases[] = {x, y};
    size_t sizes[] = {size, other};
    atlas_witness_t *pair[2];
    bool matches[2];
    ASSERT_EQ(atlas_witness_generate_batch(bases, sizes, 2, pair), 2u);
    EXPECT_EQ(atlas_witness_verify_batch(pair, bases, sizes, 2, matches), 2u);
    atlas_witness_t *single = atlas_witness_generate(x, size);
    EXPECT_TRUE(atlas_witness_verify(single, x, size));
    uint8_t *record = place(1, Bytes(48), second);
    uint8_t expected[48];
    EXPECT_TRUE(atlas_witness_record(single, record));
    EXPECT_TRUE(atlas_witness_record(pair[0], expected));
    EXPECT_TRUE(same(record, expected, 48));
    uint8_t *digest = place(1, Bytes(32), second);
    EXPECT_TRUE(atlas_witness_digest(single, digest));
    EXPECT_TRUE(same(digest, expected, 32));
    for (atlas_witness_t *w : {pair[0], pair[1], single})
      atlas_witness_destroy(w);
  });
}

TEST_F(Bounds, Clusters) {
  forEachLevel([&](Random &random) {
    for (size_t count : {0, 1, 2, 3, 48, 49})
      for (Edge edge : {Edge::Front, Edge::Back}) {
        Bytes bytes = randomBytes(random, 256 * count);
        OwnedView view(
            atlas_cluster_by_resonance(place(0, bytes, edge), count));
        ASSERT_EQ(view.n, 256 * count);
        // Room for exactly what comes, and for less.
        atlas_region all = {0, ~0u, 0, ~0u};
        for (unsigned r = 0; r < 96; ++r) {
          size_t size = view.offsets[r + 1] - view.offsets[r];
          for (size_t cap : {size, size / 2}) {
            auto *out =
                reinterpret_cast<uint32_t *>(place(1, Bytes(4 * cap), edge));
            ASSERT_EQ(atlas_cluster_filter_region(&view, r, all, out, cap),
                      size);
            ASSERT_EQ(std::memcmp(out, view.indices + view.offsets[r], 4 * cap),
                      0);
          }
        }
      }
  });
}

TEST_F(Bounds, ClusterMemoryIsNotLeft) {
  // The arrays end where an inaccessible page begins, and the other way round.
  struct Blocks {
    GuardPages *pages[2];
    Edge edge;
    unsigned next;
  };
  auto allocate = [](void *context, size_t size) -> void * {
    auto *blocks = static_cast<Blocks *>(context);
    return blocks->pages[blocks->next++ % 2]->place((size + 15) / 16 * 16,
                                                    {blocks->edge, 0});
  };
  auto release = [](void *, void *) {};
  forEachLevel([&](Random &random) {
    for (Edge edge : {Edge::Front, Edge::Back})
      for (size_t count : {0, 1, 2, 48}) {
        Blocks blocks = {{pages[0].get(), pages[1].get()}, edge, 0};
        atlas_allocator allocator = {allocate, release, &blocks};
        atlas_set_allocator(&allocator);
        Bytes bytes = randomBytes(random, 256 * count);
        {
          OwnedView view(atlas_cluster_by_resonance(bytes.data(), count));
          EXPECT_EQ(view.n, 256 * count);
          OwnedView part(atlas_cluster_intersect_region(&view, {0, 9, 3, 201}));
          EXPECT_EQ(part.n, std::min<size_t>(count, 9) * 198);
        }
        atlas_set_allocator(nullptr);
      }
  });
}
