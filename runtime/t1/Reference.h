//===- Reference.h - T1 as the contract writes it ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The path that every other one is compared with, and what the dispatcher falls
// back to. Straight from contract t1, sections 4 to 7; O(nodes) a call, a binary
// heap of 16-byte records. Inputs were checked. Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_REFERENCE_H
#define ATLAS_RUNTIME_T1_REFERENCE_H

#include "t1/Contract.h"

namespace atlas::runtime::t1 {

Finding runReference(const atlas_t1_arrays &graph, const atlas_t1_seeds &seeds,
                     const atlas_t1_params &params, atlas_t1_result &result);

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_REFERENCE_H
