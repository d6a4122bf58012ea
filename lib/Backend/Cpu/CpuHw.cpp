//===- CpuHw.cpp - Hardware profiles of the cpu target ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Cpu/CpuHw.h"

#include "CpuParse.h"
#include "Subtarget.h"
#include "Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// The three parts of a text.
struct Parts {
  std::string triple, processor;
  std::vector<std::string> changes;
};

llvm::StringRef baseline(llvm::StringRef triple) {
  return llvm::Triple(triple).getArch() == llvm::Triple::x86_64 ? "x86-64"
                                                                : "generic";
}

/// The level of that name, if it is one and fits the triple's architecture.
std::optional<CPUTarget> levelOf(llvm::StringRef name, llvm::StringRef triple) {
  llvm::Expected<CPUTarget> level = CPUTarget::named(name);
  if (!level) {
    llvm::consumeError(level.takeError());
    return std::nullopt;
  }
  if (llvm::Triple(level->triple).getArch() != llvm::Triple(triple).getArch())
    return std::nullopt;
  level->triple = triple.str();
  return *level;
}

bool isKnownProcessor(llvm::StringRef name, llvm::StringRef triple) {
  return levelOf(name, triple) || isProcessor(triple, name);
}

/// "+a,-b" behind a processor.
llvm::Expected<std::vector<std::string>> parseChanges(llvm::StringRef text) {
  auto isChange = [](llvm::StringRef name) {
    return name.size() > 1 && (name[0] == '+' || name[0] == '-');
  };
  auto names = splitNames("cpu", text, [&](llvm::StringRef name) {
    return isChange(name) ? name.drop_front() : name;
  });
  if (!names)
    return names.takeError();
  for (llvm::StringRef name : *names)
    if (!isChange(name))
      return badHardware("cpu", "'" + name + "' is no feature change", name,
                         "write +NAME or -NAME");
  return sorted(std::move(*names));
}

llvm::Expected<Parts> split(llvm::StringRef text) {
  Parts parts;
  parts.triple = llvm::sys::getProcessTriple();
  size_t at = text.find_first_of("+,");
  llvm::StringRef head = text.substr(0, at);
  llvm::StringRef tail = at == llvm::StringRef::npos ? "" : text.substr(at);
  tail.consume_front(",");
  auto changes = parseChanges(tail);
  if (!changes)
    return changes.takeError();
  parts.changes = std::move(*changes);
  auto [left, right] = head.split('/');
  bool named = left.size() != head.size(); // a '/' tells the two apart
  if (!named && isKnownProcessor(left, parts.triple))
    std::swap(left, right);
  if (!left.empty())
    parts.triple = llvm::Triple::normalize(left);
  parts.processor = right.str();
  return parts;
}

/// This machine in names: the baseline and every feature beyond it.
Parts nativeParts() {
  Parts parts;
  parts.triple = llvm::sys::getProcessTriple();
  parts.processor = baseline(parts.triple).str();
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    if (feature.second)
      parts.changes.push_back("+" + feature.first().str());
  llvm::sort(parts.changes);
  return parts;
}

llvm::Expected<CpuHw> resolve(Parts parts) {
  llvm::Triple triple(parts.triple);
  if (triple.getArch() != llvm::Triple::x86_64 &&
      triple.getArch() != llvm::Triple::aarch64)
    return badHardware("cpu", "'" + parts.triple + "' is no CPU that Atlas "
                              "makes code for",
                       parts.triple, "triples begin with x86_64 or aarch64");
  if (parts.processor.empty())
    parts.processor = baseline(parts.triple).str();
  CpuHw hw;
  hw.processor = parts.processor;
  hw.changes = parts.changes;
  if (auto level = levelOf(parts.processor, parts.triple)) {
    hw.target = std::move(*level);
    if (parts.changes.empty())
      return hw;
    // A level is a processor with features on top; the changes come after them.
    std::vector<std::string> all;
    for (const std::string &feature : hw.target.features)
      all.push_back("+" + feature);
    llvm::append_range(all, parts.changes);
    parts.changes = std::move(all);
  } else {
    hw.target = {parts.processor, parts.triple, parts.processor, {}};
  }
  auto features =
      expandFeatures("cpu", parts.triple, hw.target.cpu, parts.changes);
  if (!features)
    return features.takeError();
  hw.target.features = std::move(*features);
  return hw;
}

} // namespace

std::string CpuHw::text() const {
  std::string text = target.triple + "/" + processor;
  for (const std::string &change : changes)
    text += (&change == &changes.front() && change.front() == '+' ? "" : ",") +
            change;
  return text;
}

const CpuHw &CpuHw::of(const HwProfile &profile) {
  return static_cast<const CpuHw &>(profile.data());
}

std::string backend::defaultCpuText() {
  std::string triple = llvm::sys::getProcessTriple();
  return triple + "/" + baseline(triple).str();
}

llvm::Expected<CpuHw> backend::parseCpuHw(llvm::StringRef text) {
  if (text == "native")
    return resolve(nativeParts());
  llvm::Expected<Parts> parts = split(text);
  if (!parts)
    return parts.takeError();
  return resolve(std::move(*parts));
}
