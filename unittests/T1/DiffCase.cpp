//===- DiffCase.cpp - Native T1 against the reference ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "DiffCase.h"

using namespace atlas::test;

namespace {

/// The code of a call; frees its diagnostic.
unsigned codeOf(atlas_diag_t *diag) {
  unsigned code = diag ? diag->code : 0;
  atlas_diag_free(diag);
  return code;
}

} // namespace

std::string DiffRunner::run(uint64_t index) {
  Random random(seed * 1000003 + index);
  GraphCall call = smallCall(random);
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  atlas_diag_t *diag = nullptr;
  atlas_t1_reference(&arrays, &seeds, &call.params, &expected, &diag);
  unsigned wanted = codeOf(diag);
  atlas_t1_graph_t *graph = nullptr;
  if (atlas_t1_graph_create(&arrays, &graph, nullptr))
    return "the graph is refused";
  atlas_t1_propagate(graph, workspace, &seeds, &call.params, &got, &diag);
  unsigned code = codeOf(diag);
  atlas_t1_graph_destroy(graph);
  if (code != wanted)
    return "code is " + std::to_string(code) + ", not " +
           std::to_string(wanted);
  return code ? "" : difference(expected, got);
}
