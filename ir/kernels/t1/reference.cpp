//===- reference.cpp - Plain t1 ---------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracles of t1-prepare and t1-propagate, one after the other; what the first
// refuses has no result, but a seed that is no node (804) comes before NaN and
// infinity in the graph (805).
//
// The oracle of the tests. Arguments as in kernel.mlir; checks nothing (see
// args.h). Thread-safe: no state.
//===----------------------------------------------------------------------===//
#include "atlas-c/args.h"

#include <algorithm>
#include <vector>

extern "C" int32_t atlas_ref_t1_prepare(const atlas_args_t *args);
extern "C" int32_t atlas_ref_t1_propagate(const atlas_args_t *args);

namespace {

/// The buffers and scalars of kernel.mlir in order.
enum Buffer { Indptr, Indices, Weights, RelCode, RelMult, KeyRank, SeedNodes,
              SeedWeights, Nodes, Values };
constexpr unsigned kQueueBudget = 5, kCapacity = 10, kScalars = 11,
                   kResults = 13;

atlas_buffer_t bufferOf(std::vector<int32_t> &words) {
  return {words.data(), {int64_t(words.size()), 1}, 1};
}

/// As much as the pipeline takes by itself, or what the caller gives.
uint64_t capacityOf(const uint64_t *scalars) {
  int64_t budget = std::clamp<int64_t>(int64_t(scalars[kQueueBudget]), 0,
                                       int64_t(1) << 23);
  return uint64_t(std::max(2 * budget + 65536, int64_t(scalars[kCapacity])));
}

} // namespace

extern "C" int32_t atlas_ref_t1(const atlas_args_t *args) {
  const atlas_buffer_t *b = args->buffers;
  auto nodes = size_t(b[Indptr].dim[0] - 1), edges = size_t(b[Indices].dim[0]);
  std::vector<int32_t> starts(nodes + 1), words(3 * edges), ids(nodes),
      positions(nodes);
  const atlas_buffer_t graph[] = {
      b[Indptr],  b[Indices],       b[Weights],      b[RelCode],
      b[RelMult], b[KeyRank],       bufferOf(starts), bufferOf(words),
      bufferOf(ids), bufferOf(positions)};
  uint64_t prepared[2] = {};
  atlas_args_t prepare = *args;
  prepare.buffers = graph;
  prepare.results = prepared;
  if (int32_t code = atlas_ref_t1_prepare(&prepare))
    return code;

  const atlas_buffer_t walk[] = {graph[6],     graph[7],       graph[8],
                                 graph[9],     b[SeedNodes],   b[SeedWeights],
                                 b[Nodes],     b[Values]};
  uint64_t scalars[kScalars];
  std::copy(args->scalars, args->scalars + kScalars, scalars);
  scalars[kCapacity] = capacityOf(scalars);
  atlas_args_t propagate = *args;
  propagate.buffers = walk;
  propagate.scalars = scalars;
  if (int32_t code = atlas_ref_t1_propagate(&propagate))
    return code;
  if (prepared[0] == 0)
    return 0;
  bool seedFirst = prepared[0] == 805 && args->results[0] == 804;
  std::fill(args->results + 2, args->results + kResults, 0);
  if (!seedFirst)
    std::copy(prepared, prepared + 2, args->results);
  return 0;
}
