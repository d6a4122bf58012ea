//===- WgslHw.h - Hardware profiles of the wgsl target ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Features, language features and limits of a WebGPU device.
//
// Text: "shader-f16,subgroups,packed_4x8_integer_dot_product,
// maxComputeWorkgroupStorageSize=32768". Names are those of WebGPU and WGSL;
// `f16` is an alias of `shader-f16`. Limits default to the minimums that every
// device has. Order does not matter.
//
// Thread rule: immutable.
// Source: backends-and-contracts.md HW-06 to HW-09; WebGPU, section 3.6; WGSL,
// section 4.1.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_WGSL_WGSLHW_H
#define ATLAS_BACKEND_WGSL_WGSLHW_H

#include "atlas/Backend/HwProfile.h"

#include <map>

namespace atlas::backend {

class WgslHw : public HwData {
public:
  std::vector<std::string> features;         ///< sorted
  std::vector<std::string> languageFeatures; ///< sorted
  /// Every limit that compute shaders meet, by WebGPU name.
  std::map<std::string, uint64_t> limits;

  WgslHw();
  std::string text() const override;
  bool hasFeature(llvm::StringRef name) const;
  bool hasLanguageFeature(llvm::StringRef name) const;
  /// 0 for a name that is no limit.
  uint64_t limit(llvm::StringRef name) const;

  /// The structure of a profile whose target is wgsl.
  static const WgslHw &of(const HwProfile &profile);
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_WGSL_WGSLHW_H
