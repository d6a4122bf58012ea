//===- reference.cpp - Plain t1-prepare -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph checks of T1 in their order (the first that fails gives the code and
// the place), then nodes sorted by (key_rank, node), and rows of targets, weights
// and multipliers in that order. A graph that fails has no edges.
//
// The oracle of the tests: the obvious way with the containers of the standard
// library. Arguments as in kernel.mlir; checks nothing else (see args.h).
// Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

namespace {

/// The buffers of kernel.mlir in order.
enum Buffer { Indptr, Indices, Weights, RelCode, RelMult, KeyRank, Starts,
              Words, Ids, Positions };

/// The elements of a buffer at any alignment.
template <typename T>
std::vector<T> load(const atlas_buffer_t &buffer) {
  std::vector<T> values(size_t(buffer.dim[0]));
  if (!values.empty())
    std::memcpy(values.data(), buffer.data, values.size() * sizeof(T));
  return values;
}
template <typename T>
void store(const atlas_buffer_t &buffer, const std::vector<T> &values) {
  if (!values.empty())
    std::memcpy(buffer.data, values.data(), values.size() * sizeof(T));
}

struct Graph {
  std::vector<int32_t> indptr, indices, ranks;
  std::vector<float> weights, multipliers;
};

/// The first check that fails: its code and the place, or 0 and -1.
std::pair<int32_t, int64_t> check(const Graph &g) {
  int64_t n = int64_t(g.indptr.size()) - 1, m = int64_t(g.indices.size());
  if (n > INT32_MAX || m > INT32_MAX)
    return {801, -1};
  if (g.indptr[0] != 0)
    return {802, 0};
  for (int64_t i = 1; i <= n; ++i)
    if (g.indptr[size_t(i)] < g.indptr[size_t(i - 1)])
      return {802, i};
  if (g.indptr[size_t(n)] != m)
    return {802, n};
  for (int64_t e = 0; e < m; ++e)
    if (g.indices[size_t(e)] < 0 || g.indices[size_t(e)] >= n)
      return {803, e};
  for (const std::vector<float> *values : {&g.weights, &g.multipliers})
    for (int64_t e = 0; e < m; ++e)
      if (!std::isfinite((*values)[size_t(e)]))
        return {805, e};
  return {0, -1};
}

/// One row of words: targets, weights, multipliers.
void appendRow(const Graph &g, int32_t node,
               const std::vector<int32_t> &positions,
               std::vector<int32_t> &words) {
  auto bits = [](float x) {
    int32_t word;
    std::memcpy(&word, &x, sizeof(word));
    return word;
  };
  size_t begin = size_t(g.indptr[size_t(node)]);
  size_t end = size_t(g.indptr[size_t(node) + 1]);
  for (size_t e = begin; e < end; ++e)
    words.push_back(positions[size_t(g.indices[e])]);
  for (size_t e = begin; e < end; ++e)
    words.push_back(bits(g.weights[e]));
  for (size_t e = begin; e < end; ++e)
    words.push_back(bits(g.multipliers[e]));
}

} // namespace

extern "C" int32_t atlas_ref_t1_prepare(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  Graph g = {load<int32_t>(b[Indptr]), load<int32_t>(b[Indices]),
             load<int32_t>(b[KeyRank]), load<float>(b[Weights]),
             load<float>(b[RelMult])};
  auto [code, at] = check(g);
  args->results[0] = uint32_t(code);
  args->results[1] = uint64_t(at);

  size_t n = g.ranks.size();
  std::vector<int32_t> ids(n), positions(n), starts(n + 1), words;
  std::iota(ids.begin(), ids.end(), 0);
  if (code == 0)
    std::sort(ids.begin(), ids.end(), [&](int32_t a, int32_t b) {
      return std::make_pair(g.ranks[size_t(a)], a) <
             std::make_pair(g.ranks[size_t(b)], b);
    });
  for (size_t p = 0; p < n; ++p)
    positions[size_t(ids[p])] = int32_t(p);
  for (size_t p = 0; p < n && code == 0; ++p) {
    starts[p] = int32_t(words.size() / 3);
    appendRow(g, ids[p], positions, words);
  }
  if (code == 0)
    starts[n] = int32_t(words.size() / 3);
  store(b[Starts], starts);
  store(b[Words], words);
  store(b[Ids], ids);
  store(b[Positions], positions);
  return 0;
}
