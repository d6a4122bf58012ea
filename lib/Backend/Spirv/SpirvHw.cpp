//===- SpirvHw.cpp - Hardware profiles of the spirv target ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Spirv/SpirvHw.h"

#include "SpirvParse.h"
#include "Words.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVEnums.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// The names of an enumeration; most numbers have none.
std::vector<llvm::StringRef> namesOf(unsigned most,
                                     llvm::function_ref<llvm::StringRef(uint32_t)> name) {
  std::vector<llvm::StringRef> names;
  for (uint32_t value = 0; value <= most; ++value)
    if (llvm::StringRef one = name(value); !one.empty())
      names.push_back(one);
  return names;
}

} // namespace

std::string SpirvHw::text() const {
  std::vector<std::string> names;
  for (const std::string &one : capabilities)
    if (one != "Shader")
      names.push_back(one);
  llvm::append_range(names, extensions);
  std::string version = "1." + llvm::utostr(minor);
  return names.empty() ? version : version + "+" + llvm::join(names, ",");
}

bool SpirvHw::has(llvm::StringRef capability) const {
  return llvm::is_contained(capabilities, capability);
}

std::string SpirvHw::environment() const {
  constexpr llvm::StringLiteral names[] = {
      "vulkan1.0", "vulkan1.0",       "vulkan1.0", "vulkan1.1",
      "vulkan1.1spv1.4", "vulkan1.2", "vulkan1.3"};
  return names[minor].str();
}

const SpirvHw &SpirvHw::of(const HwProfile &profile) {
  return static_cast<const SpirvHw &>(profile.data());
}

llvm::ArrayRef<llvm::StringRef> backend::spirvCapabilities() {
  static const std::vector<llvm::StringRef> names =
      namesOf(mlir::spirv::getMaxEnumValForCapability(), [](uint32_t value) {
        auto known = mlir::spirv::symbolizeCapability(value);
        return known ? mlir::spirv::stringifyCapability(*known) : "";
      });
  return names;
}
llvm::ArrayRef<llvm::StringRef> backend::spirvExtensions() {
  static const std::vector<llvm::StringRef> names =
      namesOf(mlir::spirv::getMaxEnumValForExtension(), [](uint32_t value) {
        auto known = mlir::spirv::symbolizeExtension(value);
        return known ? mlir::spirv::stringifyExtension(*known) : "";
      });
  return names;
}

llvm::Expected<unsigned> backend::parseSpirvVersion(llvm::StringRef text) {
  if (text.size() == 3 && text.starts_with("1.") && text[2] >= '0' &&
      text[2] <= '6')
    return unsigned(text[2] - '0');
  return badHardware("spirv", "no SPIR-V version '" + text + "'", text,
                     "versions: 1.0 to 1.6");
}

llvm::Expected<SpirvHw> backend::parseSpirvHw(llvm::StringRef text) {
  auto [version, rest] = text.split('+');
  SpirvHw hw;
  llvm::Expected<unsigned> minor = parseSpirvVersion(version);
  if (!minor)
    return minor.takeError();
  hw.minor = *minor;
  if (rest.empty() && text.size() != version.size())
    return badHardware("spirv", "nothing stands behind the '+'", text);
  auto names = splitNames("spirv", rest);
  if (!names)
    return names.takeError();
  for (const std::string &name : *names) {
    bool extension = isSpirvExtensionName(name);
    if (llvm::Error error =
            checkName("spirv", extension ? "extension" : "capability", name,
                      extension ? spirvExtensions() : spirvCapabilities(),
                      "names are those of the SPIR-V specification"))
      return std::move(error);
    if (extension)
      hw.extensions.push_back(name);
    else if (name != "Shader")
      hw.capabilities.push_back(name);
  }
  llvm::sort(hw.capabilities);
  llvm::sort(hw.extensions);
  return hw;
}
