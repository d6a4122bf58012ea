//===- Report.h - How a worker answers --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lines and exit codes of Job.h, shared by the workers.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_REPORT_H
#define ATLAS_TOOLS_WORKERS_REPORT_H

#include "Job.h"

namespace atlas::worker {

/// Why a step did not succeed; `code` is the worker's exit code.
struct Failure {
  int code = kDone;
  std::string reason;
  explicit operator bool() const { return code != kDone; }
};

inline Failure unavailable(std::string reason) {
  return {kUnavailable, std::move(reason)};
}
inline Failure broken(std::string reason) { return {kError, std::move(reason)}; }
inline Failure badJob(std::string reason) {
  return {kBadJob, std::move(reason)};
}

/// What the worker runs on.
struct DeviceText {
  std::string device, driver;
  bool software = false;
  bool denormals = true; ///< f32 operations keep them
  bool nans = true;      ///< and NaN, infinities, the sign of zero
};

/// One kind of device. `name` is the program's.
class Worker {
public:
  virtual ~Worker() = default;
  virtual const char *name() const = 0;
  virtual const char *format() const = 0; ///< of the modules it runs
  /// Chooses the device whose name contains `wanted`.
  virtual Failure choose(const std::string &wanted, DeviceText &text) = 0;
  /// Runs the launches; the buffers' contents come back into the job.
  virtual Failure run(Job &job) = 0;
};

/// The whole program: usage, probe, job, answer. Returns the exit code.
int workerMain(int argc, char **argv, Worker &worker);

} // namespace atlas::worker

#endif // ATLAS_TOOLS_WORKERS_REPORT_H
