//===- BucketQueue.h - Keys in buckets by their top bits --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The queue of a propagation without a frontier. A bucket holds the keys with
// equal top bits (a sixteenth of an octave of |delta|), unordered, so a push is
// an append. The best bucket is made the hot one: its keys are sorted into a
// run, which also tells early which rows come next. Pushes that belong to the
// hot bucket or before it go to a small 4-ary heap beside the run.
//
// With a budget of pops, buckets that the next pops cannot reach are given up
// whole, and pushes to them are dropped.
//
// Buckets are chains of chunks of 15 keys and a link. Failure: a push without
// memory loses keys and sets failed(); the caller asks after each row.
// Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_BUCKETQUEUE_H
#define ATLAS_RUNTIME_T1_BUCKETQUEUE_H

#include "t1/FourHeap.h"

namespace atlas::runtime::t1 {

class BucketQueue {
public:
  /// Takes the first memory. False without; call again before anything else.
  bool prepare();
  /// Empties the queue. `budget` < 0: all keys count; else at most that many
  /// will be popped. O(buckets used).
  void reset(int64_t budget);

  /// Returns how many keys that added, 0 or 1, which the caller sums up for
  /// trim(): a counter in here would be loaded and stored around every key.
  unsigned push(Key key) {
    unsigned bucket = unsigned(key >> kShift);
    if (__builtin_expect(int(bucket) <= hot, 0))
      return pushHot(key);
    if (bucket > cutoff)
      return 0;
    uint32_t at = cursors[bucket];
    if (__builtin_expect(at % kChunk == kChunk - 1, 0))
      at = newChunk(bucket);
    slots[at] = key;
    cursors[bucket] = at + 1;
    return 1;
  }

  /// Removes the smallest key; kNoKey if there is none.
  Key pop() {
    if (__builtin_expect(runAt == runEnd, 0) && !refill())
      return kNoKey;
    if (__builtin_expect(lateTop < run[runAt], 0))
      return popLate();
    return run[runAt++];
  }

  /// The key `ahead` places after the next one, if it is known; else kNoKey.
  Key peek(size_t ahead) const {
    return runAt + ahead < runEnd ? run[runAt + ahead] : kNoKey;
  }

  /// Takes note of `added` pushes, and gives up what the remaining pops cannot
  /// reach. Call it now and then.
  void trim(unsigned added) {
    surplus += added;
    if (__builtin_expect(surplus >= nextTrim, 0))
      trimNow();
  }

  bool failed() const { return outOfMemory; }

private:
  static constexpr unsigned kBits = 12;
  static constexpr unsigned kShift = 64 - kBits;
  static constexpr unsigned kBuckets = 1u << kBits;
  static constexpr uint32_t kChunk = 16;
  /// Cursor of an empty bucket: the link place of chunk 0, which is no chain's.
  static constexpr uint32_t kNoCursor = kChunk - 1;

  unsigned pushHot(Key key);
  Key popLate();
  bool refill();
  void trimNow();
  uint32_t newChunk(unsigned bucket);
  uint32_t takeChunk();
  void freeChunk(uint32_t chunk);
  /// Keys in a bucket.
  size_t countOf(unsigned bucket) const;
  void clearBucket(unsigned bucket);
  /// First bucket in use after `bucket`, last bucket in use; -1 if none.
  int firstAfter(int bucket) const;
  int last() const;

  Array<Key> slots;
  uint32_t chunks = 0;    ///< taken so far, chunk 0 included
  uint32_t freeChunks = 0; ///< chain of chunks to use again; 0: none
  Array<Key> run;         ///< sorted keys of the hot bucket
  Array<Key> scratch;
  size_t runAt = 0, runEnd = 0;
  Key lateTop = kNoKey; ///< late.top()
  FourHeap late;
  int hot = -1;
  unsigned cutoff = kBuckets - 1;
  int64_t surplus = 0; ///< keys held minus pops to come: pops do not change it
  int64_t nextTrim = 0;
  bool outOfMemory = false;
  uint64_t used[kBuckets / 64] = {}; ///< a bit for each bucket with a chain
  uint32_t cursors[kBuckets];        ///< where the next key of a bucket goes
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_BUCKETQUEUE_H
