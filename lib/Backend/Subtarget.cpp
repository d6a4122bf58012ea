//===- Subtarget.cpp - Processors and features of LLVM ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Subtarget.h"

#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

#include <memory>
#include <mutex>

using namespace atlas;
using namespace atlas::backend;

namespace {

void initializeTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeWebAssemblyTargetInfo();
    LLVMInitializeWebAssemblyTargetMC();
  });
}

/// Null if LLVM has no code generator for the triple.
std::unique_ptr<llvm::MCSubtargetInfo>
describe(llvm::StringRef triple, llvm::StringRef processor,
         llvm::StringRef features) {
  initializeTargets();
  std::string ignored;
  llvm::Triple parsed(triple);
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(parsed, ignored);
  if (!target)
    return nullptr;
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      target->createMCSubtargetInfo(parsed, processor, features));
}

/// What the triple alone says; every code generator adds it.
bool isMode(llvm::StringRef feature) { return feature.ends_with("bit-mode"); }

} // namespace

bool backend::isProcessor(llvm::StringRef triple, llvm::StringRef processor) {
  auto info = describe(triple, "", "");
  return info && info->isCPUStringValid(processor);
}

llvm::Expected<std::vector<std::string>>
backend::expandFeatures(llvm::StringRef target, llvm::StringRef triple,
                        llvm::StringRef processor,
                        llvm::ArrayRef<std::string> changes) {
  auto info = describe(triple, "", "");
  if (!info)
    return badHardware(target, "no code generator for '" + triple + "'",
                       triple);
  if (!info->isCPUStringValid(processor))
    return badHardware(target, "no processor '" + processor + "'", processor,
                       "names are those of LLVM for " + triple);
  std::vector<llvm::StringRef> known;
  for (const auto &feature : info->getAllProcessorFeatures())
    known.push_back(feature.Key);
  for (llvm::StringRef change : changes)
    if (!llvm::is_contained(known, change.drop_front()))
      return badHardware(target,
                         unknownName("feature", change.drop_front(), known),
                         change);
  info = describe(triple, processor, llvm::join(changes, ","));
  std::vector<std::string> on;
  for (const auto &feature : info->getEnabledProcessorFeatures())
    if (!isMode(feature.Key))
      on.push_back(feature.Key);
  llvm::sort(on);
  return on;
}
