//===- EmitEngine.h - What executes under --policy diff_exec ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The engines of this machine for one emit. They are installed only where execution
// is asked for on the command line: what emit writes under the policy of a contract
// alone depends on no device.
//
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_EMITENGINE_H
#define ATLAS_TOOLS_ATLAS_JIT_EMITENGINE_H

#include "Commands.h"
#include "atlas/Backend/Engine.h"

namespace atlas::tool {

/// Empty unless --policy diff_exec or --require-diff-exec is there. The hardware of
/// the request is resolved. ATL0313 for a device that the target does not have.
llvm::Expected<backend::EngineSet> emitEngines(const EmitOptions &options,
                                               const backend::BackendConfig &config,
                                               bool isLibraryKernel);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_EMITENGINE_H
