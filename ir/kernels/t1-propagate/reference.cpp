//===- reference.cpp - Plain t1-propagate -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, sections 2 to 7, over the arrays of a prepared graph, with a
// sorted multiset of records as the queue.
//
// The oracle of the tests: nothing clever. Arguments as in kernel.mlir; the
// prepared arrays are taken to be what t1-prepare makes. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <set>
#include <tuple>
#include <vector>

namespace {

/// A buffer of 4-byte elements at any alignment.
template <typename T>
struct Words {
  uint8_t *data;
  int64_t size;
  explicit Words(const atlas_buffer_t &b)
      : data(static_cast<uint8_t *>(b.data)), size(b.dim[0]) {}
  T operator[](int64_t i) const {
    T value;
    std::memcpy(&value, data + i * 4, 4);
    return value;
  }
  void set(int64_t i, T value) const { std::memcpy(data + i * 4, &value, 4); }
};

float toFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

/// A queue entry; positions have the order of both tie-breaks.
struct Entry {
  float delta;
  int32_t position;
  bool operator<(const Entry &other) const {
    return std::make_tuple(-std::fabs(delta), position, delta) <
           std::make_tuple(-std::fabs(other.delta), other.position, other.delta);
  }
};

/// First-in first-out, without repeats.
struct Fifo {
  std::deque<int32_t> nodes;
  bool contains(int32_t node) const {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  }
};

class Propagation {
public:
  explicit Propagation(const atlas_args_t &a)
      : args(a), starts(a.buffers[0]), ids(a.buffers[2]),
        positions(a.buffers[3]), seedNodes(a.buffers[4]), dNodes(a.buffers[6]),
        words(a.buffers[1]), seedWeights(a.buffers[5]), dVals(a.buffers[7]),
        rate(toFloat(uint32_t(a.scalars[0]))),
        floor(toFloat(uint32_t(a.scalars[1]))),
        nodeBudget(toFloat(uint32_t(a.scalars[4]))),
        radiusCap(int32_t(a.scalars[2])), iterCap(int32_t(a.scalars[3])),
        frontier(int32_t(a.scalars[7])), visited(int32_t(a.scalars[8])),
        window(int32_t(a.scalars[9])), queueBudget(int64_t(a.scalars[5])),
        relaxCap(int64_t(a.scalars[6])), capacity(a.scalars[10]),
        sums(size_t(ids.size)), layers(size_t(ids.size), -1) {}

  void run() {
    if (check()) {
      fillDecay();
      if (seed())
        while (!stopped && step()) {
        }
    }
    finish();
  }

private:
  bool fail(int32_t code, int64_t index = -1) {
    status = code;
    at = index;
    return false;
  }

  bool check() {
    for (int64_t i = 0; i < seedNodes.size; ++i)
      if (seedNodes[i] < 0 || seedNodes[i] >= ids.size)
        return fail(804, i);
    for (int64_t i = 0; i < seedWeights.size; ++i)
      if (!std::isfinite(seedWeights[i]))
        return fail(805, i);
    if (!std::isfinite(rate) || !std::isfinite(floor) || std::isnan(nodeBudget))
      return fail(805);
    if (std::min({radiusCap, iterCap, frontier, visited, window}) < 0 ||
        std::min(queueBudget, relaxCap) < -1)
      return fail(806);
    return true;
  }

  void fillDecay() {
    double p = 1.0;
    decay.push_back(1.0f);
    int64_t length = std::min<int64_t>({radiusCap, iterCap, ids.size});
    for (int64_t d = 1; d <= length; ++d) {
      p = p * double(rate);
      float x = float(p);
      decay.push_back(x >= floor ? x : floor);
    }
  }

  /// False if the queue has no room.
  bool insert(const Entry &entry, bool &accepted) {
    accepted = true;
    if (frontier > 0 && uint64_t(frontier) <= capacity) {
      queue.insert(entry);
      if (queue.size() <= size_t(frontier))
        return true;
      queue.erase(std::prev(queue.end()));
      ++frontierEvicted;
      accepted = queue.count(entry) != 0;
      return true;
    }
    uint64_t toCome = frontier > 0 || queueBudget < 0
                          ? UINT64_MAX
                          : uint64_t(queueBudget - pops);
    if (queue.size() == capacity && toCome > capacity)
      return fail(310, at);
    queue.insert(entry);
    if (queue.size() > toCome)
      queue.erase(std::prev(queue.end()));
    return true;
  }

  bool push(int32_t v, float t) {
    if (window > 0 && inWindow.contains(v)) {
      ++dedupeHits;
      return true;
    }
    bool accepted;
    if (!insert({t, v}, accepted))
      return false;
    if (window > 0 && accepted) {
      if (int64_t(inWindow.nodes.size()) == window)
        inWindow.nodes.pop_front();
      inWindow.nodes.push_back(v);
    }
    return true;
  }

