//===- Vulkan.h - The Vulkan functions of the worker ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loader is opened at run time: the worker starts, and can say what is
// missing, on machines without Vulkan.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_VULKAN_H
#define ATLAS_TOOLS_WORKERS_VULKAN_H

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan.h>

#include <string>

#define ATLAS_VK_INSTANCE_FUNCTIONS(X)                                         \
  X(DestroyInstance)                                                           \
  X(EnumeratePhysicalDevices)                                                  \
  X(GetPhysicalDeviceProperties2)                                              \
  X(GetPhysicalDeviceFeatures2)                                                \
  X(GetPhysicalDeviceMemoryProperties)                                         \
  X(GetPhysicalDeviceQueueFamilyProperties)                                    \
  X(CreateDevice)                                                              \
  X(DestroyDevice)                                                             \
  X(GetDeviceQueue)                                                            \
  X(CreateBuffer)                                                              \
  X(DestroyBuffer)                                                             \
  X(GetBufferMemoryRequirements)                                               \
  X(AllocateMemory)                                                            \
  X(FreeMemory)                                                                \
  X(BindBufferMemory)                                                          \
  X(MapMemory)                                                                 \
  X(CreateShaderModule)                                                        \
  X(DestroyShaderModule)                                                       \
  X(CreateDescriptorSetLayout)                                                 \
  X(DestroyDescriptorSetLayout)                                                \
  X(CreatePipelineLayout)                                                      \
  X(DestroyPipelineLayout)                                                     \
  X(CreateComputePipelines)                                                    \
  X(DestroyPipeline)                                                           \
  X(CreateDescriptorPool)                                                      \
  X(DestroyDescriptorPool)                                                     \
  X(AllocateDescriptorSets)                                                    \
  X(UpdateDescriptorSets)                                                      \
  X(CreateCommandPool)                                                         \
  X(DestroyCommandPool)                                                        \
  X(AllocateCommandBuffers)                                                    \
  X(BeginCommandBuffer)                                                        \
  X(EndCommandBuffer)                                                          \
  X(CmdBindPipeline)                                                           \
  X(CmdBindDescriptorSets)                                                     \
  X(CmdPushConstants)                                                          \
  X(CmdDispatch)                                                               \
  X(CmdPipelineBarrier)                                                        \
  X(QueueSubmit)                                                               \
  X(QueueWaitIdle)

namespace atlas::worker::vulkan {

/// The functions, valid after load() and loadInstance().
struct Functions {
  PFN_vkGetInstanceProcAddr getInstanceProcAddr = nullptr;
  PFN_vkCreateInstance createInstance = nullptr;
  PFN_vkEnumerateInstanceVersion enumerateInstanceVersion = nullptr;
  PFN_vkEnumerateInstanceLayerProperties enumerateInstanceLayerProperties =
      nullptr;
#define ATLAS_VK_MEMBER(NAME) PFN_vk##NAME NAME = nullptr;
  ATLAS_VK_INSTANCE_FUNCTIONS(ATLAS_VK_MEMBER)
#undef ATLAS_VK_MEMBER

  /// Opens the loader. The empty text, or why it is unavailable.
  std::string load(const char *library);
  /// The functions of an instance; the name of the first one missing.
  std::string loadInstance(VkInstance instance);
};

} // namespace atlas::worker::vulkan

#endif // ATLAS_TOOLS_WORKERS_VULKAN_H
