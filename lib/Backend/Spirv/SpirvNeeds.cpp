//===- SpirvNeeds.cpp - What SPIR-V code asks of a device -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvNeeds.h"

#include "SpirvParse.h"
#include "SpirvReader.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

DeviceLayout backend::spirvLayout(const SpirvHw &hw) {
  return hw.has("StorageBuffer8BitAccess") ? DeviceLayout::Bytes8
                                           : DeviceLayout::Words32;
}

llvm::Expected<ConvertedCode> backend::checkedSpirv(const SpirvHw &hw, SPIRVCode code) {
  std::vector<std::string> needs = std::move(code.capabilities);
  llvm::append_range(needs, code.extensions);
  std::vector<std::string> unmet;
  SpirvHw enough = hw;
  for (const std::string &one : needs) {
    auto &offered = isSpirvExtensionName(one) ? enough.extensions : enough.capabilities;
    if (llvm::is_contained(offered, one))
      continue;
    unmet.push_back(one);
    offered.push_back(one);
  }
  if (unmet.empty())
    return ConvertedCode{bytesOf(code.words), std::move(needs)};
  llvm::sort(enough.capabilities);
  llvm::sort(enough.extensions);
  return badHardware("spirv",
                     "the code needs " + llvm::join(unmet, ", ") +
                         ", which the profile does not offer",
                     llvm::join(unmet, ","),
                     "a device that has them is spirv:" + enough.text());
}
