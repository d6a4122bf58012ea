//===- Targets.cpp - atlas-jit targets --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "atlas/Backend/Capabilities.h"
#include "atlas/Backend/TargetDescription.h"

#include "llvm/ADT/STLExtras.h"
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

/// {"status": "yes"}, {"status": "needs", "needs": NAME, "else": "emulated"}.
json::Object answerToJSON(llvm::StringRef answer) {
  if (answer == "yes" || answer == "emulated" || answer == "refused")
    return json::Object{{"status", answer}};
  auto [name, other] = answer.split('/');
  return json::Object{{"status", "needs"},
                      {"needs", name},
                      {"else", other.empty() ? "refused" : "emulated"}};
}

json::Array capabilitiesToJSON() {
  json::Array list;
  for (const backend::Capability &one : backend::capabilities()) {
    json::Object targets;
    for (backend::Target target : backend::allTargets())
      targets[target.id()] = answerToJSON(one.answer(target.id()));
    list.push_back(json::Object{{"row", one.row},
                                {"name", one.name},
                                {"title", one.title},
                                {"targets", std::move(targets)}});
  }
  return list;
}

/// One mark for each target; what profiles must name stands below.
void printCapabilities() {
  out() << fmt::format("\n{:<7} {:<52}", "", "");
  for (backend::Target target : backend::allTargets())
    out() << fmt::format(" {:<6}", target.id().str());
  out() << "\n";
  std::vector<std::string> notes;
  auto mark = [&](llvm::StringRef answer) -> std::string {
    if (answer == "yes")
      return "Y";
    if (answer == "emulated")
      return "E";
    if (answer == "refused")
      return "R";
    auto [name, other] = answer.split('/');
    std::string note = name.str() + (other.empty() ? ", else R" : ", else E");
    auto known = llvm::find(notes, note);
    size_t at = known - notes.begin();
    if (known == notes.end())
      notes.push_back(note);
    return fmt::format("{}", at + 1);
  };
  for (const backend::Capability &one : backend::capabilities()) {
    out() << fmt::format("{:<7} {:<52}", one.row.str(), one.title.str());
    for (backend::Target target : backend::allTargets())
      out() << fmt::format(" {:<6}", mark(one.answer(target.id())));
    out() << "\n";
  }
  out() << "\nY yes, E emulated to the same bits, R refused with an error";
  for (auto [i, note] : llvm::enumerate(notes))
    out() << fmt::format("\n{} with a profile that has {}", i + 1, note);
  out() << "\n";
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
    printJSON(json::Object{{"targets", std::move(list)},
                           {"capabilities", capabilitiesToJSON()}});
  else
    printCapabilities();
  return Ok;
}
