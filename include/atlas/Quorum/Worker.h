//===- Worker.h - Programs that run device code -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Starts a worker (tools/workers) in a process of its own with a time limit and
// turns what happens into three outcomes: a reply, "not run" with the reason,
// or an error. A driver that crashes, hangs or prints garbage never takes the
// caller with it.
//
// A missing library, device or capability is "not run"; while probing, so is a
// loader that crashes. Everything else after a device was chosen is an error.
//
// Failure: ATL0404 naming the worker and what it said.
// Thread rule: functions may run at the same time; each starts one process.
// Source: backends-and-contracts.md DX-01, DX-02, BR-36, BR-38.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_WORKER_H
#define ATLAS_QUORUM_WORKER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <variant>
#include <vector>

namespace atlas::quorum {

/// How to start a worker. The library reads no environment: tools fill this in.
struct WorkerCommand {
  std::string program;                  ///< absolute path
  std::vector<std::string> arguments;   ///< before the job
  std::vector<std::string> environment; ///< "NAME=VALUE", the whole of it
  unsigned timeLimit = 30;              ///< seconds
};

/// What a worker answered.
struct WorkerReply {
  std::string device, driver;
  std::string digest; ///< SHA-256 of the program as loaded; empty for a probe
  bool software = false;
  /// f32 operations keep subnormals; NaN, infinities and the sign of zero.
  bool denormals = true, nans = true;
};

/// Nothing was run, and why.
struct WorkerAbsent {
  std::string reason;
};

using WorkerOutcome = std::variant<WorkerReply, WorkerAbsent>;

/// How a worker's process ended, and what it had said until then.
struct WorkerEnd {
  /// The exit code; kNotStarted or kCrashedOrLate if it did not end by itself.
  int code = 0;
  std::string output, errors; ///< their beginnings
  std::string reason;         ///< of a process that did not end by itself
};
enum { kNotStarted = -1, kCrashedOrLate = -2 };

/// What the end of a worker called `name` means: a reply, "not run", an error.
llvm::Expected<WorkerOutcome> outcomeOf(llvm::StringRef name,
                                        const WorkerEnd &ended, bool isProbe);

/// Which device the worker would use.
llvm::Expected<WorkerOutcome> probeWorker(const WorkerCommand &command);

/// Runs the job file at `path`.
llvm::Expected<WorkerOutcome> runWorker(const WorkerCommand &command,
                                        llvm::StringRef path);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_WORKER_H
