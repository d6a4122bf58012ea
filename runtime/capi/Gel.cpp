//===- Gel.cpp - C interface: decay and observation -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, sections 11.1 to 11.3.
//===----------------------------------------------------------------------===//
#include "atlas-c/gel.h"
#include "gel/Sort.h"
#include "t1/Bits.h"
#include "t1/Diagnose.h"

using namespace atlas::runtime;
using namespace atlas::runtime::t1;

int64_t atlas_gel_tick32(const float *weights, size_t count, float rate,
                         float floor, float *out) {
  if (count && (!weights || !out))
    return -1;
  float factor = rate > floor ? rate : floor;
  int64_t changed = 0;
  for (size_t i = 0; i < count; ++i) {
    float before = weights[i], after = before * factor;
    changed += after != before;
    out[i] = after;
  }
  return changed;
}

bool atlas_gel_tick64(const double *weights, size_t count, double factor,
                      double floor, double *out, uint8_t *keep,
                      atlas_gel_tick_counts *counts) {
  if (!counts || (count && (!weights || !out || !keep)))
    return false;
  int64_t decayed = 0, dropped = 0;
  for (size_t i = 0; i < count; ++i) {
    double before = weights[i], after = before * factor;
    bool kept = !(__builtin_fabs(after) < floor);
    bool changed = kept && after != before;
    keep[i] = kept;
    out[i] = changed ? after : before;
    dropped += !kept;
    decayed += changed;
  }
  *counts = {decayed, dropped};
  return true;
}

// --- Observation -------------------------------------------------------------

namespace {

struct Item {
  double score;
  int32_t id;
};

/// The pairs of one observation by their two nodes, and where each one's edge
/// is: an open hash table that is at most half full.
class PairTable {
public:
  struct Entry {
    uint64_t pair;
    int64_t edge; ///< kAbsent: the place is free
  };
  static constexpr int64_t kAbsent = -2, kNew = -1;

  bool reserve(size_t pairs) {
    size_t room = 16;
    while (room < 2 * pairs)
      room *= 2;
    if (!entries.reserve(room))
      return false;
    mask = room - 1;
    for (size_t i = 0; i < room; ++i)
      entries[i].edge = kAbsent;
    return true;
  }

  /// The entry of a pair, or the free place where it belongs.
  Entry &find(int32_t a, int32_t b) {
    uint64_t pair = a < b ? join(a, b) : join(b, a);
    size_t at = size_t(pair * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (entries[at].edge != kAbsent && entries[at].pair != pair)
      at = (at + 1) & mask;
    entries[at].pair = pair;
    return entries[at];
  }

private:
  static uint64_t join(int32_t low, int32_t high) {
    return uint64_t(uint32_t(low)) << 32 | uint32_t(high);
  }
  Array<Entry> entries;
  size_t mask = 0;
};

class Observation {
public:
  Observation(const atlas_gel_items &items, const atlas_gel_observation &o,
              atlas_gel_edges &edges)
      : in(items), o(o), edges(edges) {}

  Finding run(atlas_gel_observed &observed);

private:
  bool choose();
  bool findEdges();
  void strengthen(size_t edge) const;
  void append(int32_t a, int32_t b) const;

  /// Calls take(a, b) for each pair, in order.
  template <typename Take>
  void forEachPair(Take take) const {
    size_t done = 0;
    for (size_t i = 0; i < used && done < o.pair_cap; ++i)
      for (size_t j = i + 1; j < used && done < o.pair_cap; ++j, ++done)
        take(chosen[i].id, chosen[j].id);
  }

  const atlas_gel_items &in;
  const atlas_gel_observation &o;
  atlas_gel_edges &edges;
  Array<Item> chosen;
  size_t used = 0, pairs = 0;
  PairTable table;
};

/// The best items in order.
bool Observation::choose() {
  if (in.count && !chosen.reserve(in.count))
    return false;
  for (size_t i = 0; i < in.count; ++i)
    if (in.scores[i] >= o.threshold)
      chosen[used++] = {in.scores[i], in.ids[i]};
  gel::sort(chosen.data(), used, [](const Item &a, const Item &b) {
    return a.score != b.score ? a.score > b.score : a.id < b.id;
  });
  if (used > o.top_k)
    used = o.top_k;
  forEachPair([this](int32_t, int32_t) { ++pairs; });
  return true;
}

/// Enters the pairs and the edges that they have.
bool Observation::findEdges() {
  if (!table.reserve(pairs))
    return false;
  forEachPair(
      [this](int32_t a, int32_t b) { table.find(a, b).edge = PairTable::kNew; });
  for (size_t i = 0; i < edges.count; ++i) {
    PairTable::Entry &entry = table.find(edges.src[i], edges.dst[i]);
    if (entry.edge == PairTable::kNew)
      entry.edge = int64_t(i);
  }
  return true;
}

void Observation::strengthen(size_t edge) const {
  double w = edges.weight[edge];
  if (o.proportional) {
    double size = __builtin_fabs(w);
    w = w + o.alpha * (1.0 - (size < 1.0 ? size : 1.0));
  } else {
    w = w + o.alpha;
  }
  edges.weight[edge] = w > o.clamp_max   ? o.clamp_max
                       : w < o.clamp_min ? o.clamp_min
                                         : w;
  edges.coact[edge] += 1;
  if (o.turn != ATLAS_GEL_NEVER)
    edges.last_seen[edge] = o.turn;
}

void Observation::append(int32_t a, int32_t b) const {
  size_t at = edges.count++;
  edges.src[at] = a < b ? a : b;
  edges.dst[at] = a < b ? b : a;
  edges.weight[at] = 0.0;
  edges.coact[at] = 0;
  edges.last_seen[at] = ATLAS_GEL_NEVER;
}

Finding Observation::run(atlas_gel_observed &observed) {
  if (!choose() || !findEdges())
    return {ATLAS_T1_NO_MEMORY, "observation"};
  // Edges to come get their numbers now, so that nothing fails later.
  size_t next = edges.count;
  forEachPair([&](int32_t a, int32_t b) {
    PairTable::Entry &entry = table.find(a, b);
    if (entry.edge == PairTable::kNew)
      entry.edge = int64_t(next++);
  });
  if (next > edges.capacity && next > edges.count)
    return {ATLAS_T1_SMALL_OUTPUT, "edges"};
  forEachPair([this](int32_t a, int32_t b) {
    size_t edge = size_t(table.find(a, b).edge);
    if (edge == edges.count)
      append(a, b);
    strengthen(edge);
  });
  observed = {int64_t(in.count), int64_t(used), int64_t(pairs)};
  return {};
}

} // namespace

atlas_status_t atlas_gel_observe(const atlas_gel_items *items,
                                 const atlas_gel_observation *observation,
                                 atlas_gel_edges *edges,
                                 atlas_gel_observed *observed,
                                 atlas_diag_t **diag) {
  if (!items || (items->count && (!items->ids || !items->scores)))
    return report(misuse("items"), diag);
  if (!observation || !observed)
    return report(misuse(observation ? "observed" : "observation"), diag);
  bool some = edges && (edges->count || edges->capacity);
  if (!edges || (some && (!edges->src || !edges->dst || !edges->weight ||
                          !edges->coact || !edges->last_seen)))
    return report(misuse("edges"), diag);
  return report(Observation(*items, *observation, *edges).run(*observed), diag);
}
