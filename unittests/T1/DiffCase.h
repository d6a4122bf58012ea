//===- DiffCase.h - Native T1 against the reference -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_UNITTESTS_T1_DIFFCASE_H
#define ATLAS_UNITTESTS_T1_DIFFCASE_H

#include "RandomGraph.h"

namespace atlas::test {

/// Runs random calls through the reference and through a prepared graph with a
/// workspace that all of them share. Case `i` of a seed is always the same.
class DiffRunner {
public:
  explicit DiffRunner(uint64_t seed) : seed(seed) {
    atlas_t1_workspace_create(&workspace, nullptr);
  }
  ~DiffRunner() { atlas_t1_workspace_destroy(workspace); }
  DiffRunner(const DiffRunner &) = delete;

  /// "" or what differs.
  std::string run(uint64_t index);

private:
  uint64_t seed;
  atlas_t1_workspace_t *workspace = nullptr;
  OwnedResult expected, got;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_T1_DIFFCASE_H
