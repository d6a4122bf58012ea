//===- Vocabulary.h - What contracts may name -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Targets, emitters and hardware keys, as the contract layer sees them.
//
// Contracts name things that back ends own. This layer stands below the back
// ends, so it asks through this interface; the back end layer answers it from
// its folders (backend::contractVocabulary), tests with a table of their own.
//
// Thread rule: implementations are immutable.
// Source: backends-and-contracts.md CT-07, CT-09.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_VOCABULARY_H
#define ATLAS_CONTRACT_VOCABULARY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace atlas::contract {

/// A key of a hardware clause: one text or a list of texts.
struct HardwareKey {
  llvm::StringLiteral name;
  bool isList;
};

/// A place in a contract file, from 1; 0 = nowhere.
struct Position {
  unsigned line = 0, column = 0;
  auto operator<=>(const Position &) const = default;
};

/// One key of a clause with its values (one for a plain key).
struct HardwareValue {
  std::string key;
  std::vector<std::string> values;
  Position position;
};

/// `hardware:` of a compile target, sorted by key; empty admits everything.
struct HardwareClause {
  std::vector<HardwareValue> entries;
  /// Null if the clause does not have the key.
  const HardwareValue *find(llvm::StringRef key) const;
  /// The single value of a plain key, "" if absent.
  llvm::StringRef text(llvm::StringRef key) const;
};

/// What is wrong with one entry of a clause.
struct ClauseProblem {
  std::string key;
  std::string message;
};

/// An emitter that contracts may name.
struct EmitterName {
  llvm::StringLiteral name;
  bool general;
  llvm::ArrayRef<llvm::StringLiteral> shapes; ///< of specialists
};

class Vocabulary {
public:
  virtual ~Vocabulary();
  /// Sorted ids.
  virtual std::vector<std::string> targets() const = 0;
  // The rest is asked for ids of that list only.
  virtual llvm::ArrayRef<HardwareKey>
  hardwareKeys(llvm::StringRef target) const = 0;
  /// `exact`: the contract promises exact results.
  virtual std::vector<ClauseProblem>
  checkClause(llvm::StringRef target, const HardwareClause &clause,
              bool exact) const = 0;
  virtual bool overlap(llvm::StringRef target, const HardwareClause &a,
                       const HardwareClause &b) const = 0;
  virtual llvm::ArrayRef<EmitterName>
  emitters(llvm::StringRef target) const = 0;
};

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_VOCABULARY_H
