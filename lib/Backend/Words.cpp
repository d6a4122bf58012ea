//===- Words.cpp - Lists of names in profiles and clauses -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Words.h"

#include "atlas/Contract/Issue.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

llvm::Error backend::badHardware(llvm::StringRef target,
                                 const llvm::Twine &text,
                                 llvm::StringRef offending,
                                 const llvm::Twine &nextStep) {
  return makeBackendError(BackendErrorKind::InvalidHardware, target, text,
                          offending, nextStep);
}

std::string backend::reason(llvm::Error error) {
  std::string text;
  llvm::handleAllErrors(
      std::move(error), [&](const AtlasError &e) { text = e.getText(); },
      [&](const llvm::ErrorInfoBase &e) { text = e.message(); });
  return text;
}

llvm::Expected<std::vector<std::string>>
backend::splitNames(llvm::StringRef target, llvm::StringRef text) {
  std::vector<std::string> names;
  if (text.empty())
    return names;
  llvm::SmallVector<llvm::StringRef, 8> parts;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    if (part.empty())
      return badHardware(target, "an empty name in '" + text + "'", text);
    if (llvm::is_contained(names, part))
      return badHardware(target, "'" + part + "' is named twice", part);
    names.push_back(part.str());
  }
  return names;
}

std::string backend::unknownName(llvm::StringRef what, llvm::StringRef name,
                                 llvm::ArrayRef<llvm::StringRef> known) {
  std::vector<std::string> words(known.begin(), known.end());
  std::string nearest = contract::nearestWord(name, words);
  return ("no " + what + " '" + name + "'" +
          (nearest.empty() ? "" : "; " + nearest))
      .str();
}

void backend::checkNames(const contract::HardwareClause &clause,
                         llvm::StringRef key, llvm::StringRef what,
                         llvm::ArrayRef<llvm::StringRef> known,
                         std::vector<contract::ClauseProblem> &problems) {
  const contract::HardwareValue *entry = clause.find(key);
  if (!entry)
    return;
  for (size_t i = 0; i < entry->values.size(); ++i) {
    const std::string &name = entry->values[i];
    if (!llvm::is_contained(known, name))
      problems.push_back({key.str(), unknownName(what, name, known)});
    else if (std::find(entry->values.begin(), entry->values.begin() + i,
                       name) != entry->values.begin() + i)
      problems.push_back({key.str(), "'" + name + "' is named twice"});
  }
}

bool backend::hasAll(const contract::HardwareClause &clause,
                     llvm::StringRef key, llvm::ArrayRef<std::string> names) {
  const contract::HardwareValue *entry = clause.find(key);
  return !entry || llvm::all_of(entry->values, [&](const std::string &name) {
    return llvm::is_contained(names, name);
  });
}

std::vector<std::string> backend::sorted(std::vector<std::string> names) {
  llvm::sort(names);
  return names;
}
