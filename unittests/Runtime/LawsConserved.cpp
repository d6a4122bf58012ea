//===- LawsConserved.cpp - Laws 1 to 9: sums modulo 96 --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

using namespace atlas::test;

namespace {

uint64_t sum(const Bytes &bytes) {
  return modelSum(bytes.data(), bytes.size());
}

unsigned delta(const Bytes &before, const Bytes &after) {
  return atlas_conserved_delta(before.data(), after.data(), before.size());
}

Bytes joined(const Bytes &a, const Bytes &b) {
  Bytes both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

} // namespace

TEST(Law, L01_DeltaIsTheDifferenceOfSums) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Area before(randomBytes(random, size), align);
    Area after(randomBytes(random, size), random.below(64));
    uint64_t b = sum(before.bytes()), a = sum(after.bytes());
    unsigned d = atlas_conserved_delta(before.data(), after.data(), size);
    EXPECT_LE(d, 95u);
    EXPECT_EQ((b + d) % 96, a % 96);
    EXPECT_TRUE(before.intact() && sum(before.bytes()) == b);
    EXPECT_TRUE(after.intact() && sum(after.bytes()) == a);
  });
}

TEST(Law, L02_DeltaOfEqualReversedAndChainedRanges) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Area x(randomBytes(random, size), align);
    Area y(randomBytes(random, size), random.below(64));
    Area z(randomBytes(random, size), random.below(64));
    auto d = [size](Area &a, Area &b) -> unsigned {
      return atlas_conserved_delta(a.data(), b.data(), size);
    };
    EXPECT_EQ(d(x, x), 0u);
    EXPECT_EQ((d(x, y) + d(y, x)) % 96, 0u);
    EXPECT_EQ((d(x, y) + d(y, z)) % 96, d(x, z));
  });
}

TEST(Law, L02_DeltaOfOverlappingRanges) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    size_t shift = random.below(size + 1);
    Bytes whole = randomBytes(random, size + shift);
    Area area(whole, align);
    uint64_t low = modelSum(whole.data(), size);
    uint64_t high = modelSum(whole.data() + shift, size);
    EXPECT_EQ(atlas_conserved_delta(area.data(), area.data() + shift, size),
              (high % 96 + 96 - low % 96) % 96);
  });
}

TEST(Law, L03_DeltaOfConcatenationsAndPermutations) {
  forEachRange([](Random &random, size_t size, unsigned) {
    size_t other = random.below(600);
    Bytes b1 = randomBytes(random, size), a1 = randomBytes(random, size);
    Bytes b2 = randomBytes(random, other), a2 = randomBytes(random, other);
    Bytes b = joined(b1, b2), a = joined(a1, a2);
    unsigned whole = delta(b, a);
    EXPECT_EQ(whole, (delta(b1, a1) + delta(b2, a2)) % 96);
    shuffle(random, b);
    EXPECT_EQ(delta(b, a), whole);
    shuffle(random, a);
    EXPECT_EQ(delta(b, a), whole);
  });
}

TEST(Law, L04_CheckIsDeltaFromZeros) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Bytes bytes = randomBytes(random, size);
    if (random.below(2))
      conserve(bytes);
    Area x(bytes, align);
    Bytes zeros(size);
    unsigned d = atlas_conserved_delta(zeros.data(), x.data(), size);
    EXPECT_EQ(atlas_conserved_window_check(x.data(), size), d == 0);
    EXPECT_EQ(d, sum(bytes) % 96);
    EXPECT_TRUE(x.holds(bytes));
  });
}

TEST(Law, L04_ExtremesOfOneStructure) {
  forEachLevel([](Random &) {
    // 12,288 * 255 is a multiple of 96, 12,287 * 255 is not.
    Bytes zeros(12288), ones(12288, 0xFF);
    EXPECT_EQ(delta(zeros, ones), 0u);
    EXPECT_EQ(delta(ones, zeros), 0u);
    EXPECT_TRUE(atlas_conserved_window_check(ones.data(), 12288));
    EXPECT_TRUE(atlas_conserved_window_check(zeros.data(), 12288));
    EXPECT_FALSE(atlas_conserved_window_check(ones.data(), 12287));
    unsigned d = 12287u * 255 % 96;
    EXPECT_EQ(atlas_conserved_delta(zeros.data(), ones.data(), 12287), d);
    EXPECT_EQ(atlas_conserved_delta(ones.data(), zeros.data(), 12287), 96 - d);
  });
}

TEST(Law, L05_UpdateDoesNotDependOnChunks) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Area x(randomBytes(random, size), align);
    struct Chunk {
      size_t at, size;
    };
    std::vector<Chunk> chunks;
    for (size_t at = 0; at < size;) {
      size_t step = std::min<size_t>(random.below(700), size - at);
      chunks.push_back({at, step});
      at += step;
    }
    auto stream = [&] {
      uint64_t state = 0;
      for (Chunk chunk : chunks) {
        atlas_conserved_update(&state, x.data() + chunk.at, chunk.size);
        EXPECT_LE(state, 95u);
      }
      return state;
    };
    uint64_t whole = 0;
    atlas_conserved_update(&whole, x.data(), size);
    EXPECT_EQ(whole, sum(x.bytes()) % 96);
    EXPECT_EQ(stream(), whole);
    std::reverse(chunks.begin(), chunks.end());
    EXPECT_EQ(stream(), whole);
    EXPECT_EQ(atlas_conserved_window_check(x.data(), size), whole == 0);
    EXPECT_TRUE(x.intact());
  });
}

