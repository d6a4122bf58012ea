//===- WgslHw.cpp - Hardware profiles of the wgsl target --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Wgsl/WgslHw.h"

#include "WgslNames.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

constexpr llvm::StringRef kFeatures[] = {
    "core-features-and-limits",
    "depth-clip-control",
    "depth32float-stencil8",
    "texture-compression-bc",
    "texture-compression-bc-sliced-3d",
    "texture-compression-etc2",
    "texture-compression-astc",
    "texture-compression-astc-sliced-3d",
    "timestamp-query",
    "indirect-first-instance",
    "shader-f16",
    "rg11b10ufloat-renderable",
    "bgra8unorm-storage",
    "float32-filterable",
    "float32-blendable",
    "clip-distances",
    "dual-source-blending",
    "subgroups",
    "texture-formats-tier1",
    "texture-formats-tier2",
    "primitive-index",
    "texture-component-swizzle"};

constexpr llvm::StringRef kLanguageFeatures[] = {
    "packed_4x8_integer_dot_product",
    "unrestricted_pointer_parameters",
    "pointer_composite_access",
    "readonly_and_readwrite_storage_textures",
    "subgroup_id",
    "subgroup_uniformity",
    "uniform_buffer_standard_layout",
    "texture_and_sampler_let"};

constexpr WgslLimit kLimits[] = {
    {"maxComputeInvocationsPerWorkgroup", 256},
    {"maxComputeWorkgroupSizeX", 256},
    {"maxComputeWorkgroupSizeY", 256},
    {"maxComputeWorkgroupSizeZ", 64},
    {"maxComputeWorkgroupStorageSize", 16384},
    {"maxComputeWorkgroupsPerDimension", 65535},
    {"maxStorageBufferBindingSize", uint64_t(128) << 20},
    {"maxStorageBuffersPerShaderStage", 8}};

} // namespace

llvm::ArrayRef<llvm::StringRef> backend::wgslFeatures() { return kFeatures; }
llvm::ArrayRef<llvm::StringRef> backend::wgslLanguageFeatures() {
  return kLanguageFeatures;
}
llvm::ArrayRef<WgslLimit> backend::wgslLimits() { return kLimits; }

WgslHw::WgslHw() {
  for (const WgslLimit &limit : kLimits)
    limits[limit.name.str()] = limit.least;
}

std::string WgslHw::text() const {
  std::vector<std::string> names = features;
  llvm::append_range(names, languageFeatures);
  for (const WgslLimit &limit : kLimits)
    if (uint64_t value = this->limit(limit.name); value != limit.least)
      names.push_back(limit.name.str() + "=" + llvm::utostr(value));
  return llvm::join(names, ",");
}

bool WgslHw::hasFeature(llvm::StringRef name) const {
  return llvm::is_contained(features, name);
}
bool WgslHw::hasLanguageFeature(llvm::StringRef name) const {
  return llvm::is_contained(languageFeatures, name);
}
uint64_t WgslHw::limit(llvm::StringRef name) const {
  auto it = limits.find(name.str());
  return it == limits.end() ? 0 : it->second;
}

const WgslHw &WgslHw::of(const HwProfile &profile) {
  return static_cast<const WgslHw &>(profile.data());
}

llvm::Expected<std::pair<std::string, uint64_t>>
backend::parseWgslLimit(llvm::StringRef text) {
  auto [name, number] = text.split('=');
  const WgslLimit *limit = llvm::find_if(
      kLimits, [&](const WgslLimit &one) { return one.name == name; });
  std::vector<llvm::StringRef> names;
  for (const WgslLimit &one : kLimits)
    names.push_back(one.name);
  if (llvm::Error error = checkName("wgsl", "limit", name, names))
    return std::move(error);
  uint64_t value = 0;
  if (!llvm::all_of(number, llvm::isDigit) ||
      !llvm::to_integer(number, value, 10) || value < limit->least)
    return badHardware("wgsl",
                       "'" + text + "' is not a number of at least " +
                           llvm::Twine(limit->least) +
                           ", which every device has",
                       text);
  return std::pair(name.str(), value);
}

/// What a name of the list is about: `f16` and `shader-f16` are one feature, two
/// values for a limit are one limit.
static llvm::StringRef subject(llvm::StringRef name) {
  return name == "f16" ? "shader-f16" : name.split('=').first;
}

llvm::Expected<WgslHw> backend::parseWgslHw(llvm::StringRef text) {
  auto names = splitNames("wgsl", text, subject);
  if (!names)
    return names.takeError();
  WgslHw hw;
  std::vector<llvm::StringRef> known(std::begin(kFeatures), std::end(kFeatures));
  llvm::append_range(known, kLanguageFeatures);
  for (llvm::StringRef name : *names) {
    if (name.contains('=')) {
      auto limit = parseWgslLimit(name);
      if (!limit)
        return limit.takeError();
      hw.limits[limit->first] = limit->second;
      continue;
    }
    name = subject(name);
    if (llvm::Error error = checkName("wgsl", "feature", name, known))
      return std::move(error);
    bool language = llvm::is_contained(kLanguageFeatures, name);
    (language ? hw.languageFeatures : hw.features).push_back(name.str());
  }
  llvm::sort(hw.features);
  llvm::sort(hw.languageFeatures);
  return hw;
}
