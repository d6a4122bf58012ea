//===- Process.h - A worker with a time limit -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Starts a program, keeps the beginning of what it says, and kills it, and what it
// started, when its time is over.
//
// Thread rule: one thread at a time.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_BUNDLE_PROCESS_H
#define ATLAS_TOOLS_WORKERS_BUNDLE_PROCESS_H

#include <string>
#include <vector>

namespace atlas::worker {

/// How a process ended. `code` is the exit code, -1 if it could not be started,
/// -2 if it was killed or crashed; `reason` then says so.
struct Ended {
  int code = 0;
  std::string reason, output, errors;
};

/// `variables` ("NAME=VALUE") come on top of the environment of this process.
Ended runProcess(const std::vector<std::string> &arguments,
                 const std::vector<std::string> &variables, unsigned seconds);

} // namespace atlas::worker

#endif // ATLAS_TOOLS_WORKERS_BUNDLE_PROCESS_H
