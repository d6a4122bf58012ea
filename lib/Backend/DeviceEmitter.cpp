//===- DeviceEmitter.cpp - The frame of a device emitter --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmitter.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Expected<std::optional<Emission>>
DeviceEmitter::tryEmit(mlir::ModuleOp module, const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  if (!takes(module, config, hardware->data()))
    return std::nullopt;
  DeviceEmission emission(services, *hardware, module);
  DeviceOptions options = emission.options(config);
  options.target = target;
  adjust(options, hardware->data());
  auto lowered = emission.lower(options);
  if (!lowered)
    return lowered.takeError();
  auto code = convert(*lowered, hardware->data(), emission);
  if (!code)
    return emission.refused(code.takeError());
  if (!*code)
    return std::nullopt;
  auto finished = emission.finish(lowered->program, format, std::move((*code)->bytes),
                                  std::move((*code)->requirements));
  if (!finished)
    return finished.takeError();
  return std::optional(std::move(*finished));
}