TEST(Law, L06_UpdateReducesAnyState) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Area x(randomBytes(random, size), align);
    uint64_t edges[] = {
        0, 95, 96, ~uint64_t(0), uint64_t(1) << 63, random.next()};
    for (uint64_t first : edges) {
      Bytes raw(8);
      std::memcpy(raw.data(), &first, 8);
      Area state(raw, random.below(64));
      atlas_conserved_update(reinterpret_cast<uint64_t *>(state.data()),
                             x.data(), size);
      uint64_t last;
      std::memcpy(&last, state.data(), 8);
      EXPECT_EQ(last, (first % 96 + sum(x.bytes()) % 96) % 96);
      EXPECT_TRUE(state.intact());
    }
    EXPECT_TRUE(x.intact());
  });
}

TEST(Law, L07_Fixup) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Bytes expected = randomBytes(random, size);
    Area x(expected, align);
    unsigned k = sum(expected) % 96;
    if (k) {
      unsigned last = expected.back() + (96 - k);
      expected.back() = last <= 255 ? last : last - 96;
    }
    EXPECT_EQ(atlas_conserved_fixup(x.data(), size), k);
    EXPECT_TRUE(x.holds(expected));
    EXPECT_TRUE(atlas_conserved_window_check(x.data(), size));
    EXPECT_EQ(atlas_conserved_fixup(x.data(), size), 0);
    EXPECT_TRUE(x.holds(expected));
  });
}

TEST(Law, L08_Fill) {
  forEachLevel([](Random &random) {
    constexpr size_t kMost = 1024, kGuard = 64;
    Bytes buffer(kMost + 3 * kGuard), guard(kGuard, 0xC7);
    for (unsigned value = 0; value < 256; ++value) {
      Bytes expected(kMost, value);
      for (size_t size = 1; size <= kMost; ++size) {
        uint8_t *at = buffer.data() + kGuard + random.below(kGuard);
        std::memset(at - kGuard, 0xC7, size + 2 * kGuard);
        ASSERT_EQ(atlas_memset_conserved(at, value, size), ATLAS_OK);
        unsigned k = value * size % 96;
        unsigned last = value + (k ? 96 - k : 0);
        bool good = std::memcmp(at - kGuard, guard.data(), kGuard) == 0 &&
                    std::memcmp(at + size, guard.data(), kGuard) == 0 &&
                    std::memcmp(at, expected.data(), size - 1) == 0 &&
                    at[size - 1] == (last <= 255 ? last : last - 96);
        ASSERT_TRUE(good) << "value " << value << ", length " << size;
      }
    }
  });
}

TEST(Law, L08_FillLeavesItConserved) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Area x(size, align);
    uint8_t value = random.next();
    EXPECT_EQ(atlas_memset_conserved(x.data(), value, size), ATLAS_OK);
    EXPECT_EQ(sum(x.bytes()) % 96, 0u);
    EXPECT_TRUE(atlas_conserved_window_check(x.data(), size));
    EXPECT_TRUE(x.intact());
    size_t equal = std::count(x.data(), x.data() + size, value);
    EXPECT_GE(equal + 1, size);
    if (size % 96 == 0) {
      EXPECT_EQ(equal, size);
    }
  });
}

TEST(Law, L09_Copy) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    Bytes source = randomBytes(random, size);
    if (random.below(2))
      conserve(source);
    Bytes before = randomBytes(random, size);
    Area src(source, align), dst(before, random.below(64));
    bool conserved = sum(source) % 96 == 0;
    EXPECT_EQ(atlas_memcpy_conserved(dst.data(), src.data(), size),
              conserved ? ATLAS_OK : ATLAS_E_CONSERVATION);
    EXPECT_TRUE(src.holds(source));
    EXPECT_TRUE(dst.holds(conserved ? source : before));
  });
}

TEST(Law, L09_CopyOfOverlappingRanges) {
  forEachRange([](Random &random, size_t size, unsigned align) {
    // Distances of less and more than one vector, in both directions, and none.
    size_t far = random.below(2) ? random.below(80) : random.below(size + 1);
    Bytes arena = randomBytes(random, size + far);
    bool down = random.below(2);
    size_t from = down ? far : 0, to = down ? 0 : far;
    Bytes part(arena.begin() + from, arena.begin() + from + size);
    if (random.below(4))
      conserve(part);
    std::copy(part.begin(), part.end(), arena.begin() + from);
    Area area(arena, align);
    bool conserved = sum(part) % 96 == 0;
    EXPECT_EQ(
        atlas_memcpy_conserved(area.data() + to, area.data() + from, size),
        conserved ? ATLAS_OK : ATLAS_E_CONSERVATION);
    if (conserved)
      std::copy(part.begin(), part.end(), arena.begin() + to);
    EXPECT_TRUE(area.holds(arena));
  });
}
