//===- Diagnose.h - Findings as diagnostics ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns what went wrong into the status and diagnostic of diag.h. Without
// memory for one, the diagnostic is a constant that says so. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_DIAGNOSE_H
#define ATLAS_RUNTIME_T1_DIAGNOSE_H

#include "t1/Contract.h"

namespace atlas::runtime::t1 {

/// Status of a finding; `*diag`, if there is a place, gets the diagnostic or
/// null.
atlas_status_t report(const Finding &finding, atlas_diag_t **diag);

inline Finding misuse(const char *what) { return {ATLAS_T1_MISUSE, what}; }

/// MISUSE unless all parts of a call are there and fit together.
Finding checkPointers(const atlas_t1_seeds *seeds,
                      const atlas_t1_params *params,
                      const atlas_t1_result *result);

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_DIAGNOSE_H
