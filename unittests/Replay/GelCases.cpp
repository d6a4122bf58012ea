//===- GelCases.cpp - gel: tick32 tick64 observe merge split --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Values.h"

#include "atlas-c/gel.h"

using namespace atlas::replay;

// list weights, word rate, word floor, list out, word edges, word applied
void atlas::replay::runTick32(Case &c) {
  Values<float> weights(c);
  float rate = number<float>(c), floor = number<float>(c);
  List expected = c.in.list(weights.size());
  uint64_t edges = c.in.word(), applied = c.in.word();
  if (!c.complete())
    return;
  Values<float> out(c, weights.size());
  c.expect("decay_applied", applied,
           uint64_t(atlas_gel_tick32(weights.data(), weights.size(), rate,
                                     floor, out.data())));
  c.expect("edges_processed", edges, out.size());
  expectValues(c, "out", expected, out.data());
  c.expectIntact("out", out.memory());
}

// list weights, word factor, word floor, list keep, list out, word decayed,
// word dropped
void atlas::replay::runTick64(Case &c) {
  Values<double> weights(c);
  double factor = number<double>(c), floor = number<double>(c);
  List keep = c.in.list(weights.size()), expected = c.in.list(weights.size());
  uint64_t decayed = c.in.word(), dropped = c.in.word();
  if (!c.complete())
    return;
  Values<double> out(c, weights.size());
  Values<uint8_t> kept(c, weights.size());
  atlas_gel_tick_counts counts = {-1, -1};
  c.expect("done", 1,
           atlas_gel_tick64(weights.data(), weights.size(), factor, floor,
                            out.data(), kept.data(), &counts));
  expectValues(c, "keep", keep, kept.data());
  expectValues(c, "out", expected, out.data());
  c.expect("decayed", decayed, uint64_t(counts.decayed));
  c.expect("dropped", dropped, uint64_t(counts.dropped));
  c.expectIntact("out", out.memory());
  c.expectIntact("keep", kept.memory());
}

namespace {

/// lists src, dst, weight
struct Edges {
  /// `room`: elements behind the edges.
  explicit Edges(Case &c, size_t room = 0)
      : from(c.in.list()), to(c.in.list(from.size)),
        weights(c.in.list(from.size)), src(c, from.size + room),
        dst(c, from.size + room), weight(c, from.size + room),
        coact(c, from.size + room), lastSeen(c, from.size + room) {
    src.assign(c, from);
    dst.assign(c, to);
    weight.assign(c, weights);
    for (size_t i = 0; i < from.size; ++i) {
      coact[i] = 0;
      lastSeen[i] = ATLAS_GEL_NEVER;
    }
    view = {src.data(),      dst.data(), weight.data(), coact.data(),
            lastSeen.data(), from.size,  src.size()};
  }
  List from, to, weights;
  Values<int32_t> src, dst;
  Values<double> weight;
  Values<int64_t> coact, lastSeen;
  atlas_gel_edges view;
};

/// A count; what is larger than memory is as large as memory.
size_t size(Case &c) {
  uint64_t count = c.in.word();
  return count > SIZE_MAX ? SIZE_MAX : size_t(count);
}

/// Compares group i of an answer.
void expectGroup(Case &c, const char *what, List nodes,
                 const atlas_gel_lists &got, size_t i) {
  expectArray(c, what, nodes, got.nodes + got.starts[i],
              got.starts[i + 1] - got.starts[i]);
}

} // namespace

