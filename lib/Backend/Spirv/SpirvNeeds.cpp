//===- SpirvNeeds.cpp - What SPIR-V code asks of a device -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SpirvNeeds.h"

#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

DeviceLayout backend::spirvLayout(const SpirvHw &hw) {
  return hw.has("StorageBuffer8BitAccess") ? DeviceLayout::Bytes8
                                           : DeviceLayout::Words32;
}

llvm::Error backend::checkSpirvNeeds(const SpirvHw &hw,
                                     llvm::ArrayRef<std::string> capabilities,
                                     llvm::ArrayRef<std::string> extensions) {
  std::vector<std::string> unmet;
  for (const std::string &one : capabilities)
    if (!hw.has(one))
      unmet.push_back(one);
  for (const std::string &one : extensions)
    if (!llvm::is_contained(hw.extensions, one))
      unmet.push_back(one);
  if (unmet.empty())
    return llvm::Error::success();
  std::string missing = llvm::join(unmet, ",");
  SpirvHw enough = hw;
  for (const std::string &one : unmet)
    (llvm::StringRef(one).starts_with("SPV_") ? enough.extensions
                                              : enough.capabilities)
        .push_back(one);
  return badHardware("spirv",
                     "the code needs " + llvm::join(unmet, ", ") +
                         ", which the profile does not offer",
                     missing, "a device that has them is spirv:" + enough.text());
}
