//===- Walk.cpp - The loop of T1 ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, sections 4 and 7, as one template: what a call does not ask for
// (frontier, visited, dedupe window) is not in its loop.
//===----------------------------------------------------------------------===//
#include "t1/Propagate.h"

using namespace atlas::runtime::t1;

namespace {

/// Pops between two looks at the cancellation flag: about 50 us.
constexpr int64_t kCancelStep = 1024;

// Entries ahead of the current one whose memory is asked for: first where its
// row starts, then the row and its node's state, then the row's targets.
constexpr size_t kStartsAhead = 6, kRowAhead = 4, kTargetsAhead = 2;
/// Above this the states do not fit a quarter of a usual second-level cache, and
/// asking for those of the targets pays.
constexpr uint32_t kManyNodes = 16384;

template <bool kFrontier, bool kVisited, bool kWindow>
class Loop {
public:
  explicit Loop(Walk &walk)
      : w(walk), workspace(walk.workspace), graph(walk.graph),
        params(walk.params), starts(graph.starts.data()),
        words(graph.words.data()), states(workspace.states.data()) {}

  atlas_t1_code run() {
    if constexpr (kFrontier)
      workspace.frontier.clear();
    else
      workspace.buckets.reset(params.queue_budget);
    workspace.decay.restart(params.rate, params.floor);
    relaxCap = params.relax_cap < 0 ? INT64_MAX : params.relax_cap;
    seed();
    atlas_t1_code code = failed ? ATLAS_T1_NO_MEMORY : popAll();
    w.metrics.iters =
        deepest < params.iter_cap_layers ? deepest : params.iter_cap_layers;
    w.metrics.max_delta_local = double(largest);
    return code;
  }

private:
  void seed();
  atlas_t1_code popAll();
  bool expand(Key key);
  template <bool kCounted>
  bool walkRow(const uint32_t *row, uint32_t length, float delta, int32_t layer,
               float decay);
  unsigned push(float delta, uint32_t position);
  bool insert(Key key);
  bool alreadySeen(uint32_t position);
  void prefetch() const;
  Key pop();

  Walk &w;
  atlas_t1_workspace &workspace;
  const atlas_t1_graph &graph;
  const atlas_t1_params &params;
  const uint32_t *const starts, *const words;
  State *const states;

