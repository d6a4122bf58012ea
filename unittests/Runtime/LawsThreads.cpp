//===- LawsThreads.cpp - Laws 19 and 20: threads at one domain -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

#include <atomic>
#include <memory>

using namespace atlas::test;

namespace {

struct Destroy {
  void operator()(atlas_domain_t *domain) const {
    atlas_domain_destroy(domain);
  }
};
using Domain = std::unique_ptr<atlas_domain_t, Destroy>;

Bytes conservedBytes(Random &random, size_t size) {
  Bytes bytes = randomBytes(random, size);
  conserve(bytes);
  return bytes;
}

/// Rounds of a race, so that all of them together cost about the same.
unsigned rounds(unsigned most) { return std::max(2u, most * 16 / lawThreads); }

} // namespace

TEST(Law, L19_BudgetAddsUp) {
  SCOPED_TRACE("--seed=" + std::to_string(lawSeed));
  constexpr uint8_t kInitial = 42;
  Domain domain(atlas_domain_create(12288, kInitial));
  std::atomic<int64_t> balance{kInitial};
  std::atomic<unsigned> outside{0};
  ASSERT_TRUE(runTeam(lawThreads, [&](unsigned index) {
    Random random(lawSeed * 100003 + index);
    int64_t own = 0;
    for (unsigned i = 0, n = rounds(20000); i < n; ++i) {
      uint8_t amount = random.below(96);
      if (random.below(2))
        own += atlas_budget_alloc(domain.get(), amount) ? amount : 1000000;
      else if (atlas_budget_release(domain.get(), amount))
        own -= amount;
      outside += atlas_budget_level(domain.get()) > 95;
    }
    balance += own;
  }));
  EXPECT_EQ(outside, 0u);
  int64_t modulo = (balance % 96 + 96) % 96;
  EXPECT_EQ(atlas_budget_level(domain.get()), modulo);
}

TEST(Law, L19_FalseReleaseMeansTooLittle) {
  // Each of these threads has at most 1 off the book, so the level stays at 48
  // or above, no release of up to 48 may fail, and no alloc wraps.
  Domain domain(atlas_domain_create(12288, 95));
  unsigned threads = std::min(lawThreads, 47u);
  std::atomic<unsigned> refused{0}, outside{0};
  ASSERT_TRUE(runTeam(threads, [&](unsigned) {
    for (unsigned i = 0; i < 2000; ++i) {
      refused += !atlas_budget_release(domain.get(), 1);
      uint8_t level = atlas_budget_level(domain.get());
      outside += level > 94 || level < 48;
      refused += !atlas_budget_alloc(domain.get(), 1);
    }
  }));
  EXPECT_EQ(refused, 0u);
  EXPECT_EQ(outside, 0u);
  EXPECT_EQ(atlas_budget_level(domain.get()), 95);
}

TEST(Law, L19_ReleasesOfOneAmount) {
  // 95 of all these can succeed, whatever the order.
  Domain domain(atlas_domain_create(1, 95));
  std::atomic<unsigned> succeeded{0};
  ASSERT_TRUE(runTeam(lawThreads, [&](unsigned) {
    for (int i = 0; i < 8; ++i)
      succeeded += atlas_budget_release(domain.get(), 1);
  }));
  EXPECT_EQ(succeeded, std::min(95u, 8 * lawThreads));
  EXPECT_EQ(atlas_budget_level(domain.get()), 95 - succeeded);
}

TEST(Law, L19_NoStepIsLost) {
  // Two threads in tight loops: a step that is not one exchange loses some.
  Domain domain(atlas_domain_create(1, 0));
  constexpr unsigned kSteps = 500000;
  ASSERT_TRUE(runTeam(2, [&](unsigned index) {
    for (unsigned i = 0; i < kSteps; ++i)
      atlas_budget_alloc(domain.get(), index ? 95 : 1);
  }));
  EXPECT_EQ(atlas_budget_level(domain.get()), 0); // kSteps * 96
  std::atomic<unsigned> refused{0};
  ASSERT_TRUE(runTeam(2, [&](unsigned index) {
    for (unsigned i = 0; i < kSteps; ++i)
      refused += index ? !atlas_budget_alloc(domain.get(), 1)
                       : !atlas_budget_release(domain.get(), 1);
  }));
  // What was released is what was not refused.
  EXPECT_EQ(atlas_budget_level(domain.get()), refused % 96);
}

