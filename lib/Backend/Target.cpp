//===- Target.cpp - What code can be made for -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/TargetDescription.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace atlas::backend {
#define ATLAS_BACKEND(NAME) const TargetDescription &describe##NAME();
#include "atlas/Backend/BackendList.inc"
#undef ATLAS_BACKEND
} // namespace atlas::backend

using namespace atlas;
using namespace atlas::backend;

llvm::StringRef Target::id() const { return what->id(); }

llvm::ArrayRef<Target> backend::allTargets() {
  // The generated list is sorted by id.
  static const Target targets[] = {
#define ATLAS_BACKEND(NAME) Target(describe##NAME()),
#include "atlas/Backend/BackendList.inc"
#undef ATLAS_BACKEND
  };
  return targets;
}

std::string backend::targetList() {
  std::vector<std::string> ids;
  for (Target target : allTargets())
    ids.push_back(target.id().str());
  return llvm::join(ids, ", ");
}

llvm::Expected<Target> backend::parseTarget(llvm::StringRef text) {
  for (Target target : allTargets())
    if (target.id() == text)
      return target;
  return makeBackendError(BackendErrorKind::UnsupportedTarget, "",
                          "no target '" + text + "'", text,
                          "targets: " + targetList());
}
