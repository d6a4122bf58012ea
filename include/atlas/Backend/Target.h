//===- Target.h - What code can be made for ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A target id: a value from the list of back end folders.
//
// The build makes the list (add_atlas_backend), so no header enumerates the
// targets and a new folder changes nothing here. A Target is as cheap as a
// pointer; ids compare as texts, so that every listing is sorted by id.
//
// Failure: ATL0401 for a text that is no id; the message lists the set.
// Thread rule: immutable values over constant data.
// Source: backends-and-contracts.md BR-01.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_TARGET_H
#define ATLAS_BACKEND_TARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace atlas::backend {

class TargetDescription;

/// One of the targets of this build.
class Target {
public:
  /// "ptx".
  llvm::StringRef id() const;
  /// What the target's folder says about it.
  const TargetDescription &description() const { return *what; }

  friend bool operator==(Target a, Target b) { return a.what == b.what; }
  friend bool operator<(Target a, Target b) { return a.id() < b.id(); }
  friend llvm::hash_code hash_value(Target target) {
    return llvm::hash_value(target.id());
  }

private:
  friend llvm::ArrayRef<Target> allTargets();
  explicit Target(const TargetDescription &what) : what(&what) {}
  const TargetDescription *what;
};

/// Every target, sorted by id.
llvm::ArrayRef<Target> allTargets();
/// "cpu, ptx, spirv, wasm, wgsl", for messages.
std::string targetList();
/// The target with exactly this id. ATL0401.
llvm::Expected<Target> parseTarget(llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_TARGET_H