TEST(Law, L20_OneCommitWins) {
  SCOPED_TRACE("--seed=" + std::to_string(lawSeed));
  Random random(lawSeed);
  CountingAllocator allocator;
  for (unsigned round = 0, n = rounds(400); round < n; ++round) {
    Bytes bytes = conservedBytes(random, 1 + random.below(12288));
    Domain domain(atlas_domain_create(bytes.size(), 0));
    ASSERT_EQ(atlas_domain_attach(domain.get(), bytes.data(), bytes.size()), 0);
    uint8_t expected[32];
    modelSha256(bytes.data(), bytes.size(), expected);
    std::atomic<unsigned> codes[6] = {}, incomplete{0};
    ASSERT_TRUE(runTeam(lawThreads, [&](unsigned index) {
      // Every fourth thread watches before it commits.
      if (index % 4 == 0) {
        const atlas_witness_t *w = atlas_domain_witness(domain.get());
        uint8_t digest[32];
        if (w)
          incomplete += !atlas_witness_digest(w, digest) ||
                        std::memcmp(digest, expected, 32) != 0;
        incomplete += !atlas_domain_verify(domain.get());
      }
      unsigned code = atlas_domain_commit(domain.get());
      ++codes[code < 6 ? code : 4];
      // Whoever has an answer sees the commit.
      incomplete += !atlas_domain_witness(domain.get());
      incomplete += !atlas_domain_verify(domain.get());
    }));
    EXPECT_EQ(codes[ATLAS_OK], 1u);
    EXPECT_EQ(codes[ATLAS_E_STATE], lawThreads - 1);
    EXPECT_EQ(incomplete, 0u);
    EXPECT_TRUE(atlas_domain_verify(domain.get()));
    EXPECT_EQ(atlas_domain_commit(domain.get()), ATLAS_E_STATE);
    EXPECT_EQ(allocator.alive(), 2); // domain and witness: losers freed theirs
    domain.reset();
    ASSERT_EQ(allocator.alive(), 0);
  }
}

TEST(Law, L20_NoCommitOfAnUnconservedRegion) {
  uint8_t bytes[] = {1, 2, 3};
  CountingAllocator allocator;
  Domain domain(atlas_domain_create(3, 0));
  ASSERT_EQ(atlas_domain_attach(domain.get(), bytes, 3), ATLAS_OK);
  std::atomic<unsigned> refused{0};
  ASSERT_TRUE(runTeam(lawThreads, [&](unsigned) {
    refused += atlas_domain_commit(domain.get()) == ATLAS_E_CONSERVATION;
  }));
  EXPECT_EQ(refused, lawThreads);
  EXPECT_EQ(atlas_domain_witness(domain.get()), nullptr);
  EXPECT_EQ(allocator.alive(), 1);
  bytes[2] = 93;
  EXPECT_EQ(atlas_domain_commit(domain.get()), ATLAS_OK);
}

TEST(Law, L20_OneAttachWins) {
  // Every thread has a region of its own; commits and verifies race with them.
  std::vector<Bytes> regions(lawThreads, Bytes(96, 5));
  for (unsigned round = 0, n = rounds(400); round < n; ++round) {
    Domain domain(atlas_domain_create(96, 0));
    std::atomic<unsigned> attached{0}, refused{0}, committed{0}, strange{0};
    ASSERT_TRUE(runTeam(lawThreads, [&](unsigned index) {
      int code = atlas_domain_attach(domain.get(), regions[index].data(), 96);
      attached += code == ATLAS_OK;
      refused += code == ATLAS_E_STATE;
      // Attached by now, whoever did it.
      strange += !atlas_domain_verify(domain.get());
      code = atlas_domain_commit(domain.get());
      committed += code == ATLAS_OK;
      strange += code != ATLAS_OK && code != ATLAS_E_STATE;
    }));
    EXPECT_EQ(attached, 1u);
    EXPECT_EQ(refused, lawThreads - 1);
    EXPECT_EQ(committed, 1u);
    EXPECT_EQ(strange, 0u);
  }
}

TEST(Law, L20_AttachDuel) {
  constexpr unsigned kRounds = 20000;
  std::vector<Domain> domains(kRounds);
  for (Domain &domain : domains)
    domain.reset(atlas_domain_create(96, 0));
  Bytes regions[] = {Bytes(96, 5), Bytes(96, 6)};
  std::vector<uint8_t> attached[] = {Bytes(kRounds), Bytes(kRounds)};
  ASSERT_TRUE(runDuel(kRounds, [&](unsigned index, unsigned round) {
    attached[index][round] =
        atlas_domain_attach(domains[round].get(), regions[index].data(), 96);
  }));
  for (unsigned round = 0; round < kRounds; ++round)
    ASSERT_EQ(attached[0][round] + attached[1][round], ATLAS_E_STATE) << round;
}

TEST(Law, L20_CommitDuel) {
  constexpr unsigned kRounds = 5000;
  std::vector<Domain> domains(kRounds);
  Bytes region(96, 5);
  for (Domain &domain : domains) {
    domain.reset(atlas_domain_create(96, 0));
    atlas_domain_attach(domain.get(), region.data(), 96);
  }
  Bytes codes[] = {Bytes(kRounds), Bytes(kRounds)};
  ASSERT_TRUE(runDuel(kRounds, [&](unsigned index, unsigned round) {
    codes[index][round] = atlas_domain_commit(domains[round].get());
  }));
  for (unsigned round = 0; round < kRounds; ++round)
    ASSERT_EQ(codes[0][round] + codes[1][round], ATLAS_E_STATE) << round;
}