  /// False if the queue has no room.
  bool seed() {
    for (int64_t i = 0; i < seedNodes.size; ++i) {
      int32_t s = positions[seedNodes[i]];
      float c = seedWeights[i];
      sums[size_t(s)] = sums[size_t(s)] + c;
      layers[size_t(s)] = 0;
      if (std::fabs(c) > maxd)
        maxd = std::fabs(c);
      if (!push(s, c))
        return false;
    }
    return true;
  }

  bool wasSeen(int32_t u) {
    if (seen.contains(u))
      return true;
    seen.nodes.push_back(u);
    if (int64_t(seen.nodes.size()) > visited) {
      seen.nodes.pop_front();
      ++visitedEvicted;
    }
    return false;
  }

  /// One pop; false at the end.
  bool step() {
    if (queue.empty() || (queueBudget >= 0 && pops >= queueBudget))
      return false;
    Entry entry = *queue.begin();
    queue.erase(queue.begin());
    ++pops;
    size_t u = size_t(entry.position);
    if (visited > 0 && wasSeen(entry.position))
      return true;
    int32_t layer = layers[u];
    deepest = std::max(deepest, layer);
    if (std::fabs(sums[u]) >= nodeBudget) {
      ++nodeBudgetHits;
      return true;
    }
    int64_t begin = starts[int64_t(u)], length = starts[int64_t(u) + 1] - begin;
    for (int64_t e = 0; e < length && !stopped; ++e)
      if (!edge(3 * begin, length, e, entry.delta, layer + 1))
        return false;
    return true;
  }

  bool edge(int64_t row, int64_t length, int64_t e, float c, int32_t d) {
    if (d > radiusCap)
      return ++radiusCapHits, true;
    if (d > iterCap)
      return ++layerCapHits, true;
    float t = c * toFloat(uint32_t(words[row + length + e]));
    t = t * toFloat(uint32_t(words[row + 2 * length + e]));
    t = t * decay[size_t(d)];
    if (std::fabs(t) <= kThreshold)
      return true;
    int32_t v = words[row + e];
    float sum = sums[size_t(v)] + t;
    sums[size_t(v)] = sum;
    ++propagations;
    if (std::fabs(t) > maxd)
      maxd = std::fabs(t);
    int32_t &layer = layers[size_t(v)];
    if (layer < 0 || d < layer)
      layer = d;
    if (!(std::fabs(sum) < nodeBudget))
      ++nodeBudgetHits;
    else if (!push(v, t))
      return false;
    stopped = relaxCap >= 0 && propagations >= relaxCap;
    return true;
  }

  void finish() {
    int64_t count = 0;
    for (int64_t id = 0; status == 0 && id < ids.size; ++id) {
      float sum = sums[size_t(positions[id])];
      if (!(std::fabs(sum) >= kThreshold))
        continue;
      dNodes.set(count, int32_t(id));
      dVals.set(count++, sum);
    }
    int64_t iters = std::max<int64_t>(0, std::min(deepest, iterCap));
    int64_t values[] = {at,           count,          pops,
                        iters,        propagations,   radiusCapHits,
                        layerCapHits, nodeBudgetHits, frontierEvicted,
                        dedupeHits,   visitedEvicted};
    args.results[0] = uint32_t(status);
    std::copy(std::begin(values), std::end(values), args.results + 1);
    uint32_t bits;
    std::memcpy(&bits, &maxd, 4);
    args.results[12] = bits;
  }

  static constexpr float kThreshold = 9.99999993922529e-09f;
  const atlas_args_t &args;
  Words<int32_t> starts, ids, positions, seedNodes, dNodes, words;
  Words<float> seedWeights, dVals;
  float rate, floor, nodeBudget;
  int32_t radiusCap, iterCap, frontier, visited, window;
  int64_t queueBudget, relaxCap;
  uint64_t capacity;

  std::vector<float> sums, decay;
  std::vector<int32_t> layers;
  std::multiset<Entry> queue;
  Fifo inWindow, seen;
  bool stopped = false;
  int32_t status = 0, deepest = 0;
  int64_t at = -1, pops = 0, propagations = 0, radiusCapHits = 0,
          layerCapHits = 0, nodeBudgetHits = 0, frontierEvicted = 0,
          dedupeHits = 0, visitedEvicted = 0;
  float maxd = 0;
};

} // namespace

extern "C" int32_t atlas_ref_t1_propagate(const atlas_args_t *args) {
  Propagation(*args).run();
  return 0;
}
