//===- LawsResonance.cpp - Laws 10 to 17: classes, clusters, time ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

#include <set>

using namespace atlas::test;

namespace {

/// Bins of a page, from memory that held something else.
std::vector<uint16_t> histogram(Random &random, const uint8_t *page) {
  Area out(randomBytes(random, 192), random.below(64));
  atlas_r96_histogram_page(page, reinterpret_cast<uint16_t *>(out.data()));
  EXPECT_TRUE(out.intact());
  std::vector<uint16_t> bins(96);
  std::memcpy(bins.data(), out.data(), 192);
  return bins;
}

/// Pages at all start alignments, several of each.
void forEachPage(const std::function<void(Random &, Area &)> &body) {
  forEachLevel([&](Random &random) {
    for (unsigned i = 0; i < 512; ++i) {
      Area page(randomBytes(random, 256), i % 64);
      body(random, page);
      if (testing::Test::HasFailure())
        return;
    }
  });
}

bool contains(const atlas_region &r, uint32_t coord) {
  uint32_t page = 0, offset = 0;
  if (!atlas_phi_decode(coord, &page, &offset))
    ADD_FAILURE() << "no Phi code: " << coord;
  return r.page_lo <= page && page < r.page_hi && r.off_lo <= offset &&
         offset < r.off_hi;
}

atlas_region randomRegion(Random &random) {
  auto bound = [&](uint32_t usual) -> uint32_t {
    return random.below(16) ? random.below(usual) : 0xFFFFFFFF;
  };
  return {bound(49), bound(49), bound(257), bound(257)};
}

} // namespace

TEST(Law, L10_Classify) {
  for (unsigned b = 0; b < 256; ++b) {
    EXPECT_EQ(atlas_r96_classify(b), b % 96);
    EXPECT_EQ(atlas_r96_classify(atlas_r96_classify(b)), b % 96);
  }
  forEachPage([](Random &random, Area &page) {
    Bytes in = page.bytes(), expected(256);
    for (int i = 0; i < 256; ++i)
      expected[i] = atlas_r96_classify(in[i]);
    Area out(256, random.below(64));
    atlas_r96_classify_page(page.data(), out.data());
    EXPECT_TRUE(out.holds(expected));
    EXPECT_TRUE(page.holds(in));
    atlas_r96_classify_page(page.data(), page.data());
    EXPECT_TRUE(page.holds(expected));
    atlas_r96_classify_page(page.data(), page.data()); // idempotent
    EXPECT_TRUE(page.holds(expected));
  });
}

TEST(Law, L10_ClassifyEveryByteAtEveryPlace) {
  forEachLevel([](Random &) {
    for (unsigned turn = 0; turn < 256; ++turn) {
      uint8_t in[256], out[256];
      for (unsigned i = 0; i < 256; ++i)
        in[i] = i + turn;
      atlas_r96_classify_page(in, out);
      for (unsigned i = 0; i < 256; ++i)
        ASSERT_EQ(out[i], in[i] % 96) << "place " << i;
    }
  });
}

TEST(Law, L11_Histogram) {
  forEachPage([](Random &random, Area &page) {
    Bytes bytes = page.bytes();
    auto bins = histogram(random, page.data());
    std::vector<uint16_t> counts(96);
    Bytes classes(256);
    atlas_r96_classify_page(page.data(), classes.data());
    unsigned total = 0;
    for (uint8_t r : classes)
      ++counts[r];
    for (uint16_t bin : bins)
      total += bin;
    EXPECT_EQ(total, 256u);
    EXPECT_EQ(bins, counts);
    EXPECT_EQ(histogram(random, page.data()), bins);
    EXPECT_TRUE(page.holds(bytes));
    shuffle(random, bytes);
    EXPECT_EQ(histogram(random, bytes.data()), bins);
  });
}

TEST(Law, L11_HistogramOfConstantPages) {
  forEachLevel([](Random &random) {
    for (unsigned b = 0; b < 256; ++b) {
      Bytes page(256, b);
      std::vector<uint16_t> expected(96);
      expected[b % 96] = 256;
      ASSERT_EQ(histogram(random, page.data()), expected) << "byte " << b;
    }
  });
}

TEST(Law, L12_HistogramCarriesTheResidue) {
  forEachPage([](Random &random, Area &page) {
    auto bins = histogram(random, page.data());
    uint64_t weighted = 0;
    for (unsigned r = 0; r < 96; ++r)
      weighted += r * bins[r];
    EXPECT_EQ(weighted % 96, modelSum(page.data(), 256) % 96);
    EXPECT_EQ(weighted % 96 == 0,
              atlas_conserved_window_check(page.data(), 256));
  });
}

