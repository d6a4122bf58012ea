//===- FloatControls.h - Execution modes and what a device keeps -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Float controls have no feature to enable: a device has a property for each mode
// and width, and a module may only use those that are true.
// Source: Vulkan, VkPhysicalDeviceFloatControlsProperties; SPIR-V, section 3.6.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_VULKAN_FLOATCONTROLS_H
#define ATLAS_TOOLS_WORKERS_VULKAN_FLOATCONTROLS_H

#include "Vulkan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atlas::worker::vulkan {

/// The float modes of the module's entry points that the device lacks, as
/// "DenormPreserve for 32-bit floats, ..."; "" if it has all. `module` is SPIR-V.
std::string
missingFloatControls(const std::vector<uint32_t> &module,
                     const VkPhysicalDeviceFloatControlsProperties &device);

} // namespace atlas::worker::vulkan

#endif // ATLAS_TOOLS_WORKERS_VULKAN_FLOATCONTROLS_H
