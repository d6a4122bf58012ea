//===- Run.h - A job on a CUDA device ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_TOOLS_WORKERS_CUDA_RUN_H
#define ATLAS_TOOLS_WORKERS_CUDA_RUN_H

#include "Cuda.h"

#include "common/Report.h"

namespace atlas::worker::cuda {

/// Compute capability, e.g. {9, 0}.
struct Capability {
  int major = 0, minor = 0;
};

/// A device with its primary context.
struct Context {
  Functions cu;
  int device = 0;
  void *handle = nullptr;
  Capability capability;

  /// "cuModuleLoadDataEx: CUDA_ERROR_INVALID_PTX (218)".
  Failure check(Result result, const char *what) const;
};

/// Whether PTX may be loaded there, by its .target line: plain sm_XY from
/// capability X.Y on, sm_XYf within the family (same major, minor at least Y),
/// sm_XYa on exactly X.Y. Unavailable, naming both, if not.
/// Source: backends-and-contracts.md HW-05.
Failure checkTarget(const std::vector<uint8_t> &ptx, Capability capability);

/// Runs the launches, each synchronised and checked, and brings the buffers'
/// contents back into the job.
Failure run(const Context &context, Job &job);

} // namespace atlas::worker::cuda

#endif // ATLAS_TOOLS_WORKERS_CUDA_RUN_H