TEST(Law, L13_Harmonizes) {
  for (unsigned a = 0; a < 256; ++a) {
    unsigned partners = 0;
    for (unsigned b = 0; b < 256; ++b) {
      bool yes = atlas_r96_harmonizes(a, b);
      ASSERT_EQ(yes, (a + b) % 96 == 0) << a << ", " << b;
      ASSERT_EQ(yes, atlas_r96_harmonizes(b, a)) << a << ", " << b;
      partners += yes && b < 96;
    }
    EXPECT_EQ(partners, 1u);
    EXPECT_TRUE(atlas_r96_harmonizes(a, (96 - a % 96) % 96));
  }
}

TEST(Law, L14_Cluster) {
  forEachLevel([](Random &random) {
    for (size_t pages : {0, 1, 2, 3, 7, 8, 48, 49, 100})
      for (unsigned align : {0u, 1u, 31u, 63u, unsigned(random.below(64))}) {
        Bytes bytes = randomBytes(random, pages * 256);
        Area data(bytes, align);
        OwnedView view(atlas_cluster_by_resonance(data.data(), pages));
        ASSERT_TRUE(view.offsets && view.indices);
        ASSERT_EQ(view.n, pages * 256);
        ASSERT_EQ(view.offsets[0], 0u);
        ASSERT_EQ(view.offsets[96], view.n);
        std::vector<unsigned> sizes(96);
        for (size_t p = 0; p < pages; ++p) {
          auto bins = histogram(random, data.data() + 256 * p);
          for (unsigned r = 0; r < 96; ++r)
            sizes[r] += bins[r];
        }
        std::vector<bool> seen(view.n);
        for (unsigned r = 0; r < 96; ++r) {
          ASSERT_LE(view.offsets[r], view.offsets[r + 1]);
          ASSERT_EQ(view.offsets[r + 1] - view.offsets[r], sizes[r]);
          for (size_t i = view.offsets[r]; i < view.offsets[r + 1]; ++i) {
            uint32_t coord = view.indices[i];
            ASSERT_LT(coord, view.n);
            ASSERT_EQ(bytes[coord] % 96, r);
            ASSERT_TRUE(i == view.offsets[r] || view.indices[i - 1] < coord);
            ASSERT_FALSE(seen[coord]);
            seen[coord] = true;
          }
        }
        OwnedView again(atlas_cluster_by_resonance(data.data(), pages));
        ASSERT_EQ(view.starts(), again.starts());
        ASSERT_EQ(view.coords(), again.coords());
        ASSERT_TRUE(data.holds(bytes));
      }
  });
}

TEST(Law, L15_Regions) {
  forEachLevel([](Random &random) {
    Bytes bytes = randomBytes(random, 12288);
    OwnedView view(atlas_cluster_by_resonance(bytes.data(), 48));
    ASSERT_TRUE(view.offsets);
    for (int turn = 0; turn < 40; ++turn) {
      atlas_region region = randomRegion(random);
      OwnedView part(atlas_cluster_intersect_region(&view, region));
      ASSERT_TRUE(part.offsets);
      std::vector<uint32_t> starts, coords;
      for (unsigned r = 0; r < 96; ++r) {
        starts.push_back(coords.size());
        for (size_t i = view.offsets[r]; i < view.offsets[r + 1]; ++i)
          if (contains(region, view.indices[i]))
            coords.push_back(view.indices[i]);
        size_t count = coords.size() - starts.back();
        ASSERT_EQ(atlas_cluster_filter_region(&view, r, region, nullptr, 0),
                  count);
        std::vector<uint32_t> out(count);
        ASSERT_EQ(atlas_cluster_filter_region(&view, r, region, out.data(),
                                              out.size()),
                  count);
        ASSERT_TRUE(
            std::equal(out.begin(), out.end(), coords.begin() + starts[r]));
      }
      starts.push_back(coords.size());
      ASSERT_EQ(part.starts(), starts);
      ASSERT_EQ(part.coords(), coords);
    }
  });
}

