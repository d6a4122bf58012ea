//===- EmitEngine.cpp - What executes under --policy diff_exec --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "EmitEngine.h"

#include "QuorumEngines.h"
#include "QuorumRun.h"
#include "atlas/Quorum/DiffExec.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace atlas;
using namespace atlas::tool;

namespace {

/// Hardware first, then the drivers that need none; of the host, where the code of
/// back ends runs.
unsigned rank(const EngineChoice &choice) {
  const std::string &device = choice.engine.device;
  return device == "gpu" || device == "vulkan" || device == kObjectDevice ? 0
         : device == "lavapipe"                                          ? 1
                                                                         : 2;
}

/// Why this machine cannot run what is made for the hardware; "" if it may.
std::string otherMachine(const backend::BackendConfig &config) {
  llvm::StringRef profile = config.hardware->text();
  if (!profile.consume_front("cpu:"))
    return "";
  llvm::Triple code(profile.split('/').first), here(llvm::sys::getProcessTriple());
  if (code.getArch() == here.getArch() && code.getOS() == here.getOS())
    return "";
  return "the code is for " + code.str() + ", this machine is " + here.str();
}

} // namespace

llvm::Expected<backend::EngineSet>
tool::emitEngines(const EmitOptions &options, const backend::BackendConfig &config,
                  bool isLibraryKernel) {
  backend::Target target = config.target;
  if (options.policy != "diff_exec" && !options.requireDiffExec)
    return backend::EngineSet();
  QuorumOptions asked;
  asked.targets = {target.id().str()};
  if (!options.device.empty())
    asked.devices = {options.device};
  asked.timeLimit = options.timeLimit;
  asked.workerDir = options.workerDir;
  asked.webgpuLibrary = options.webgpuLibrary;
  auto engines = findEngines(asked);
  if (!engines)
    return engines.takeError();
  llvm::stable_sort(*engines, [](const EngineChoice &a, const EngineChoice &b) {
    return rank(a) < rank(b);
  });
  if (std::string reason = otherMachine(config); !reason.empty())
    for (EngineChoice &choice : *engines)
      choice.absent = reason;
  quorum::DiffExecOptions setup;
  setup.target = target.id().str();
  setup.engines = std::move(*engines);
  setup.cases = [fixture = options.fixture, isLibraryKernel](const KernelABI &abi) {
    return quorumCases(abi, fixture, isLibraryKernel);
  };
  return backend::EngineSet{{target, quorum::makeDiffExecEngine(std::move(setup))}};
}
