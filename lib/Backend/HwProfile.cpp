//===- HwProfile.cpp - The hardware that code is made for -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/BackendConfig.h"
#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/TargetDescription.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Expected<HwProfile> backend::parseHwDetails(Target target,
                                                  llvm::StringRef text) {
  auto data = target.description().parseHardware(text);
  if (!data)
    return data.takeError();
  return HwProfile(target, std::move(*data));
}

llvm::Expected<HwProfile> backend::parseHwProfile(llvm::StringRef text) {
  auto [prefix, details] = text.split(':');
  if (prefix.size() == text.size())
    return makeBackendError(BackendErrorKind::InvalidHardware, "",
                            "the profile '" + text + "' names no target", text,
                            "write TARGET:DETAILS, for instance ptx:sm_90");
  llvm::Expected<Target> target = parseTarget(prefix);
  if (!target)
    return target.takeError();
  return parseHwDetails(*target, details);
}

llvm::Expected<HwProfile>
backend::resolveHardware(const BackendConfig &config) {
  llvm::StringRef id = config.target.id();
  if (config.hardware) {
    if (config.hardware->target() == config.target)
      return *config.hardware;
    return makeBackendError(BackendErrorKind::MissingHardware, id,
                            "the profile '" + config.hardware->text() +
                                "' belongs to another target",
                            config.hardware->text(),
                            "give one that begins with '" + id + ":'");
  }
  const TargetDescription &description = config.target.description();
  std::optional<std::string> text = description.defaultHardware();
  if (!text)
    return makeBackendError(BackendErrorKind::MissingHardware, id,
                            "the target needs a hardware profile", "",
                            "give " + id + ":" +
                                description.hardwareGrammar());
  return parseHwDetails(config.target, *text);
}
