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
backend::splitNames(llvm::StringRef target, llvm::StringRef text,
                    llvm::function_ref<llvm::StringRef(llvm::StringRef)> subject) {
  std::vector<std::string> names;
  if (text.empty())
    return names;
  llvm::SmallVector<llvm::StringRef, 8> parts, subjects;
  text.split(parts, ',');
  for (llvm::StringRef part : parts) {
    if (part.empty())
      return badHardware(target, "an empty name in '" + text + "'", text);
    if (llvm::is_contained(subjects, subject(part)))
      return badHardware(target, "'" + subject(part) + "' is named twice", part);
    subjects.push_back(subject(part));
    names.push_back(part.str());
  }
  return names;
}

llvm::Error backend::checkName(llvm::StringRef target, llvm::StringRef what,
                               llvm::StringRef name,
                               llvm::ArrayRef<llvm::StringRef> known,
                               const llvm::Twine &nextStep) {
  if (llvm::is_contained(known, name))
    return llvm::Error::success();
  return badHardware(target, unknownName(what, name, known), name, nextStep);
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

/// The number behind a key, or a default if the key is absent or no number.
static unsigned bound(const ClauseRange &range, const contract::HardwareClause &clause,
                      llvm::StringRef key, unsigned fallback) {
  if (!clause.find(key))
    return fallback;
  llvm::Expected<unsigned> number = range.parse(clause.text(key));
  if (number)
    return *number;
  llvm::consumeError(number.takeError());
  return fallback;
}

unsigned ClauseRange::low(const contract::HardwareClause &clause) const {
  return bound(*this, clause, least, 0);
}
unsigned ClauseRange::high(const contract::HardwareClause &clause) const {
  return bound(*this, clause, most, ~0u);
}

bool ClauseRange::contains(const contract::HardwareClause &clause, unsigned number) const {
  return low(clause) <= number && number <= high(clause);
}

bool ClauseRange::overlap(const contract::HardwareClause &a,
                          const contract::HardwareClause &b) const {
  return std::max(low(a), low(b)) <= std::min(high(a), high(b));
}

void ClauseRange::check(const contract::HardwareClause &clause,
                        std::vector<contract::ClauseProblem> &problems) const {
  bool readable = true;
  for (llvm::StringRef key : {llvm::StringRef(least), llvm::StringRef(most)})
    if (clause.find(key))
      if (auto number = parse(clause.text(key)); !number) {
        problems.push_back({key.str(), reason(number.takeError())});
        readable = false;
      }
  if (readable && low(clause) > high(clause))
    problems.push_back({most.str(), ("the range from " + least + " to " + most +
                                     " is empty")
                                        .str()});
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