// list ids, list scores, Edges, words threshold, top_k, pair_cap, proportional,
// alpha, clamp_min, clamp_max, turn; then words k_in, k_used, pairs_updated and
// lists src, dst, weight, coact, last_seen
void atlas::replay::runObserve(Case &c) {
  Values<int32_t> ids(c);
  Values<double> scores(c);
  if (ids.size() != scores.size() || ids.size() > 4096)
    c.in.bad("not one score for each item, or too many items");
  Edges edges(c, c.in.good() ? ids.size() * ids.size() / 2 + 1 : 0);
  atlas_gel_observation o = atlas_gel_default_observation();
  o.threshold = number<double>(c);
  o.top_k = size(c);
  o.pair_cap = size(c);
  o.proportional = c.in.flag();
  o.alpha = number<double>(c);
  o.clamp_min = number<double>(c);
  o.clamp_max = number<double>(c);
  o.turn = number<int64_t>(c);
  uint64_t in = c.in.word(), used = c.in.word(), pairs = c.in.word();
  List src = c.in.list(), dst = c.in.list(), weight = c.in.list(),
       coact = c.in.list(), lastSeen = c.in.list();
  if (!c.complete())
    return;
  atlas_gel_items items = {ids.data(), scores.data(), ids.size()};
  atlas_gel_observed observed = {-1, -1, -1};
  if (!c.expect("status", 0,
                atlas_gel_observe(&items, &o, &edges.view, &observed, nullptr)))
    return;
  c.expect("k_in", in, uint64_t(observed.k_in));
  c.expect("k_used", used, uint64_t(observed.k_used));
  c.expect("pairs_updated", pairs, uint64_t(observed.pairs_updated));
  size_t count = edges.view.count;
  expectArray(c, "src", src, edges.src.data(), count);
  expectArray(c, "dst", dst, edges.dst.data(), count);
  expectArray(c, "weight", weight, edges.weight.data(), count);
  expectArray(c, "coact", coact, edges.coact.data(), count);
  expectArray(c, "last_seen", lastSeen, edges.lastSeen.data(), count);
  c.expectIntact("weight", edges.weight.memory());
}

// Edges, words min_avg_w, min_size, max_diameter, count, then per candidate:
// list nodes, word avg_w, word diameter
void atlas::replay::runMerge(Case &c) {
  Edges edges(c);
  double least = number<double>(c);
  int64_t minSize = number<int64_t>(c), maxDiameter = number<int64_t>(c);
  size_t count = c.in.length();
  if (!c.in.good())
    return;
  atlas_gel_merges got = {};
  bool isRight =
      c.expect("status", 0,
               atlas_gel_merge_candidates(&edges.view, least, minSize,
                                          maxDiameter, &got, nullptr)) &&
      c.expect("candidates", count, got.groups.count);
  for (size_t i = 0; i < count && c.in.good(); ++i) {
    List nodes = c.in.list();
    uint64_t average = c.in.word(), diameter = c.in.word();
    if (!isRight || !c.in.good())
      continue;
    expectGroup(c, "nodes", nodes, got.groups, i);
    c.expectAt("avg_w", i, average, wordOf(got.avg_w[i]));
    c.expectAt("diameter", i, diameter, uint64_t(got.diameter[i]));
  }
  atlas_gel_merges_free(&got);
  c.complete();
}

// Edges, words weak_edge_thresh, min_component_size, count, then per candidate:
// list original, word count, lists parts, word removed_edges, word orig_edges
void atlas::replay::runSplit(Case &c) {
  Edges edges(c);
  double threshold = number<double>(c);
  int64_t minSize = number<int64_t>(c);
  size_t count = c.in.length();
  if (!c.in.good())
    return;
  atlas_gel_splits got = {};
  bool isRight = c.expect("status", 0,
                          atlas_gel_split_candidates(&edges.view, threshold,
                                                     minSize, &got, nullptr)) &&
                 c.expect("candidates", count, got.originals.count);
  for (size_t i = 0; i < count && c.in.good(); ++i) {
    List original = c.in.list();
    size_t parts = c.in.length();
    if (isRight)
      expectGroup(c, "original", original, got.originals, i);
    bool isSame =
        isRight && c.expectAt("parts", i, parts,
                              got.part_starts[i + 1] - got.part_starts[i]);
    for (size_t p = 0; p < parts && c.in.good(); ++p) {
      List part = c.in.list();
      if (isSame)
        expectGroup(c, "part", part, got.parts, got.part_starts[i] + p);
    }
    uint64_t removed = c.in.word(), inside = c.in.word();
    if (!isRight || !c.in.good())
      continue;
    c.expectAt("removed_edges", i, removed, uint64_t(got.removed_edges[i]));
    c.expectAt("orig_edges", i, inside, uint64_t(got.orig_edges[i]));
  }
  atlas_gel_splits_free(&got);
  c.complete();
}
