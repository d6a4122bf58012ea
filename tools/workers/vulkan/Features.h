//===- Features.h - From SPIR-V capabilities to device features -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_TOOLS_WORKERS_VULKAN_FEATURES_H
#define ATLAS_TOOLS_WORKERS_VULKAN_FEATURES_H

#include "Device.h"

namespace atlas::worker::vulkan {

/// The feature structures of Vulkan 1.0 to 1.3, chained for a device of the
/// given API version (1.2 at least).
struct FeatureChain {
  explicit FeatureChain(uint32_t apiVersion);
  FeatureChain(const FeatureChain &) = delete;
  FeatureChain &operator=(const FeatureChain &) = delete;

  VkPhysicalDeviceFeatures2 base{};
  VkPhysicalDeviceVulkan11Features v11{};
  VkPhysicalDeviceVulkan12Features v12{};
  VkPhysicalDeviceVulkan13Features v13{};
};

/// Switches on in `enabled` what the module's capabilities need. Unavailable,
/// naming every capability, if `supported` lacks some or `floats` a mode of its
/// entry points; broken if the module is no SPIR-V.
Failure requireCapabilities(const std::vector<uint8_t> &module,
                            const VkPhysicalDeviceFloatControlsProperties &floats,
                            FeatureChain &supported, FeatureChain &enabled);

} // namespace atlas::worker::vulkan

#endif // ATLAS_TOOLS_WORKERS_VULKAN_FEATURES_H
