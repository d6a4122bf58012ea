//===- SpirvHw.h - Hardware profiles of the spirv target --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A SPIR-V version with the capabilities and extensions of a device.
//
// Text: "1.3+Int8,StorageBuffer8BitAccess,SPV_KHR_8bit_storage"; names that
// begin with SPV_ are extensions. Default: 1.3 with Shader and what float operations
// need (SignedZeroInfNanPreserve).
//
// Thread rule: immutable.
// Source: backends-and-contracts.md HW-10 to HW-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_SPIRV_SPIRVHW_H
#define ATLAS_BACKEND_SPIRV_SPIRVHW_H

#include "atlas/Backend/HwProfile.h"
#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

namespace atlas::backend {

class SpirvHw : public HwData {
public:
  unsigned minor = 3; ///< of version 1.x
  /// Names as in the specification, sorted; Shader is always there.
  std::vector<std::string> capabilities{"Shader"};
  std::vector<std::string> extensions; ///< sorted

  std::string text() const override;
  bool has(llvm::StringRef capability) const;
  /// The float controls that the device offers beside that of every profile.
  SPIRVFloats floats() const { return {has("DenormPreserve"), has("RoundingModeRTE")}; }
  /// The environment that the validator is run with: "vulkan1.1". SPIR-V 1.4
  /// belongs to Vulkan 1.1 with its device extension ("vulkan1.1spv1.4").
  std::string environment() const;
  /// The version word of the header: 0x00010300.
  uint32_t versionWord() const { return 0x00010000u | (minor << 8); }

  /// The structure of a profile whose target is spirv.
  static const SpirvHw &of(const HwProfile &profile);
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_SPIRV_SPIRVHW_H
