//===- Reproducer.h - A T1 call as a golden case ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes a call and its result in the format atlas-t1-golden-1 (contract t1,
// section 12), through a sink of the caller's. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_REPRODUCER_H
#define ATLAS_RUNTIME_T1_REPRODUCER_H

#include "atlas-c/t1.h"

namespace atlas::runtime::t1 {

void writeReproducer(const atlas_t1_arrays &arrays, const atlas_t1_seeds &seeds,
                     const atlas_t1_params &params,
                     const atlas_t1_result &expected,
                     const atlas_t1_sink &sink);

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_REPRODUCER_H
