//===- IntervalHeap.cpp - A heap with two ends ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/IntervalHeap.h"

using namespace atlas::runtime::t1;

/// The place of low end `node` is free: moves larger low ends above it down.
void IntervalHeap::siftUpLow(size_t node, Key key) {
  for (; node; node = (node - 1) / 2) {
    size_t parent = (node - 1) / 2;
    if (keys[2 * parent] <= key)
      break;
    keys[2 * node] = keys[2 * parent];
  }
  keys[2 * node] = key;
}

/// The same for a high end. The last node may have no high end: its only key
/// then counts as both, and lies in the low place.
void IntervalHeap::siftUpHigh(size_t node, Key key) {
  size_t place = 2 * node + 1 < count ? 2 * node + 1 : 2 * node;
  for (; node; node = (node - 1) / 2, place = 2 * node + 1) {
    size_t parent = (node - 1) / 2;
    if (keys[2 * parent + 1] >= key)
      break;
    keys[place] = keys[2 * parent + 1];
  }
  keys[place] = key;
}

void IntervalHeap::settleLast(Key key) {
  size_t node = (count - 1) / 2;
  if (count % 2 == 0) { // completes a pair
    Key low = keys[2 * node];
    if (key < low) {
      keys[2 * node + 1] = low;
      siftUpLow(node, key);
    } else {
      siftUpHigh(node, key);
    }
    return;
  }
  if (node && key < keys[2 * ((node - 1) / 2)])
    siftUpLow(node, key);
  else
    siftUpHigh(node, key);
}

bool IntervalHeap::push(Key key) {
  if (!keys.grow(count + 1 < kFirst ? kFirst : count + 1, count))
    return false;
  ++count;
  settleLast(key);
  return true;
}

/// Node 0 has lost its low end; `key` takes a place among the low ends.
void IntervalHeap::siftDownLow(Key key) {
  size_t node = 0;
  for (;;) {
    // The moving key may be above this node's high end.
    if (2 * node + 1 < count && key > keys[2 * node + 1]) {
      Key high = keys[2 * node + 1];
      keys[2 * node + 1] = key;
      key = high;
    }
    size_t child = 2 * node + 1;
    if (2 * child >= count)
      break;
    if (2 * (child + 1) < count && keys[2 * (child + 1)] < keys[2 * child])
      ++child;
    if (key <= keys[2 * child])
      break;
    keys[2 * node] = keys[2 * child];
    node = child;
  }
  keys[2 * node] = key;
}

/// Node 0 has lost its high end; `key` takes a place among the high ends.
void IntervalHeap::siftDownHigh(Key key) {
  // Where the high end of a node is; a lone key counts as both ends.
  auto high = [this](size_t node) {
    return 2 * node + 1 < count ? 2 * node + 1 : 2 * node;
  };
  size_t node = 0;
  for (;;) {
    if (high(node) != 2 * node && key < keys[2 * node]) {
      Key low = keys[2 * node];
      keys[2 * node] = key;
      key = low;
    }
    size_t child = 2 * node + 1;
    if (2 * child >= count)
      break;
    if (2 * (child + 1) < count && keys[high(child + 1)] > keys[high(child)])
      ++child;
    if (key >= keys[high(child)])
      break;
    keys[high(node)] = keys[high(child)];
    node = child;
  }
  keys[high(node)] = key;
}

Key IntervalHeap::popMin() {
  Key first = keys[0], last = keys[--count];
  // An odd count leaves the last node's low key; an even one its high key.
  if (count)
    siftDownLow(last);
  return first;
}

void IntervalHeap::replaceMax(Key key) {
  if (count == 1)
    keys[0] = key;
  else
    siftDownHigh(key);
}

Key IntervalHeap::popMax() {
  Key largest = max();
  Key last = keys[--count];
  if (count == 1)
    keys[0] = keys[0] < last ? keys[0] : last;
  if (count > 1)
    siftDownHigh(last);
  return largest;
}
