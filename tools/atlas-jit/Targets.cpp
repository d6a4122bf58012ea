//===- Targets.cpp - atlas-jit targets --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "atlas/Backend/TargetDescription.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

std::vector<std::string> formatsOf(const backend::TargetDescription &one) {
  std::vector<std::string> names;
  for (const backend::Format &format : one.formats())
    names.push_back(format.name);
  return names;
}

json::Value emittersToJSON(const backend::TargetDescription &one) {
  json::Array list;
  for (const contract::EmitterName &emitter : one.emitters()) {
    json::Array shapes;
    for (llvm::StringRef shape : emitter.shapes)
      shapes.push_back(shape);
    list.push_back(
        json::Object{{"name", emitter.name},
                     {"role", emitter.general ? "general" : "specialist"},
                     {"shapes", std::move(shapes)}});
  }
  return list;
}

json::Value toJSON(const backend::TargetDescription &one) {
  std::optional<std::string> hardware = one.defaultHardware();
  json::Object object{{"target", one.id()},
                      {"title", one.title()},
                      {"hardware", one.hardwareGrammar()},
                      {"formats", json::Array(formatsOf(one))},
                      {"emitters", emittersToJSON(one)}};
  if (hardware)
    object["default_hardware"] = (one.id() + ":" + *hardware).str();
  return object;
}

void print(const backend::TargetDescription &one) {
  std::vector<std::string> emitters;
  for (const contract::EmitterName &emitter : one.emitters())
    emitters.push_back(emitter.name.str() +
                       (emitter.general ? "" : " (specialist)"));
  std::optional<std::string> hardware = one.defaultHardware();
  out() << fmt::format(
      "{:<6} {}\n       --hw {}:{}\n       default {}\n       gives {} by {}\n",
      one.id().str(), one.title().str(), one.id().str(),
      one.hardwareGrammar().str(),
      hardware ? (one.id() + ":" + *hardware).str() : "none, --hw is required",
      llvm::join(formatsOf(one), ", "),
      emitters.empty() ? "no emitter"
                       : llvm::join(emitters, ", "));
}

} // namespace

llvm::Expected<int> tool::targetsCommand(const PlainOptions &options) {
  json::Array list;
  for (backend::Target target : backend::allTargets()) {
    if (options.json)
      list.push_back(toJSON(target.description()));
    else
      print(target.description());
  }
  if (options.json)
    printJSON(json::Object{{"targets", std::move(list)}});
  return Ok;
}
