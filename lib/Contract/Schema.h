//===- Schema.h - Reading a tree by its keys --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The checks that every mapping of a contract needs, and typed access to its
// values. Every mistake becomes an issue; access to what is missing or wrong
// gives an empty value, so that a reader goes on without asking.
//
// Thread rule: thread-compatible.
// Source: backends-and-contracts.md CT-02.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONTRACT_SCHEMA_H
#define ATLAS_LIB_CONTRACT_SCHEMA_H

#include "YamlTree.h"

#include "atlas/Contract/Model.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace atlas::contract {

/// A key that a mapping may have.
struct KeyRule {
  llvm::StringRef name;
  bool required = false;
};

class Schema {
public:
  Schema(llvm::StringRef path, Issues &issues) : path(path), issues(issues) {}

  void issue(Position position, ErrorCode code, const llvm::Twine &text,
             const llvm::Twine &note = {});
  unsigned issueCount() const { return issues.size(); }

  /// True if the node is a mapping; complains about unknown and missing keys.
  /// `what` names the mapping ("metadata", "a sanction").
  bool mapping(const YamlNode &node, llvm::StringRef what,
               llvm::ArrayRef<KeyRule> keys);
  /// Calls `each` for every item of the list behind a key; complains if it is
  /// no list or empty.
  void list(const YamlNode &map, llvm::StringRef key,
            llvm::function_ref<void(const YamlNode &)> each);

  /// The text behind a key; complains about anything but a text with contents.
  Text text(const YamlNode &map, llvm::StringRef key);
  Text textOf(const YamlNode &node, llvm::StringRef what);
  std::vector<Text> texts(const YamlNode &map, llvm::StringRef key);
  std::vector<std::string> strings(const YamlNode &map, llvm::StringRef key);
  /// Complains about a text that is none of the words.
  void oneOf(const Text &text, llvm::StringRef what,
             llvm::ArrayRef<llvm::StringLiteral> words,
             ErrorCode code = ErrorCode::ContractValueInvalid);
  std::optional<bool> boolean(const YamlNode &map, llvm::StringRef key);
  /// A finite number in decimal form, without quotes.
  std::optional<double> number(const YamlNode &map, llvm::StringRef key);
  /// The items of a list of unsigned numbers.
  std::vector<unsigned> numbers(const YamlNode &map, llvm::StringRef key);

private:
  void wrongKind(const YamlNode &node, llvm::StringRef what,
                 llvm::StringRef wanted);

  llvm::StringRef path;
  Issues &issues;
};

/// [a-z][a-z0-9-]* or, for equations and tests, any case and more signs.
bool isWord(llvm::StringRef text);

} // namespace atlas::contract

#endif // ATLAS_LIB_CONTRACT_SCHEMA_H
