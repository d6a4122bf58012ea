//===- FloatControls.cpp - Execution modes and what a device keeps --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FloatControls.h"

using namespace atlas::worker;

namespace {

using Properties = VkPhysicalDeviceFloatControlsProperties;
using Property = VkBool32 Properties::*;

/// A mode and its properties for 16, 32 and 64 bits.
struct Mode {
  uint32_t number;
  const char *name;
  Property widths[3];
};

#define WIDTHS(NAME)                                                           \
  {&Properties::shader##NAME##Float16, &Properties::shader##NAME##Float32,     \
   &Properties::shader##NAME##Float64}
constexpr Mode kModes[] = {
    {4459, "DenormPreserve", WIDTHS(DenormPreserve)},
    {4460, "DenormFlushToZero", WIDTHS(DenormFlushToZero)},
    {4461, "SignedZeroInfNanPreserve", WIDTHS(SignedZeroInfNanPreserve)},
    {4462, "RoundingModeRTE", WIDTHS(RoundingModeRTE)},
    {4463, "RoundingModeRTZ", WIDTHS(RoundingModeRTZ)},
};
#undef WIDTHS

bool has(const Properties &device, const Mode &mode, uint32_t width) {
  unsigned at = width == 16 ? 0 : width == 32 ? 1 : 2;
  return device.*mode.widths[at];
}

} // namespace

std::string vulkan::missingFloatControls(const std::vector<uint32_t> &module,
                                         const Properties &device) {
  constexpr uint32_t kOpExecutionMode = 16, kOpFunction = 54, kHeader = 5;
  std::string missing;
  for (size_t at = kHeader; at < module.size(); at += module[at] >> 16) {
    uint32_t count = module[at] >> 16, opcode = module[at] & 0xffff;
    if (count == 0 || at + count > module.size() || opcode == kOpFunction)
      break; // modes come before functions
    if (opcode != kOpExecutionMode || count != 4)
      continue;
    for (const Mode &mode : kModes) {
      uint32_t width = module[at + 3];
      if (mode.number != module[at + 2] || has(device, mode, width))
        continue;
      std::string one =
          std::string(mode.name) + " for " + std::to_string(width) + "-bit floats";
      if (missing.find(one) == std::string::npos)
        missing += (missing.empty() ? "" : ", ") + one;
    }
  }
  return missing;
}
