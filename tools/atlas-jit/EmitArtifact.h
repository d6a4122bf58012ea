//===- EmitArtifact.h - emit through the back ends --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Module to registry to artifact: the part of `atlas-jit emit` that is the same
// for every target. Failure: errors of the back ends; nothing is written then.
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_EMITARTIFACT_H
#define ATLAS_TOOLS_ATLAS_JIT_EMITARTIFACT_H

#include "Commands.h"
#include "Operand.h"

#include "atlas/Backend/BackendConfig.h"
#include "atlas/JIT/Engine.h"

namespace atlas::tool {

/// "--hw": a profile with or without its prefix; for cpu also a level. "" is none
/// given. Warnings of the profile are printed.
llvm::Expected<std::optional<backend::HwProfile>>
parseHardwareOption(backend::Target target, llvm::StringRef text);
/// "--layout"; "" is none given. ATL0313.
llvm::Expected<std::optional<DeviceLayout>> parseLayoutOption(llvm::StringRef text);

/// Exit code 3 for a divergence that the policy does not bear, 4 if nothing was
/// executed and --require-diff-exec is given; nothing is written in both cases.
llvm::Expected<int> emitThroughBackends(const EmitOptions &options,
                                        const Operand &operand,
                                        const jit::Source &source);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_EMITARTIFACT_H
