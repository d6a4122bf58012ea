//===- KernelGraph.h - A graph as the kernels of T1 take it -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// t1-prepare once, t1-propagate many times, compiled for this machine with the
// limits known (tier 2). Every call gets fresh memory for its temporaries, as
// with any kernel.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_T1_KERNELGRAPH_H
#define ATLAS_BENCH_T1_KERNELGRAPH_H

#include "atlas-c/t1.h"
#include "atlas/JIT/Engine.h"

#include <optional>

namespace atlas::bench {

class KernelGraph {
public:
  /// Compiles and prepares; the parameters are those of all calls.
  llvm::Error prepare(jit::Engine &engine, const atlas_t1_arrays &arrays,
                      const atlas_t1_seeds &seeds,
                      const atlas_t1_params &params);
  /// One call.
  llvm::Error run() { return jit::run(*kernel, *call, 1); }
  /// True if the last call gave these bits.
  bool agrees(const atlas_t1_result &expected) const;

private:
  llvm::Error prepareGraph(jit::Engine &engine, const atlas_t1_arrays &arrays);
  llvm::Error bind(const atlas_t1_seeds &seeds, const atlas_t1_params &params);

  std::vector<int32_t> starts, words, ids, positions, nodes;
  std::vector<float> values;
  jit::KernelHandle kernel;
  std::optional<jit::Call> call;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_T1_KERNELGRAPH_H
