//===- WgslNeeds.cpp - What WGSL code asks of a device ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WgslNeeds.h"

#include "WgslNames.h"
#include "WgslReader.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Expected<std::vector<std::string>>
backend::wgslNeeds(const WgslHw &hw, const DeviceProgram &program) {
  std::map<std::string, std::pair<uint64_t, std::string>> needs;
  auto need = [&](llvm::StringRef limit, uint64_t value, llvm::StringRef entry) {
    auto &most = needs[limit.str()];
    if (value > most.first)
      most = {value, entry.str()};
  };
  for (const DeviceEntry &entry : program.entries) {
    need("maxComputeInvocationsPerWorkgroup", program.workgroup, entry.name);
    need("maxComputeWorkgroupSizeX", program.workgroup, entry.name);
    need("maxComputeWorkgroupStorageSize", entry.sharedBytes, entry.name);
    need("maxStorageBuffersPerShaderStage", entry.buffers.size(), entry.name);
  }
  std::vector<std::string> beyond;
  for (const WgslLimit &limit : wgslLimits()) {
    const auto &[value, entry] = needs[limit.name.str()];
    std::string text = limit.name.str() + "=" + std::to_string(value);
    if (value > hw.limit(limit.name))
      return badHardware("wgsl",
                         "'" + entry + "' needs " + text + ", the profile allows " +
                             llvm::Twine(hw.limit(limit.name)),
                         limit.name, "name " + text + " in the profile");
    if (value > limit.least)
      beyond.push_back(text);
  }
  return beyond;
}

llvm::Expected<std::vector<std::string>> backend::wgslFeatures(const WgslHw &hw,
                                                               llvm::StringRef text) {
  auto read = readWgsl(text);
  if (!read)
    return read.takeError();
  std::vector<std::string> needs;
  for (const std::string &name : read->enables) {
    std::string feature = name == "f16" ? "shader-f16" : name;
    if (!hw.hasFeature(feature))
      return badHardware("wgsl",
                         "the code needs " + feature + ", which the profile does not offer",
                         feature, "name it in the profile: wgsl:" + feature);
    needs.push_back(feature);
  }
  return needs;
}
