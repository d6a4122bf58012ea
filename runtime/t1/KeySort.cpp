//===- KeySort.cpp - Ascending order of keys ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass spreads the keys by the highest bits in which they differ, so that
// groups hold two keys on average; insertion within the groups does the rest.
// A group that is still large is treated the same way: it differs in lower bits
// only, so at most eight levels of eight bits follow each other.
//===----------------------------------------------------------------------===//
#include "t1/KeySort.h"

#include <string.h>

using namespace atlas::runtime::t1;

namespace {

/// Up to here insertion is the fastest.
constexpr size_t kSmall = 24;
constexpr int kMostBits = 8;

void insertionSort(Key *keys, size_t count) {
  for (size_t i = 1; i < count; ++i) {
    Key key = keys[i];
    size_t at = i;
    for (; at && keys[at - 1] > key; --at)
      keys[at] = keys[at - 1];
    keys[at] = key;
  }
}

} // namespace

void atlas::runtime::t1::sortKeys(Key *keys, Key *scratch, size_t count) {
  if (count <= kSmall)
    return insertionSort(keys, count);
  Key differing = 0;
  for (size_t i = 1; i < count; ++i)
    differing |= keys[i] ^ keys[0];
  if (!differing)
    return;
  int wanted = int(highestBit(count)) - 1;
  int bits = wanted < kMostBits ? wanted : kMostBits;
  int top = int(highestBit(differing)) + 1;
  int shift = top > bits ? top - bits : 0;
  size_t mask = (size_t(1) << bits) - 1;

  uint32_t ends[1 << kMostBits];
  memset(ends, 0, sizeof(uint32_t) << bits);
  for (size_t i = 0; i < count; ++i)
    ++ends[keys[i] >> shift & mask];
  uint32_t sum = 0;
  for (size_t digit = 0; digit <= mask; ++digit) {
    uint32_t size = ends[digit];
    ends[digit] = sum;
    sum += size;
  }
  for (size_t i = 0; i < count; ++i)
    scratch[ends[keys[i] >> shift & mask]++] = keys[i];
  memcpy(keys, scratch, count * sizeof(Key));
  if (!shift)
    return;
  uint32_t start = 0;
  for (size_t digit = 0; digit <= mask; ++digit) {
    uint32_t end = ends[digit];
    if (end - start > 1)
      sortKeys(keys + start, scratch + start, end - start);
    start = end;
  }
}
