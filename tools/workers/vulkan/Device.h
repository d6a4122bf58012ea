//===- Device.h - The Vulkan device of the worker ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses a device and enables exactly the features that a module's
// capabilities need. What is absent is a reason to say "unavailable"; what
// fails after a device was chosen is an error.
// Source: backends-and-contracts.md DX-02, DX-04.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_VULKAN_DEVICE_H
#define ATLAS_TOOLS_WORKERS_VULKAN_DEVICE_H

#include "Vulkan.h"

#include "common/Report.h"

#include <string>
#include <vector>

namespace atlas::worker::vulkan {

/// "vkCreateDevice: VkResult -8" unless the result is VK_SUCCESS.
Failure check(VkResult result, const char *what);

/// One opened device; closed by the destructor.
class Device {
public:
  Device() = default;
  Device(const Device &) = delete;
  Device &operator=(const Device &) = delete;
  ~Device();

  /// Opens the loader and chooses a device: the first whose name contains
  /// `wanted`, hardware before software.
  Failure choose(const std::string &wanted);
  /// Creates the logical device for a module's words.
  Failure open(const std::vector<uint8_t> &module);

  std::string name() const;
  std::string driver() const;
  bool software() const;
  /// What f32 operations can be relied on to keep.
  bool keepsDenormals() const {
    return floatControls.shaderDenormPreserveFloat32;
  }
  bool keepsNaNs() const {
    return floatControls.shaderSignedZeroInfNanPreserveFloat32;
  }

  /// What the validation layer printed as errors; empty if it is absent.
  std::string validationErrors;

  Functions vk;
  VkPhysicalDevice physical = VK_NULL_HANDLE;
  VkDevice device = VK_NULL_HANDLE;
  VkQueue queue = VK_NULL_HANDLE;
  uint32_t queueFamily = 0;

private:
  Failure createInstance();
  Failure findQueue();

  VkInstance instance = VK_NULL_HANDLE;
  VkPhysicalDeviceProperties2 properties{};
  VkPhysicalDeviceDriverProperties driverProperties{};
  VkPhysicalDeviceFloatControlsProperties floatControls{};
};

} // namespace atlas::worker::vulkan

#endif // ATLAS_TOOLS_WORKERS_VULKAN_DEVICE_H
