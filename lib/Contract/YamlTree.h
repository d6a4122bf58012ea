//===- YamlTree.h - A strict YAML document as a tree ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is left of YAML once everything contracts refuse is refused: texts,
// mappings with distinct text keys, and lists, each with its position.
//
// LLVM's parser makes nodes while it reads and has no limits; this reads them
// once, with limits, into values that can be looked at in any order.
// Thread rule: pure function.
// Source: backends-and-contracts.md CT-01, CT-02, CT-15.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONTRACT_YAMLTREE_H
#define ATLAS_LIB_CONTRACT_YAMLTREE_H

#include "atlas/Contract/Issue.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atlas::contract {

struct YamlEntry;

struct YamlNode {
  enum Kind : uint8_t { Nothing, Scalar, Mapping, Sequence } kind = Nothing;
  Position position;
  std::string text;   ///< Scalar
  bool plain = false; ///< Scalar without quotes
  std::vector<YamlEntry> entries; ///< Mapping, as written
  std::vector<YamlNode> items;    ///< Sequence

  /// Null if the mapping has no such key.
  const YamlEntry *find(llvm::StringRef key) const;
  /// "a text", "a mapping", "a list", "nothing".
  llvm::StringRef kindText() const;
};

struct YamlEntry {
  std::string key;
  Position position; ///< of the key
  YamlNode value;
};

/// The root of the only document, or nullopt with at least one issue.
std::optional<YamlNode> parseYaml(llvm::StringRef text, llvm::StringRef path,
                                  Issues &issues);

} // namespace atlas::contract

#endif // ATLAS_LIB_CONTRACT_YAMLTREE_H
