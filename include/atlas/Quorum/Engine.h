//===- Engine.h - Where programs run ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An engine is a worker process of one kind on one device, and a program is code
// in the form that kind of worker takes. Running a batch gives the outputs of
// every call in both rounds, or "not run" with the reason, or an error.
//
// Failure: ATL0404; a program that the worker did not load as given is an error
// too (BR-38).
// Thread rule: plain values; runs with distinct folders may happen at the same
// time.
// Source: backends-and-contracts.md DX-01, DX-02, DX-08, DX-20, BR-38.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_ENGINE_H
#define ATLAS_QUORUM_ENGINE_H

#include "atlas/Quorum/CallJob.h"
#include "atlas/Quorum/Worker.h"

#include <variant>

namespace atlas::quorum {

/// Code for devices: launches of workgroups.
struct LaunchProgram {
  DeviceProgram sidecar;
  std::string format; ///< the worker's word: "spirv", "ptx", "wgsl"
  std::string code;
};

using Program = std::variant<LaunchProgram, PackedProgram>;

const KernelABI &kernelOf(const Program &program);
/// SHA-256 in hex of what a worker loads: how it says what it ran.
std::string digestOf(const Program &program);

/// A worker on a device.
struct Engine {
  std::string target; ///< "cpu", "spirv", ...
  std::string device; ///< a name for tables: "lavapipe", "jit"
  WorkerCommand command;
};

/// An engine, or why there is none of that name.
struct EngineChoice {
  Engine engine;
  std::string absent; ///< "" if it can be started
};

/// What a worker answered, and what it left.
struct EngineRun {
  WorkerReply reply;
  BatchOutputs outputs;
};
using EngineOutcome = std::variant<EngineRun, WorkerAbsent>;

/// Writes a program's job into `folder`, which exists.
llvm::Expected<WorkerJob> writeJob(const Program &program,
                                   llvm::ArrayRef<CallData> calls,
                                   llvm::StringRef folder);

/// ATL0404 for a job that runs nothing.
llvm::Error checkJob(const WorkerJob &job);

/// What a worker left: its outcome, and what it saved, which `read` finds. The
/// program it loaded must have the digest.
llvm::Expected<EngineOutcome> collectRun(WorkerOutcome outcome,
                                         const WorkerJob &job,
                                         llvm::StringRef digest,
                                         SavedReader read);

/// Runs the calls in a new folder that is removed afterwards.
llvm::Expected<EngineOutcome> runProgram(const Engine &engine,
                                         const Program &program,
                                         llvm::ArrayRef<CallData> calls);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_ENGINE_H
