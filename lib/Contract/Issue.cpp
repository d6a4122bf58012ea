//===- Issue.cpp - What is wrong with contract files ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/Issue.h"

#include <algorithm>
#include <tuple>

using namespace atlas;
using namespace atlas::contract;

std::string Issue::location() const {
  if (position.line == 0)
    return file;
  return (file + ":" + llvm::Twine(position.line) + ":" +
          llvm::Twine(position.column))
      .str();
}

void contract::sortIssues(Issues &issues) {
  auto key = [](const Issue &issue) {
    return std::tie(issue.file, issue.position, issue.code, issue.text);
  };
  std::sort(
      issues.begin(), issues.end(),
      [&](const Issue &a, const Issue &b) { return key(a) < key(b); });
  issues.erase(std::unique(issues.begin(), issues.end(),
                           [&](const Issue &a, const Issue &b) {
                             return key(a) == key(b);
                           }),
               issues.end());
}

llvm::Error contract::toError(const Issues &issues) {
  llvm::Error all = llvm::Error::success();
  for (const Issue &issue : issues)
    all = llvm::joinErrors(std::move(all), makeError(issue.code, issue.text,
                                                     issue.note,
                                                     issue.location()));
  return all;
}

std::string contract::nearestWord(llvm::StringRef word,
                                  llvm::ArrayRef<std::string> words) {
  const std::string *nearest = nullptr;
  unsigned best = word.size() / 2 + 2; // further off is no misspelling
  for (const std::string &candidate : words)
    if (unsigned distance = word.edit_distance(candidate); distance < best) {
      best = distance;
      nearest = &candidate;
    }
  return nearest ? "the nearest is '" + *nearest + "'" : std::string();
}
