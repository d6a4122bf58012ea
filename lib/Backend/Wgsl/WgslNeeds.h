//===- WgslNeeds.h - What WGSL code asks of a device ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Failure: ATL0403 naming need and limit. Thread rule: pure functions.
// Source: backends-and-contracts.md HW-07, HW-09.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WGSL_WGSLNEEDS_H
#define ATLAS_LIB_BACKEND_WGSL_WGSLNEEDS_H

#include "atlas/Backend/Wgsl/WgslHw.h"
#include "atlas/Support/DeviceProgram.h"

namespace atlas::backend {

/// The limits above every device's minimum that a program needs, as
/// "NAME=VALUE"; refused where the profile allows less.
llvm::Expected<std::vector<std::string>> wgslNeeds(const WgslHw &hw,
                                                   const DeviceProgram &program);

/// The features that a text enables, by their WebGPU names; refused where the
/// profile lacks one.
llvm::Expected<std::vector<std::string>> wgslFeatures(const WgslHw &hw,
                                                      llvm::StringRef text);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WGSL_WGSLNEEDS_H
