//===- PropagateHeap.h - The yardstick of T1 --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// T1 (contract t1, sections 4 to 6, perf-OFF) as one would write it: a binary
// heap of 16-byte records (std::push_heap) over the caller's arrays, which are
// valid. Its memory is kept between calls. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_PROPAGATEHEAP_H
#define ATLAS_BENCH_PROPAGATEHEAP_H

#include "atlas-c/t1.h"

#include <cstdint>
#include <vector>

namespace atlas::bench {

class PropagateHeap {
public:
  void run(const atlas_t1_arrays &graph, const atlas_t1_seeds &seeds,
           const atlas_t1_params &params);

  std::vector<int32_t> nodes; ///< d_nodes
  std::vector<float> values;  ///< d_vals
  atlas_t1_metrics metrics;

  /// An entry of the queue.
  struct Record {
    float size; ///< |delta|
    int32_t rank, node;
    float delta;
  };

private:
  std::vector<Record> heap;
  std::vector<float> acc, decay;
  std::vector<int32_t> dist;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_PROPAGATEHEAP_H
