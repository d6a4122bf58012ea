//===- BucketQueue.cpp - Keys in buckets by their top bits ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/BucketQueue.h"
#include "t1/KeySort.h"

using namespace atlas::runtime::t1;

namespace {

constexpr size_t kFirstChunks = 256;
constexpr size_t kFirstRun = 256;
/// Surplus keys between two attempts to give up a bucket.
constexpr int64_t kTrimStep = 128;

} // namespace

bool BucketQueue::prepare() {
  if (!slots.reserve(kFirstChunks * kChunk) ||
      !run.reserve(kFirstRun) || !scratch.reserve(kFirstRun))
    return false;
  if (!chunks) {
    for (uint32_t &cursor : cursors)
      cursor = kNoCursor;
    memset(slots.data(), 0, kChunk * sizeof(Key));
    chunks = 1;
  }
  return true;
}

void BucketQueue::reset(int64_t budget) {
  for (unsigned word = 0; word < kBuckets / 64; ++word) {
    for (uint64_t bits = used[word]; bits; bits &= bits - 1)
      cursors[word * 64 + lowestBit(bits)] = kNoCursor;
    used[word] = 0;
  }
  chunks = 1;
  freeChunks = 0;
  runAt = runEnd = 0;
  late.clear();
  lateTop = kNoKey;
  hot = -1;
  cutoff = kBuckets - 1;
  surplus = budget < 0 ? INT64_MIN / 2 : -budget;
  nextTrim = kTrimStep;
  outOfMemory = false;
}

__attribute__((noinline)) unsigned BucketQueue::pushHot(Key key) {
  outOfMemory |= !late.push(key);
  lateTop = late.top();
  return 1;
}

Key BucketQueue::popLate() {
  Key key = late.pop();
  lateTop = late.top();
  return key;
}

// --- Chunks ------------------------------------------------------------------

uint32_t BucketQueue::takeChunk() {
  if (uint32_t chunk = freeChunks) {
    freeChunks = uint32_t(slots[chunk * size_t(kChunk) + kChunk - 1]);
    return chunk;
  }
  // Cursors are 32 bits wide.
  size_t end = (size_t(chunks) + 1) * kChunk;
  if (end > UINT32_MAX || !slots.grow(end, size_t(chunks) * kChunk))
    return 0;
  return chunks++;
}

void BucketQueue::freeChunk(uint32_t chunk) {
  slots[chunk * size_t(kChunk) + kChunk - 1] = freeChunks;
  freeChunks = chunk;
}

/// The bucket's chunk is full, or it has none: links a new one before it.
/// Without memory that is chunk 0 again, where keys get lost.
__attribute__((noinline)) uint32_t BucketQueue::newChunk(unsigned bucket) {
  uint32_t before = cursors[bucket] / kChunk;
  uint32_t chunk = takeChunk();
  used[bucket / 64] |= uint64_t(1) << bucket % 64;
  if (!chunk) {
    outOfMemory = true;
    return 0;
  }
  slots[chunk * size_t(kChunk) + kChunk - 1] = before;
  return chunk * kChunk;
}

size_t BucketQueue::countOf(unsigned bucket) const {
  size_t count = cursors[bucket] % kChunk;
  uint32_t chunk = cursors[bucket] / kChunk;
  while ((chunk = uint32_t(slots[chunk * size_t(kChunk) + kChunk - 1])))
    count += kChunk - 1;
  return count;
}

void BucketQueue::clearBucket(unsigned bucket) {
  for (uint32_t chunk = cursors[bucket] / kChunk; chunk;) {
    uint32_t before = uint32_t(slots[chunk * size_t(kChunk) + kChunk - 1]);
    freeChunk(chunk);
    chunk = before;
  }
  cursors[bucket] = kNoCursor;
  used[bucket / 64] &= ~(uint64_t(1) << bucket % 64);
}

// --- Buckets -----------------------------------------------------------------

int BucketQueue::firstAfter(int bucket) const {
  unsigned next = unsigned(bucket + 1);
  if (next >= kBuckets)
    return -1;
  uint64_t bits = used[next / 64] >> next % 64;
  if (bits)
    return int(next + lowestBit(bits));
  for (unsigned word = next / 64 + 1; word < kBuckets / 64; ++word)
    if (used[word])
      return int(word * 64 + lowestBit(used[word]));
  return -1;
}

int BucketQueue::last() const {
  for (unsigned word = kBuckets / 64; word--;)
    if (used[word])
      return int(word * 64 + highestBit(used[word]));
  return -1;
}

/// The run is used up. True if run[runAt] and the heap may be compared: both
/// hold a key, or one does and the other's is kNoKey.
__attribute__((noinline)) bool BucketQueue::refill() {
  runAt = runEnd = 0;
  run[0] = kNoKey;
  if (lateTop != kNoKey)
    return true;
  int next = firstAfter(hot);
  if (next < 0)
    return false;
  size_t count = countOf(unsigned(next));
  if (!run.grow(count, 0) || !scratch.grow(count, 0)) {
    outOfMemory = true;
    return false;
  }
  Key *out = run.data();
  size_t size = cursors[next] % kChunk;
  for (uint32_t chunk = cursors[next] / kChunk; chunk; size = kChunk - 1) {
    const Key *from = &slots[chunk * size_t(kChunk)];
    memcpy(out, from, size * sizeof(Key));
    out += size;
    chunk = uint32_t(from[kChunk - 1]);
  }
  clearBucket(unsigned(next));
  sortKeys(run.data(), scratch.data(), count);
  runEnd = count;
  hot = next;
  return true;
}

/// Of the keys in the last bucket none is popped if as many pops as there are
/// to come find keys in the buckets before it.
__attribute__((noinline)) void BucketQueue::trimNow() {
  for (;;) {
    int worst = last();
    if (worst <= hot) {
      nextTrim = surplus + 16 * kTrimStep;
      return;
    }
    int64_t count = int64_t(countOf(unsigned(worst)));
    if (surplus < count) {
      int64_t missing = count - surplus;
      nextTrim = surplus + (missing > kTrimStep ? missing : kTrimStep);
      return;
    }
    clearBucket(unsigned(worst));
    surplus -= count;
    cutoff = unsigned(worst) - 1;
  }
}
