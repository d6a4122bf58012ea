//===- QueueTest.cpp - All queues pop in one order ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random scripts of pushes, pops and evictions, 10^5 steps each, on every queue
// of T1; a std::multiset says what is right.
//===----------------------------------------------------------------------===//
#include "CallSequence.h"

#include "t1/BucketQueue.h"
#include "t1/IntervalHeap.h"
#include "t1/KeySort.h"
#include "t1/RecordHeap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

using namespace atlas::runtime::t1;
using atlas::test::Random;

namespace {

constexpr unsigned kSteps = 100000;
constexpr uint32_t kNodes = 50;

/// The rank of a position, with ties; the reference heap knows it, keys only
/// know the position.
int32_t rankOf(uint32_t position) { return int32_t(position / 3) - 5; }

float randomDelta(Random &random, unsigned kind) {
  float sign = random.below(2) ? 1.0f : -1.0f;
  switch (kind) {
  case 0: // few sizes
    return sign * float(1 + random.below(4)) / 4;
  case 1: // one octave
    return sign * (1.0f + float(random.below(1 << 20)) / (1 << 20));
  default: // all sizes, zero and subnormal ones too
    float delta = floatOf(uint32_t(random.next()) & 0xFF7FFFFF);
    return delta == 0 ? 0.0f : delta;
  }
}

Record recordOf(Key key) {
  float delta = deltaOf(key);
  uint32_t position = positionOf(key);
  return {__builtin_fabsf(delta), rankOf(position), int32_t(position), delta};
}

Key keyOf(const Record &record) {
  return makeKey(record.delta, uint32_t(record.node));
}

/// What a script does next: 0 push, 1 pop, 2 evict. Grows and shrinks in waves.
unsigned choose(Random &random, unsigned step, bool evicts) {
  unsigned pushes = step / 20000 % 2 ? 40 : 60;
  if (random.below(100) < pushes)
    return 0;
  return evicts && random.below(3) == 0 ? 2 : 1;
}

void runScript(uint64_t seed, unsigned kind, bool evicts) {
  Random random(seed);
  std::multiset<Key> model;
  auto buckets = std::make_unique<BucketQueue>();
  ASSERT_TRUE(buckets->prepare());
  buckets->reset(-1);
  FourHeap four;
  IntervalHeap interval;
  RecordHeap records;
  for (unsigned step = 0; step < kSteps; ++step) {
    unsigned what = model.empty() ? 0 : choose(random, step, evicts);
    if (what == 0) {
      Key key = makeKey(randomDelta(random, kind), uint32_t(random.below(kNodes)));
      model.insert(key);
      buckets->push(key);
      ASSERT_FALSE(buckets->failed());
      ASSERT_TRUE(four.push(key) && interval.push(key) &&
                  records.push(recordOf(key)));
      continue;
    }
    if (what == 1) {
      Key first = *model.begin();
      model.erase(model.begin());
      // Buckets and the 4-ary heap have no last entry to remove.
      if (!evicts) {
        ASSERT_EQ(buckets->pop(), first) << "step " << step;
        ASSERT_EQ(four.pop(), first) << "step " << step;
      }
      ASSERT_EQ(interval.min(), first);
      ASSERT_EQ(interval.popMin(), first) << "step " << step;
      ASSERT_EQ(keyOf(records.pop()), first) << "step " << step;
      continue;
    }
    Key last = *model.rbegin();
    model.erase(std::prev(model.end()));
    ASSERT_EQ(interval.max(), last);
    ASSERT_EQ(keyOf(records.evict()), last) << "step " << step;
    if (random.below(2) || model.empty()) {
      ASSERT_EQ(interval.popMax(), last) << "step " << step;
      continue;
    }
    // Replacing the last entry is an eviction and a push of a smaller key.
    Key key = std::min(last, makeKey(randomDelta(random, kind), 3));
    interval.replaceMax(key);
    model.insert(key);
    ASSERT_TRUE(records.push(recordOf(key)));
  }
  if (!evicts) {
    for (Key key : model) {
      ASSERT_EQ(buckets->pop(), key);
      ASSERT_EQ(four.pop(), key);
    }
    EXPECT_EQ(buckets->pop(), kNoKey);
  }
  for (Key key : model)
    ASSERT_EQ(interval.popMin(), key);
  EXPECT_TRUE(interval.empty());
}

} // namespace

TEST(T1Queue, PushAndPop) {
  for (unsigned kind = 0; kind < 3; ++kind)
    for (uint64_t seed = 1; seed <= 3; ++seed)
      ASSERT_NO_FATAL_FAILURE(runScript(seed, kind, false)) << kind;
}

TEST(T1Queue, PushPopAndEvict) {
  for (unsigned kind = 0; kind < 3; ++kind)
    for (uint64_t seed = 1; seed <= 3; ++seed)
      ASSERT_NO_FATAL_FAILURE(runScript(seed, kind, true)) << kind;
}

/// With a budget the first `budget` pops are those without one, whatever is
/// given up.
TEST(T1Queue, Budgets) {
  auto buckets = std::make_unique<BucketQueue>();
  ASSERT_TRUE(buckets->prepare());
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed);
    int64_t budget = int64_t(random.below(seed * 200));
    buckets->reset(budget);
    std::multiset<Key> model;
    for (int64_t pops = 0; pops < budget;) {
      unsigned added = 0;
      for (uint64_t i = random.below(12); i--;) {
        Key key = makeKey(randomDelta(random, unsigned(seed % 3)),
                          uint32_t(random.below(kNodes)));
        added += buckets->push(key);
        model.insert(key);
      }
      buckets->trim(added);
      if (model.empty())
        continue;
      ASSERT_EQ(buckets->pop(), *model.begin()) << "seed " << seed;
      model.erase(model.begin());
      ++pops;
    }
  }
}

TEST(T1Queue, Keys) {
  Random random(4);
  for (unsigned i = 0; i < kSteps; ++i) {
    float delta = randomDelta(random, 2);
    uint32_t position = uint32_t(random.next()) >> 1;
    Key key = makeKey(delta, position);
    ASSERT_EQ(bitsOf(deltaOf(key)), bitsOf(delta));
    ASSERT_EQ(positionOf(key), position);
    ASSERT_EQ(key >> 33, 0x7FFFFFFFu - (bitsOf(delta) & 0x7FFFFFFFu));
    ASSERT_EQ(key & 1, delta < 0 ? 0u : 1u);
    ASSERT_LT(key, kNoKey);
  }
}

TEST(T1Queue, Sorting) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    std::vector<Key> keys(random.below(seed % 10 ? 300 : 20000));
    for (Key &key : keys)
      key = seed % 3 ? random.next() >> random.below(64) : random.below(5);
    std::vector<Key> sorted = keys, scratch(keys.size());
    std::sort(sorted.begin(), sorted.end());
    sortKeys(keys.data(), scratch.data(), keys.size());
    ASSERT_EQ(keys, sorted) << "seed " << seed;
  }
}
