//===- Schema.cpp - Reading a tree by its keys ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Schema.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace atlas;
using namespace atlas::contract;

void Schema::issue(Position position, ErrorCode code, const llvm::Twine &text,
                   const llvm::Twine &note) {
  issues.push_back({path.str(), position, code, text.str(), note.str()});
}

void Schema::wrongKind(const YamlNode &node, llvm::StringRef what,
                       llvm::StringRef wanted) {
  issue(node.position, ErrorCode::ContractValueType,
        what + " is " + node.kindText() + ", not " + wanted);
}

bool Schema::mapping(const YamlNode &node, llvm::StringRef what,
                     llvm::ArrayRef<KeyRule> keys) {
  if (node.kind != YamlNode::Mapping) {
    wrongKind(node, what, "a mapping");
    return false;
  }
  std::vector<std::string> allowed;
  for (const KeyRule &key : keys)
    allowed.push_back(key.name.str());
  for (const YamlEntry &entry : node.entries)
    if (!llvm::is_contained(allowed, entry.key)) {
      std::string nearest = nearestWord(entry.key, allowed);
      issue(entry.position, ErrorCode::ContractKeyUnknown,
            "no key '" + entry.key + "' in " + what,
            (nearest.empty() ? "" : nearest + "; ") +
                "allowed: " + llvm::join(allowed, ", "));
    }
  for (const KeyRule &key : keys)
    if (key.required && !node.find(key.name))
      issue(node.position, ErrorCode::ContractKeyMissing,
            what + " has no key '" + key.name + "'");
  return true;
}

void Schema::list(const YamlNode &map, llvm::StringRef key,
                  llvm::function_ref<void(const YamlNode &)> each) {
  const YamlEntry *entry = map.find(key);
  if (!entry)
    return;
  if (entry->value.kind != YamlNode::Sequence)
    return wrongKind(entry->value, ("'" + key + "'").str(), "a list");
  if (entry->value.items.empty())
    return issue(entry->value.position, ErrorCode::ContractValueType,
                 "'" + key + "' is an empty list", "leave the key out");
  for (const YamlNode &item : entry->value.items)
    each(item);
}

Text Schema::textOf(const YamlNode &node, llvm::StringRef what) {
  if (node.kind != YamlNode::Scalar)
    wrongKind(node, what, "a text");
  else if (llvm::StringRef(node.text).trim().empty())
    issue(node.position, ErrorCode::ContractValueType, what + " is empty");
  else
    return {node.text, node.position};
  return {"", node.position};
}

Text Schema::text(const YamlNode &map, llvm::StringRef key) {
  const YamlEntry *entry = map.find(key);
  return entry ? textOf(entry->value, ("'" + key + "'").str()) : Text();
}

std::vector<Text> Schema::texts(const YamlNode &map, llvm::StringRef key) {
  std::vector<Text> all;
  list(map, key, [&](const YamlNode &item) {
    if (Text one = textOf(item, ("an item of '" + key + "'").str());
        !one.value.empty())
      all.push_back(std::move(one));
  });
  return all;
}

std::vector<std::string> Schema::strings(const YamlNode &map,
                                         llvm::StringRef key) {
  std::vector<std::string> all;
  for (Text &one : texts(map, key))
    all.push_back(std::move(one.value));
  return all;
}

void Schema::oneOf(const Text &text, llvm::StringRef what,
                   llvm::ArrayRef<llvm::StringLiteral> words, ErrorCode code) {
  if (text.value.empty() || llvm::is_contained(words, text.value))
    return;
  std::vector<std::string> known(words.begin(), words.end());
  std::string nearest = nearestWord(text.value, known);
  issue(text.position, code,
        "'" + text.value + "' is no " + what,
        (nearest.empty() ? "" : nearest + "; ") +
            "allowed: " + llvm::join(known, ", "));
}

std::optional<bool> Schema::boolean(const YamlNode &map, llvm::StringRef key) {
  const YamlEntry *entry = map.find(key);
  if (!entry)
    return std::nullopt;
  const YamlNode &node = entry->value;
  if (node.kind == YamlNode::Scalar && node.plain &&
      (node.text == "true" || node.text == "false"))
    return node.text == "true";
  issue(node.position, ErrorCode::ContractValueType,
        "'" + key + "' is neither true nor false");
  return std::nullopt;
}

std::optional<double> Schema::number(const YamlNode &map, llvm::StringRef key) {
  const YamlEntry *entry = map.find(key);
  if (!entry)
    return std::nullopt;
  const YamlNode &node = entry->value;
  double value = 0;
  // Decimal only: neither hexadecimal nor the words of to_float.
  if (node.kind == YamlNode::Scalar && node.plain &&
      llvm::all_of(node.text,
                   [](char c) {
                     return llvm::isDigit(c) || c == '.' || c == 'e' ||
                            c == 'E' || c == '+' || c == '-';
                   }) &&
      llvm::to_float(node.text, value) && std::isfinite(value))
    return value;
  issue(node.position, ErrorCode::ContractValueType,
        "'" + key + "' is not a finite decimal number");
  return std::nullopt;
}

std::vector<unsigned> Schema::numbers(const YamlNode &map,
                                      llvm::StringRef key) {
  std::vector<unsigned> all;
  list(map, key, [&](const YamlNode &item) {
    unsigned value = 0;
    if (item.kind == YamlNode::Scalar && item.plain &&
        llvm::to_integer(item.text, value, 10))
      all.push_back(value);
    else
      issue(item.position, ErrorCode::ContractValueType,
            "an item of '" + key + "' is not an unsigned number");
  });
  return all;
}

bool contract::isWord(llvm::StringRef text) {
  return !text.empty() && llvm::isAlpha(text.front()) &&
         llvm::all_of(text, [](char c) {
           return llvm::isAlnum(c) || c == '-' || c == '_' || c == '.';
         });
}
