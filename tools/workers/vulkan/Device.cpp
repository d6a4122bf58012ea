//===- Device.cpp - The Vulkan device of the worker -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Device.h"

#include "Features.h"

#include <algorithm>
#include <cstring>

using namespace atlas::worker;
using namespace atlas::worker::vulkan;

namespace {

constexpr const char *kValidation = "VK_LAYER_KHRONOS_validation";

VKAPI_ATTR VkBool32 VKAPI_CALL
onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT,
          VkDebugUtilsMessageTypeFlagsEXT,
          const VkDebugUtilsMessengerCallbackDataEXT *data, void *user) {
  std::string &errors = *static_cast<std::string *>(user);
  errors += data->pMessage;
  errors += '\n';
  return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messengerInfo(std::string &errors) {
  VkDebugUtilsMessengerCreateInfoEXT info{};
  info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
  info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
  info.pfnUserCallback = onMessage;
  info.pUserData = &errors;
  return info;
}

bool hasValidation(const Functions &vk) {
  uint32_t count = 0;
  vk.enumerateInstanceLayerProperties(&count, nullptr);
  std::vector<VkLayerProperties> layers(count);
  vk.enumerateInstanceLayerProperties(&count, layers.data());
  return std::any_of(layers.begin(), layers.end(), [](const auto &layer) {
    return std::strcmp(layer.layerName, kValidation) == 0;
  });
}

/// Hardware first.
int rank(const VkPhysicalDeviceProperties &p) {
  switch (p.deviceType) {
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
    return 0;
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
  case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
    return 1;
  default:
    return 2;
  }
}

} // namespace

Failure vulkan::check(VkResult result, const char *what) {
  if (result == VK_SUCCESS)
    return {};
  return broken(std::string(what) + ": VkResult " + std::to_string(result));
}

Device::~Device() {
  if (device)
    vk.DestroyDevice(device, nullptr);
  if (instance)
    vk.DestroyInstance(instance, nullptr);
}

Failure Device::createInstance() {
  uint32_t version = VK_API_VERSION_1_0;
  vk.enumerateInstanceVersion(&version);
  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "atlas-worker";
  application.apiVersion = std::min<uint32_t>(version, VK_API_VERSION_1_3);
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  const char *extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
  // Chained here, the messenger sees the creation of the instance; a second one
  // of the same settings would see the rest.
  VkDebugUtilsMessengerCreateInfoEXT messenger = messengerInfo(validationErrors);
  bool validation = hasValidation(vk);
  if (validation) {
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = &kValidation;
    info.enabledExtensionCount = 1;
    info.ppEnabledExtensionNames = &extension;
    info.pNext = &messenger;
  }
  // A loader without any driver answers with an error here.
  VkResult result = vk.createInstance(&info, nullptr, &instance);
  if (result != VK_SUCCESS)
    return unavailable("no Vulkan driver (VkResult " +
                       std::to_string(result) + ")");
  if (std::string missing = vk.loadInstance(instance); !missing.empty())
    return broken("the Vulkan loader lacks " + missing);
  auto createMessenger = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
      vk.getInstanceProcAddr(instance, "vkCreateDebugUtilsMessengerEXT"));
  VkDebugUtilsMessengerEXT handle; // lives as long as the instance
  if (validation && createMessenger)
    createMessenger(instance, &messenger, nullptr, &handle);
  return {};
}

Failure Device::choose(const std::string &wanted) {
  if (std::string reason = vk.load("libvulkan.so.1"); !reason.empty())
    return unavailable(reason);
  if (Failure failure = createInstance())
    return failure;
  uint32_t count = 0;
  vk.EnumeratePhysicalDevices(instance, &count, nullptr);
  std::vector<VkPhysicalDevice> devices(count);
  vk.EnumeratePhysicalDevices(instance, &count, devices.data());
  int best = 3;
  for (VkPhysicalDevice candidate : devices) {
    VkPhysicalDeviceDriverProperties driverInfo{};
    driverInfo.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
    VkPhysicalDeviceFloatControlsProperties floatInfo{};
    floatInfo.sType =
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FLOAT_CONTROLS_PROPERTIES;
    driverInfo.pNext = &floatInfo;
    VkPhysicalDeviceProperties2 info{};
    info.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
    info.pNext = &driverInfo;
    vk.GetPhysicalDeviceProperties2(candidate, &info);
    bool named = std::strstr(info.properties.deviceName, wanted.c_str());
    if (!named || info.properties.apiVersion < VK_API_VERSION_1_2 ||
        rank(info.properties) >= best)
      continue;
    best = rank(info.properties);
    physical = candidate;
    properties = info;
    driverProperties = driverInfo;
    floatControls = floatInfo;
  }
  if (!physical)
    return unavailable(wanted.empty()
                           ? "no device with Vulkan 1.2"
                           : "no device with Vulkan 1.2 named like '" + wanted +
                                 "'");
  return findQueue();
}

Failure Device::findQueue() {
  uint32_t count = 0;
  vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, families.data());
  for (queueFamily = 0; queueFamily < count; ++queueFamily)
    if (families[queueFamily].queueFlags & VK_QUEUE_COMPUTE_BIT)
      return {};
  return unavailable("the device has no compute queue");
}

Failure Device::open(const std::vector<uint8_t> &module) {
  uint32_t version = properties.properties.apiVersion;
  FeatureChain supported(version), enabled(version);
  vk.GetPhysicalDeviceFeatures2(physical, &supported.base);
  if (Failure failure = requireCapabilities(module, floatControls, supported, enabled))
    return failure;
  float priority = 1;
  VkDeviceQueueCreateInfo queueInfo{};
  queueInfo.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queueInfo.queueFamilyIndex = queueFamily;
  queueInfo.queueCount = 1;
  queueInfo.pQueuePriorities = &priority;
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = &enabled.base;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queueInfo;
  if (Failure failure = check(
          vk.CreateDevice(physical, &info, nullptr, &device), "vkCreateDevice"))
    return failure;
  vk.GetDeviceQueue(device, queueFamily, 0, &queue);
  return {};
}

std::string Device::name() const { return properties.properties.deviceName; }

std::string Device::driver() const {
  return std::string(driverProperties.driverName) + " " +
         driverProperties.driverInfo;
}

bool Device::software() const {
  return properties.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
}
