//===- LawsDomain.cpp - Laws 19, 21, 22: domains on one thread ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

#include <memory>

using namespace atlas::test;

namespace {

struct Destroy {
  void operator()(atlas_domain_t *domain) const {
    atlas_domain_destroy(domain);
  }
};
using Domain = std::unique_ptr<atlas_domain_t, Destroy>;

} // namespace

TEST(Law, L19_BudgetOfOneThread) {
  for (unsigned level = 0; level <= 95; ++level)
    for (unsigned amount = 0; amount < 256; ++amount) {
      Domain a(atlas_domain_create(1, level)), b(atlas_domain_create(1, level));
      ASSERT_EQ(atlas_budget_alloc(a.get(), amount), amount <= 95);
      ASSERT_EQ(atlas_budget_level(a.get()),
                amount <= 95 ? (level + amount) % 96 : level);
      bool can = amount <= level;
      ASSERT_EQ(atlas_budget_release(b.get(), amount), can);
      ASSERT_EQ(atlas_budget_level(b.get()), can ? level - amount : level);
    }
}

// --- Law 21: injected failures -----------------------------------------------

namespace {

/// Runs `path` with no refusal, then with the k-th request refused for every k
/// that it makes. `path` gets true if nothing is refused.
void forEachRefusal(unsigned requests,
                    const std::function<void(bool all, unsigned k)> &path) {
  forEachLevel([&](Random &) {
    CountingAllocator allocator;
    for (unsigned k = 0; k <= requests; ++k) {
      SCOPED_TRACE("request " + std::to_string(k) + " refused");
      allocator.failAt(k);
      path(k == 0, k);
      EXPECT_TRUE(allocator.hasFailed()) << "there was no such request";
      EXPECT_EQ(allocator.alive(), 0);
    }
    allocator.failAt(requests + 1);
    path(true, 0);
    EXPECT_FALSE(allocator.hasFailed()) << "there are more requests";
    allocator.failAt(0);
  });
}

} // namespace

TEST(Law, L21_DomainWithoutMemory) {
  Bytes region(12288, 3), before = region;
  forEachRefusal(2, [&](bool all, unsigned k) {
    Domain domain(atlas_domain_create(12288, 9));
    ASSERT_EQ(domain != nullptr, k != 1);
    if (!domain)
      domain.reset(atlas_domain_create(12288, 9)); // again
    ASSERT_TRUE(domain);
    ASSERT_EQ(atlas_domain_attach(domain.get(), region.data(), 12288), 0);
    if (k == 2) {
      EXPECT_EQ(atlas_domain_commit(domain.get()), ATLAS_E_MEMORY);
      EXPECT_EQ(atlas_domain_witness(domain.get()), nullptr);
      EXPECT_TRUE(atlas_domain_verify(domain.get()));
      EXPECT_EQ(atlas_domain_attach(domain.get(), region.data(), 12288),
                ATLAS_E_STATE);
      EXPECT_EQ(atlas_budget_level(domain.get()), 9);
    }
    EXPECT_EQ(atlas_domain_commit(domain.get()), ATLAS_OK);
    EXPECT_NE(atlas_domain_witness(domain.get()), nullptr);
    EXPECT_EQ(region, before);
  });
}

TEST(Law, L21_WitnessWithoutMemory) {
  Bytes bytes(1000, 7);
  forEachRefusal(1, [&](bool all, unsigned) {
    atlas_witness_t *w = atlas_witness_generate(bytes.data(), bytes.size());
    EXPECT_EQ(w != nullptr, all);
    if (!w)
      w = atlas_witness_generate(bytes.data(), bytes.size());
    EXPECT_TRUE(atlas_witness_verify(w, bytes.data(), bytes.size()));
    atlas_witness_destroy(w);
  });
}

