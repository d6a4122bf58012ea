//===- BackendConfig.h - What a lowering is asked for -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Target, hardware and buffer layout of one request.
//
// `ptx` has no default hardware; the other targets have (HW-09, HW-10, HW-13).
// `resolveHardware` gives the profile that a request means, or refuses it. It
// comes before everything else, so that a bad profile is reported even if the
// module is unsupported too.
//
// Failure: ATL0402, ATL0403. Thread rule: plain value.
// Source: backends-and-contracts.md BR-19, BR-20.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_BACKENDCONFIG_H
#define ATLAS_BACKEND_BACKENDCONFIG_H

#include "atlas/Backend/HwProfile.h"
#include "atlas/Support/DeviceProgram.h"

#include <optional>

namespace atlas::backend {

struct BackendConfig {
  Target target;
  std::optional<HwProfile> hardware;
  /// How device buffers lie in memory; none asked for: the target's own way (ptx
  /// bytes8, wgsl words32, spirv bytes8 where the profile has 8-bit storage, else
  /// words32). cpu and wasm have one layout and ignore it.
  std::optional<DeviceLayout> layout = std::nullopt;
};

/// The profile of a request: the one given, else the target's default.
/// ATL0402 if the target has none or the one given is another target's.
llvm::Expected<HwProfile> resolveHardware(const BackendConfig &config);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_BACKENDCONFIG_H
