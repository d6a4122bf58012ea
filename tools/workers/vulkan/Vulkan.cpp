//===- Vulkan.cpp - The Vulkan functions of the worker ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Vulkan.h"

#include <dlfcn.h>

using namespace atlas::worker::vulkan;

std::string Functions::load(const char *library) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return std::string("no Vulkan loader: ") + dlerror();
  getInstanceProcAddr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(
      dlsym(handle, "vkGetInstanceProcAddr"));
  if (!getInstanceProcAddr)
    return std::string(library) + " has no vkGetInstanceProcAddr";
  createInstance = reinterpret_cast<PFN_vkCreateInstance>(
      getInstanceProcAddr(nullptr, "vkCreateInstance"));
  enumerateInstanceVersion =
      reinterpret_cast<PFN_vkEnumerateInstanceVersion>(
          getInstanceProcAddr(nullptr, "vkEnumerateInstanceVersion"));
  enumerateInstanceLayerProperties =
      reinterpret_cast<PFN_vkEnumerateInstanceLayerProperties>(
          getInstanceProcAddr(nullptr, "vkEnumerateInstanceLayerProperties"));
  if (!createInstance || !enumerateInstanceVersion ||
      !enumerateInstanceLayerProperties)
    return "the Vulkan loader is older than 1.1";
  return {};
}

std::string Functions::loadInstance(VkInstance instance) {
#define ATLAS_VK_LOAD(NAME)                                                    \
  NAME = reinterpret_cast<PFN_vk##NAME>(                                       \
      getInstanceProcAddr(instance, "vk" #NAME));                              \
  if (!NAME)                                                                   \
    return "vk" #NAME;
  ATLAS_VK_INSTANCE_FUNCTIONS(ATLAS_VK_LOAD)
#undef ATLAS_VK_LOAD
  return {};
}
