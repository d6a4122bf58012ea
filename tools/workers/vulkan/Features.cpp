//===- Features.cpp - From SPIR-V capabilities to device features ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Features.h"

#include "FloatControls.h"

#include <cstring>

using namespace atlas::worker;
using namespace atlas::worker::vulkan;

namespace {

/// A capability and the feature that grants it; null: every device has it.
struct Capability {
  uint32_t number;
  const char *name;
  VkBool32 *(*feature)(FeatureChain &);
};

#define FEATURE(PATH) [](FeatureChain &f) { return &f.PATH; }
constexpr Capability kCapabilities[] = {
    {0, "Matrix", nullptr},
    {1, "Shader", nullptr},
    {9, "Float16", FEATURE(v12.shaderFloat16)},
    {10, "Float64", FEATURE(base.features.shaderFloat64)},
    {11, "Int64", FEATURE(base.features.shaderInt64)},
    {12, "Int64Atomics", FEATURE(v12.shaderBufferInt64Atomics)},
    {22, "Int16", FEATURE(base.features.shaderInt16)},
    {39, "Int8", FEATURE(v12.shaderInt8)},
    {61, "GroupNonUniform", nullptr},
    {62, "GroupNonUniformVote", nullptr},
    {63, "GroupNonUniformArithmetic", nullptr},
    {64, "GroupNonUniformBallot", nullptr},
    {65, "GroupNonUniformShuffle", nullptr},
    {4433, "StorageBuffer16BitAccess", FEATURE(v11.storageBuffer16BitAccess)},
    {4434, "UniformAndStorageBuffer16BitAccess",
     FEATURE(v11.uniformAndStorageBuffer16BitAccess)},
    {4448, "StorageBuffer8BitAccess", FEATURE(v12.storageBuffer8BitAccess)},
    {4449, "UniformAndStorageBuffer8BitAccess",
     FEATURE(v12.uniformAndStorageBuffer8BitAccess)},
    // Float controls: their execution modes are looked at instead.
    {4464, "DenormPreserve", nullptr},
    {4465, "DenormFlushToZero", nullptr},
    {4466, "SignedZeroInfNanPreserve", nullptr},
    {4467, "RoundingModeRTE", nullptr},
    {4468, "RoundingModeRTZ", nullptr},
    {5345, "VulkanMemoryModel", FEATURE(v12.vulkanMemoryModel)},
    {5346, "VulkanMemoryModelDeviceScope",
     FEATURE(v12.vulkanMemoryModelDeviceScope)},
    {6018, "DotProductInput4x8BitPacked",
     FEATURE(v13.shaderIntegerDotProduct)},
    {6019, "DotProduct", FEATURE(v13.shaderIntegerDotProduct)},
};
#undef FEATURE

/// The capabilities a module declares; false if it is no SPIR-V.
bool capabilitiesOf(const std::vector<uint32_t> &words,
                    std::vector<uint32_t> &numbers) {
  constexpr uint32_t kMagic = 0x07230203, kOpCapability = 17, kHeader = 5;
  if (words.size() < kHeader || words[0] != kMagic)
    return false;
  for (size_t at = kHeader; at < words.size(); at += words[at] >> 16) {
    uint32_t count = words[at] >> 16;
    if (count == 0 || at + count > words.size())
      return false;
    if ((words[at] & 0xffff) != kOpCapability)
      break; // capabilities come first
    if (count != 2)
      return false;
    numbers.push_back(words[at + 1]);
  }
  return true;
}

} // namespace

FeatureChain::FeatureChain(uint32_t apiVersion) {
  base.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  v11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
  v12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  v13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES;
  base.pNext = &v11;
  v11.pNext = &v12;
  if (apiVersion >= VK_API_VERSION_1_3)
    v12.pNext = &v13;
}

Failure vulkan::requireCapabilities(const std::vector<uint8_t> &module,
                                    const VkPhysicalDeviceFloatControlsProperties &floats,
                                    FeatureChain &supported,
                                    FeatureChain &enabled) {
  std::vector<uint32_t> words(module.size() / 4), numbers;
  std::memcpy(words.data(), module.data(), words.size() * 4);
  if (module.size() % 4 || !capabilitiesOf(words, numbers))
    return broken("the module is no SPIR-V");
  std::string missing = missingFloatControls(words, floats);
  for (uint32_t number : numbers) {
    const Capability *found = nullptr;
    for (const Capability &c : kCapabilities)
      if (c.number == number)
        found = &c;
    if (found && (!found->feature || *found->feature(supported))) {
      if (found->feature)
        *found->feature(enabled) = VK_TRUE;
      continue;
    }
    missing += missing.empty() ? "" : ", ";
    missing += found ? found->name : "capability " + std::to_string(number);
  }
  if (!missing.empty())
    return unavailable("the device lacks " + missing);
  return {};
}