TEST(Law, L15_WholeAndNestedRegions) {
  forEachLevel([](Random &random) {
    Bytes bytes = randomBytes(random, 12288);
    OwnedView view(atlas_cluster_by_resonance(bytes.data(), 48));
    for (atlas_region whole :
         {atlas_region{0, 48, 0, 256}, atlas_region{0, ~0u, 0, ~0u}}) {
      OwnedView same(atlas_cluster_intersect_region(&view, whole));
      EXPECT_EQ(same.starts(), view.starts());
      EXPECT_EQ(same.coords(), view.coords());
    }
    for (int turn = 0; turn < 20; ++turn) {
      atlas_region a = randomRegion(random), b = randomRegion(random);
      atlas_region both = {
          std::max(a.page_lo, b.page_lo), std::min(a.page_hi, b.page_hi),
          std::max(a.off_lo, b.off_lo), std::min(a.off_hi, b.off_hi)};
      OwnedView first(atlas_cluster_intersect_region(&view, a));
      OwnedView nested(atlas_cluster_intersect_region(&first, b));
      OwnedView direct(atlas_cluster_intersect_region(&view, both));
      EXPECT_EQ(nested.starts(), direct.starts());
      EXPECT_EQ(nested.coords(), direct.coords());
    }
  });
}

TEST(Law, L16_Schedule) {
  Random random(lawSeed);
  SCOPED_TRACE("--seed=" + std::to_string(lawSeed));
  constexpr uint64_t kMost = ~uint64_t(0);
  std::vector<uint64_t> times;
  for (uint64_t i = 0; i < 300; ++i) {
    times.insert(times.end(), {i, kMost - i, (uint64_t(1) << 32) - 150 + i,
                               (uint64_t(1) << 63) - 150 + i, random.next(),
                               random.below(100000)});
  }
  for (uint64_t now : times)
    for (unsigned r = 0; r < 256; ++r) {
      uint64_t t = atlas_next_harmonic_window_from(now, r);
      // Modulo 2^64, so right for results that do not fit as well.
      ASSERT_LE(t - now, 95u) << now << ", " << r;
      ASSERT_EQ(((now % 96) + (t - now) + r) % 96, 0u) << now << ", " << r;
      ASSERT_EQ(t, atlas_next_harmonic_window_from(now, r % 96));
      if (t < now)
        continue;
      ASSERT_EQ(atlas_next_harmonic_window_from(t, r), t);
      if (t <= kMost - 96) {
        ASSERT_EQ(atlas_next_harmonic_window_from(now + 96, r), t + 96);
      }
    }
  for (unsigned r = 0; r < 256; ++r)
    EXPECT_EQ(atlas_next_harmonic_window(r), (96 - r % 96) % 96);
  EXPECT_EQ(atlas_next_harmonic_window_from(1000, 24), 1032u);
  EXPECT_EQ(atlas_next_harmonic_window_from(uint64_t(1) << 32, 32), uint64_t(1)
                                                                        << 32);
  EXPECT_EQ(atlas_next_harmonic_window_from(kMost, 33), kMost);
  EXPECT_EQ(atlas_next_harmonic_window_from(kMost, 0), 32u);
}

TEST(Law, L17_PhiCodes) {
  std::set<uint32_t> codes;
  for (uint32_t page = 0; page < 48; ++page)
    for (uint32_t offset = 0; offset < 256; ++offset) {
      uint32_t code = atlas_phi_encode(page, offset), p = ~0u, o = ~0u;
      ASSERT_EQ(code, page * 256 + offset);
      ASSERT_TRUE(atlas_phi_decode(code, &p, &o));
      ASSERT_TRUE(p == page && o == offset);
      ASSERT_EQ(atlas_phi_encode(p, o), code);
      codes.insert(code);
    }
  EXPECT_EQ(codes.size(), 12288u);
  EXPECT_EQ(*codes.rbegin(), 12287u);
}

TEST(Law, L17_PhiCodesOutOfRange) {
  for (uint32_t page : {48u, 49u, 255u, 256u, 65536u, 0x01000000u, ~0u})
    for (uint32_t offset : {0u, 255u, 256u, ~0u})
      EXPECT_EQ(atlas_phi_encode(page, offset), 0xFFFFFFFF);
  for (uint32_t offset : {256u, 257u, 512u, 65536u, ~0u})
    for (uint32_t page : {0u, 47u})
      EXPECT_EQ(atlas_phi_encode(page, offset), 0xFFFFFFFF);
  for (uint32_t code : {12288u, 12289u, 65536u, 0x80000000u, ~0u}) {
    uint32_t page = 7, offset = 8;
    EXPECT_FALSE(atlas_phi_decode(code, &page, &offset));
    EXPECT_TRUE(page == 7 && offset == 8);
    EXPECT_FALSE(atlas_phi_decode(code, nullptr, nullptr));
  }
  uint32_t page = 9, offset = 9;
  EXPECT_TRUE(atlas_phi_decode(300, &page, nullptr));
  EXPECT_TRUE(atlas_phi_decode(300, nullptr, &offset));
  EXPECT_TRUE(atlas_phi_decode(300, nullptr, nullptr));
  EXPECT_TRUE(page == 1 && offset == 44);
}