  int64_t relaxCap = 0;
  float largest = 0;
  int32_t deepest = 0;
  bool failed = false; ///< no memory; buckets keep their own flag
};

template <bool kFrontier, bool kVisited, bool kWindow>
void Loop<kFrontier, kVisited, kWindow>::seed() {
  unsigned added = 0;
  for (size_t i = 0; i < w.seeds.nodes_length; ++i) {
    uint32_t position = graph.positions[size_t(w.seeds.nodes[i])];
    float delta = w.seeds.weights ? w.seeds.weights[i] : 1.0f;
    State &state = states[position];
    if (state.layer < 0)
      workspace.touched[w.touched++] = position;
    state.sum = state.sum + delta;
    state.layer = 0;
    float size = __builtin_fabsf(delta);
    if (size > largest)
      largest = size;
    added += push(delta == 0 ? 0.0f : delta, position);
  }
  if constexpr (!kFrontier) {
    workspace.buckets.trim(added);
    failed = workspace.buckets.failed();
  }
}

/// Queues an entry with the frontier; false if it was refused.
template <bool kFrontier, bool kVisited, bool kWindow>
bool Loop<kFrontier, kVisited, kWindow>::insert(Key key) {
  IntervalHeap &heap = workspace.frontier;
  if (heap.size() < size_t(params.frontier)) {
    failed |= !heap.push(key);
    return true;
  }
  // Inserting and removing the last is one replacement; of equal entries it
  // does not matter which goes.
  ++w.metrics.frontier_evicted;
  if (key > heap.max())
    return false;
  heap.replaceMax(key);
  return true;
}

/// Returns how many entries that added to the buckets.
template <bool kFrontier, bool kVisited, bool kWindow>
inline unsigned Loop<kFrontier, kVisited, kWindow>::push(float delta,
                                                         uint32_t position) {
  NodeFifo &window = workspace.window;
  if (kWindow && window.contains(position)) {
    ++w.metrics.dedupe_hits;
    return 0;
  }
  Key key = makeKey(delta, position);
  unsigned added = 0;
  bool accepted = true;
  if constexpr (kFrontier)
    accepted = insert(key);
  else
    added = workspace.buckets.push(key);
  if (kWindow && accepted) {
    if (window.size() >= size_t(params.dedupe_window))
      window.dropOldest();
    window.append(position);
  }
  return added;
}

template <bool kFrontier, bool kVisited, bool kWindow>
bool Loop<kFrontier, kVisited, kWindow>::alreadySeen(uint32_t position) {
  NodeFifo &seen = workspace.seen;
  if (seen.contains(position))
    return true;
  seen.append(position);
  if (seen.size() > size_t(params.visited)) {
    seen.dropOldest();
    ++w.metrics.visited_evicted;
  }
  return false;
}

template <bool kFrontier, bool kVisited, bool kWindow>
inline Key Loop<kFrontier, kVisited, kWindow>::pop() {
  if constexpr (kFrontier)
    return workspace.frontier.empty() ? kNoKey : workspace.frontier.popMin();
  else
    return workspace.buckets.pop();
}

/// Asks for memory of the entries that come next.
template <bool kFrontier, bool kVisited, bool kWindow>
inline void Loop<kFrontier, kVisited, kWindow>::prefetch() const {
  if constexpr (!kFrontier) {
    const BucketQueue &buckets = workspace.buckets;
    Key key = buckets.peek(kStartsAhead);
    if (key != kNoKey)
      __builtin_prefetch(&starts[positionOf(key)]);
    key = buckets.peek(kRowAhead);
    if (key != kNoKey) {
      uint32_t position = positionOf(key);
      const uint32_t *row = words + size_t(3) * starts[position];
      __builtin_prefetch(row);
      __builtin_prefetch(row + 16);
      __builtin_prefetch(&states[position]);
    }
    key = graph.nodes > kManyNodes ? buckets.peek(kTargetsAhead) : kNoKey;
    if (key != kNoKey) {
      uint32_t position = positionOf(key);
      uint32_t begin = starts[position], length = starts[position + 1] - begin;
      const uint32_t *row = words + size_t(3) * begin;
      for (uint32_t e = 0, end = length < 16 ? length : 16; e < end; ++e)
        __builtin_prefetch(&states[row[e]], 1);
    }
  }
}

template <bool kFrontier, bool kVisited, bool kWindow>
atlas_t1_code Loop<kFrontier, kVisited, kWindow>::popAll() {
  const int64_t budget =
      params.queue_budget < 0 ? INT64_MAX : params.queue_budget;
  const int64_t limit = params.pop_limit < 0 ? INT64_MAX : params.pop_limit;
  int64_t pops = 0;
  bool more = w.touched != 0;
  while (more && pops < budget) {
    if (params.cancel && __atomic_load_n(params.cancel, __ATOMIC_RELAXED))
      return ATLAS_T1_CANCELLED;
    int64_t until = pops + kCancelStep;
    until = until < budget ? until : budget;
    while (pops < until) {
      Key key = pop();
      if (key == kNoKey) {
        more = false;
        break;
      }
      if (pops >= limit)
        return ATLAS_T1_POP_LIMIT;
      ++pops;
      prefetch();
      if (!expand(key)) {
        more = false;
        break;
      }
    }
  }
  w.metrics.pops = pops;
  if constexpr (!kFrontier)
    failed |= workspace.buckets.failed();
  return failed ? ATLAS_T1_NO_MEMORY : ATLAS_T1_OK;
}

/// Everything that one pop does; false: stop.
template <bool kFrontier, bool kVisited, bool kWindow>
inline bool Loop<kFrontier, kVisited, kWindow>::expand(Key key) {
  uint32_t position = positionOf(key);
  if (kVisited && alreadySeen(position))
    return true;
  State state = states[position];
  if (state.layer > deepest)
    deepest = state.layer;
  if (__builtin_fabsf(state.sum) >= params.node_budget) {
    ++w.metrics.node_budget_hits;
    return true;
  }
  int32_t layer = state.layer + 1;
  uint32_t begin = starts[position], length = starts[position + 1] - begin;
  if (layer > params.radius_cap) {
    w.metrics.radius_cap_hits += length;
    return true;
  }
  if (layer > params.iter_cap_layers) {
    w.metrics.layer_cap_hits += length;
    return true;
  }
  if (length == 0)
    return true;
  if (!workspace.decay.extend(size_t(layer))) {
    failed = true;
    return false;
  }
  const uint32_t *row = words + size_t(3) * begin;
  float delta = deltaOf(key), decay = workspace.decay[size_t(layer)];
  if (__builtin_expect(w.metrics.propagations >= relaxCap - int64_t(length), 0))
    return walkRow<true>(row, length, delta, layer, decay);
  return walkRow<false>(row, length, delta, layer, decay);
}

/// Adds the contributions of one row. kCounted: the relaxation cap may be
/// reached within it.
template <bool kFrontier, bool kVisited, bool kWindow>
template <bool kCounted>
inline bool Loop<kFrontier, kVisited, kWindow>::walkRow(
    const uint32_t *row, uint32_t length, float delta, int32_t layer,
    float decay) {
  const uint32_t *targets = row;
  const float *weights = reinterpret_cast<const float *>(row + length);
  const float *multipliers = weights + length;
  const float nodeBudget = params.node_budget;
  uint32_t *const touched = workspace.touched.data();
  size_t touchedCount = w.touched;
  float most = largest;
  unsigned added = 0;
  int64_t contributions = 0, refused = 0;
  bool more = true;
  for (uint32_t e = 0; e < length; ++e) {
    float t = delta * weights[e];
    t = t * multipliers[e];
    t = t * decay;
    float size = __builtin_fabsf(t);
    if (size <= kThreshold)
      continue;
    uint32_t target = targets[e];
    State &state = states[target];
    float sum = state.sum + t;
    state.sum = sum;
    ++contributions;
    most = size > most ? size : most;
    // As unsigned numbers, -1 is above every layer.
    int32_t old = state.layer;
    if (uint32_t(layer) < uint32_t(old)) {
      state.layer = layer;
      if (old < 0)
        touched[touchedCount++] = target;
    }
    if (__builtin_fabsf(sum) < nodeBudget)
      added += push(t, target);
    else
      ++refused;
    if (kCounted && w.metrics.propagations + contributions >= relaxCap) {
      more = false;
      break;
    }
  }
  w.touched = touchedCount;
  largest = most;
  w.metrics.propagations += contributions;
  w.metrics.node_budget_hits += refused;
  if constexpr (kFrontier)
    return more && !failed;
  workspace.buckets.trim(added);
  return more && !workspace.buckets.failed();
}

template <bool kFrontier, bool kVisited, bool kWindow>
atlas_t1_code runLoop(Walk &walk) {
  return Loop<kFrontier, kVisited, kWindow>(walk).run();
}

} // namespace

atlas_t1_code atlas::runtime::t1::walkGraph(Walk &walk) {
  static constexpr WalkFunction *loops[] = {
      runLoop<0, 0, 0>, runLoop<0, 0, 1>, runLoop<0, 1, 0>, runLoop<0, 1, 1>,
      runLoop<1, 0, 0>, runLoop<1, 0, 1>, runLoop<1, 1, 0>, runLoop<1, 1, 1>};
  const atlas_t1_params &p = walk.params;
  return loops[(p.frontier > 0) * 4 + (p.visited > 0) * 2 +
               (p.dedupe_window > 0)](walk);
}
