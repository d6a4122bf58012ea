//===- Plan.h - What a bundle runs ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file `plan` of a quorum bundle, one line each, words separated by one blank,
// paths last:
//
//   atlas-bundle 1
//   limit SECONDS                     for each job
//   engine TARGET DEVICE WORKER       a program of bin/
//   driver PATH                       of the last engine: VK_ICD_FILENAMES
//   hardware                          of the last engine: no software device
//   when driver-chosen | driver-open  of the last engine: only if VK_ICD_FILENAMES
//                                     is set, only if it is not
//   job TARGET NAME                   jobs/NAME/job, for every engine of TARGET
//
// Failure: the reason with its line. Thread rule: plain values.
// Source: docs/Reference/quorum.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_BUNDLE_PLAN_H
#define ATLAS_TOOLS_WORKERS_BUNDLE_PLAN_H

#include <string>
#include <vector>

namespace atlas::worker {

struct PlannedEngine {
  std::string target, device, worker;
  std::string driver; ///< "" = the environment's
  bool hardware = false;
  enum { Always, Chosen, Open } when = Always;
};

struct PlannedJob {
  std::string target, name;
};

struct Plan {
  unsigned limit = 30; ///< seconds
  std::vector<PlannedEngine> engines;
  std::vector<PlannedJob> jobs;
};

/// Returns the empty text, or why not.
std::string readPlan(const std::string &path, Plan &plan);

} // namespace atlas::worker

#endif // ATLAS_TOOLS_WORKERS_BUNDLE_PLAN_H