TEST(Law, L21_BatchWithoutMemory) {
  Bytes bytes(1000, 7);
  constexpr size_t kCount = 7;
  forEachRefusal(kCount, [&](bool all, unsigned k) {
    const void *bases[kCount];
    size_t sizes[kCount];
    atlas_witness_t *made[kCount];
    bool matches[kCount];
    for (size_t i = 0; i < kCount; ++i) {
      bases[i] = bytes.data() + i;
      sizes[i] = 900 + i * 7;
    }
    EXPECT_EQ(atlas_witness_generate_batch(bases, sizes, kCount, made),
              kCount - !all);
    EXPECT_EQ(atlas_witness_verify_batch(made, bases, sizes, kCount, matches),
              kCount - !all);
    for (size_t i = 0; i < kCount; ++i) {
      EXPECT_EQ(made[i] != nullptr, all || i + 1 != k);
      EXPECT_EQ(matches[i], made[i] != nullptr);
      atlas_witness_destroy(made[i]);
    }
  });
}

TEST(Law, L21_ClusterWithoutMemory) {
  Bytes bytes(12288, 7);
  forEachRefusal(2, [&](bool, unsigned k) {
    OwnedView view(atlas_cluster_by_resonance(bytes.data(), 48));
    EXPECT_EQ(view.offsets != nullptr, k != 1);
    EXPECT_EQ(view.indices != nullptr, k != 1);
    EXPECT_EQ(view.n, k == 1 ? 0u : 12288u);
    if (!view.offsets)
      static_cast<atlas_cluster_view &>(view) =
          atlas_cluster_by_resonance(bytes.data(), 48);
    atlas_region region = {1, 40, 3, 200};
    OwnedView part(atlas_cluster_intersect_region(&view, region));
    EXPECT_EQ(part.offsets != nullptr, k != 2);
    EXPECT_EQ(part.indices != nullptr, k != 2);
    EXPECT_EQ(part.n, k == 2 ? 0u : 39u * 197);
    if (part.offsets)
      return;
    OwnedView again(atlas_cluster_intersect_region(&view, region));
    EXPECT_EQ(again.n, 39u * 197);
  });
}

TEST(Law, L21_EmptyClusterNeedsMemoryToo) {
  forEachRefusal(1, [&](bool all, unsigned) {
    OwnedView view(atlas_cluster_by_resonance(nullptr, 0));
    EXPECT_EQ(view.offsets != nullptr, all);
    EXPECT_EQ(view.n, 0u);
  });
}

TEST(Law, L21_SizesBeyondMemoryAreRefused) {
  CountingAllocator allocator;
  uint8_t byte = 0;
  for (size_t pages : {size_t(16777216), SIZE_MAX / 256, SIZE_MAX / 4,
                       SIZE_MAX / 2 + 1, SIZE_MAX}) {
    atlas_cluster_view view = atlas_cluster_by_resonance(&byte, pages);
    EXPECT_TRUE(!view.offsets && !view.indices && !view.n) << pages;
  }
  EXPECT_EQ(allocator.alive(), 0);
}

// --- Law 22 ------------------------------------------------------------------

TEST(Law, L22_RandomCallsMatchTheModel) {
  Random random(lawSeed);
  for (int sequence = 0; sequence < 4000; ++sequence) {
    Bytes choices(random.below(400));
    for (uint8_t &byte : choices)
      byte = random.next();
    // An answer longer than a line is the first difference.
    std::string wrong = runDomainCalls(choices.data(), choices.size());
    ASSERT_EQ(wrong, "") << "--seed=" << lawSeed << ", sequence " << sequence;
  }
}

TEST(Law, L22_RandomClustersMatchTheModel) {
  Random random(lawSeed);
  for (int sequence = 0; sequence < 200; ++sequence) {
    Bytes choices(random.below(3000));
    for (uint8_t &byte : choices)
      byte = random.next();
    std::string wrong = runClusterCalls(choices.data(), choices.size());
    ASSERT_EQ(wrong, "") << "--seed=" << lawSeed << ", sequence " << sequence;
  }
}

TEST(Law, L22_RandomRangesMatchTheModel) {
  Random random(lawSeed);
  for (int sequence = 0; sequence < 1000; ++sequence) {
    Bytes choices(random.below(2000));
    for (uint8_t &byte : choices)
      byte = random.next();
    std::string wrong = runRangeCalls(choices.data(), choices.size());
    ASSERT_EQ(wrong, "") << "--seed=" << lawSeed << ", sequence " << sequence;
  }
}
