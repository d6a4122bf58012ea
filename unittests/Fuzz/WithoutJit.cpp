//===- WithoutJit.cpp - No JIT in this build ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FuzzTargets.h"

namespace atlas::fuzz {
llvm::ArrayRef<FuzzTarget> jitTargets() { return {}; }
llvm::ArrayRef<FuzzTarget> backendTargets() { return {}; }
} // namespace atlas::fuzz
