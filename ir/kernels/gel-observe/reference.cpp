//===- reference.cpp - Plain gel-observe ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Items with score >= threshold by (score descending, id ascending), the first
// top_k of them; for i < j, at most pair_cap pairs: find or append the edge of
// the two ids, strengthen it, count it, and date it when a turn is given.
//
// The oracle of the tests: the obvious way with the containers of the standard
// library. Arguments as in kernel.mlir; checks nothing (see args.h).
// Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas/Reference/Values.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace atlas::reference;

namespace {

struct Edge {
  int32_t src, dst;
  double weight;
  int64_t coact, lastSeen;
};

/// The buffers of kernel.mlir in order.
enum Buffer { Ids, Scores, Src, Dst, Weight, Coact, LastSeen, NewSrc };
enum Scalar { Threshold, TopK, PairCap, Proportional, Alpha, Min, Max, Turn };

Edge loadEdge(const atlas_buffer_t *b, int64_t i) {
  return {load<int32_t>(b[Src], i), load<int32_t>(b[Dst], i),
          load<double>(b[Weight], i), load<int64_t>(b[Coact], i),
          load<int64_t>(b[LastSeen], i)};
}

void storeEdge(const atlas_buffer_t *b, int64_t i, const Edge &e) {
  store(b[NewSrc], i, e.src);
  store(b[NewSrc + 1], i, e.dst);
  store(b[NewSrc + 2], i, e.weight);
  store(b[NewSrc + 3], i, e.coact);
  store(b[NewSrc + 4], i, e.lastSeen);
}

void strengthen(Edge &e, const uint64_t *s) {
  double alpha = toDouble(s[Alpha]), w = e.weight;
  if (s[Proportional])
    w = w + alpha * (1.0 - std::min(std::fabs(w), 1.0));
  else
    w = w + alpha;
  double least = toDouble(s[Min]), most = toDouble(s[Max]);
  e.weight = w > most ? most : w < least ? least : w;
  e.coact += 1;
  if (int64_t(s[Turn]) != INT64_MIN)
    e.lastSeen = int64_t(s[Turn]);
}

/// Ids of the items that count, best first.
std::vector<int32_t> choose(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  std::vector<std::pair<double, int32_t>> kept;
  for (int64_t i = 0; i < b[Ids].dim[0]; ++i) {
    double score = load<double>(b[Scores], i);
    if (score >= toDouble(args->scalars[Threshold]))
      kept.push_back({-score, load<int32_t>(b[Ids], i)});
  }
  std::sort(kept.begin(), kept.end());
  int64_t top = std::max<int64_t>(0, int64_t(args->scalars[TopK]));
  kept.resize(size_t(std::min(int64_t(kept.size()), top)));
  std::vector<int32_t> ids;
  for (auto [score, id] : kept)
    ids.push_back(id);
  return ids;
}

} // namespace

extern "C" int32_t atlas_ref_gel_observe(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  std::vector<Edge> edges;
  for (int64_t i = 0; i < b[Src].dim[0]; ++i)
    edges.push_back(loadEdge(b, i));
  std::vector<int32_t> ids = choose(args);
  int64_t pairs = 0, cap = int64_t(args->scalars[PairCap]);
  for (size_t i = 0; i < ids.size(); ++i)
    for (size_t j = i + 1; j < ids.size() && pairs < cap; ++j, ++pairs) {
      auto [low, high] = std::minmax(ids[i], ids[j]);
      auto edge = std::find_if(
          edges.begin(), edges.end(), [low = low, high = high](const Edge &e) {
            return std::min(e.src, e.dst) == low &&
                   std::max(e.src, e.dst) == high;
          });
      if (edge == edges.end())
        edge = edges.insert(edge, {low, high, 0.0, 0, INT64_MIN});
      strengthen(*edge, args->scalars);
    }
  for (size_t i = 0; i < edges.size(); ++i)
    storeEdge(b, int64_t(i), edges[i]);
  args->results[0] = edges.size();
  args->results[1] = ids.size();
  args->results[2] = uint64_t(pairs);
  return 0;
}
