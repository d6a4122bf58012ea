//===- CpuWorker.h - atlas-jit as a worker ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `atlas-jit cpu-worker --probe | JOB` answers as the programs of tools/workers
// do, for jobs of packed calls (atlas/Quorum/CallJob.h): the host's compiler is
// an engine in a process of its own like any other.
//
// The form of the program says what runs: jit (whole launch plan on all cores),
// aot, scalar, ll (the portable twin) or reference (plain C++).
// Thread rule: one call per process.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_CPUWORKER_H
#define ATLAS_TOOLS_ATLAS_JIT_CPUWORKER_H

#include "llvm/Support/Error.h"

#include <string>

namespace atlas::tool {

/// `job` is a path, or "--probe". Exit codes: tools/workers/common/Job.h.
llvm::Expected<int> cpuWorkerCommand(const std::string &job);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_CPUWORKER_H
