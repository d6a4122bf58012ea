//===- Construct.h - Kinds of target-specific constructs --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The closed list of construct classes, and one use of a class.
//
// A class ("atomic.int") names what contracts allow and what the code of a
// target contains, whatever its spelling there. ConstructClasses.def is the
// list, with the attributes that tell uses of a class apart. A contract filters
// by these attributes and no others.
//
// Thread rule: plain values over constant tables.
// Source: backends-and-contracts.md section 5 (table) and CT-10.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_CONSTRUCT_H
#define ATLAS_CONTRACT_CONSTRUCT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <compare>
#include <cstdint>
#include <string>

namespace atlas::contract {

/// Attributes that a use may have; a class has a subset of them.
enum ConstructAttribute : uint8_t {
  AttrNone = 0,
  AttrScope = 1,    ///< subgroup, workgroup, device, system
  AttrWidth = 2,    ///< bits
  AttrOrdering = 4, ///< relaxed, acquire, release, acq_rel, seq_cst
};

/// One class of the list.
struct ConstructClass {
  llvm::StringLiteral name;
  uint8_t attributes; ///< set of ConstructAttribute
  llvm::StringLiteral doc;
};

/// The classes in the order of the list.
llvm::ArrayRef<ConstructClass> constructClasses();
/// Null for a name that is not on the list.
const ConstructClass *findConstructClass(llvm::StringRef name);
/// Words of `scope`, narrowest first, and of `ordering`, weakest first.
llvm::ArrayRef<llvm::StringLiteral> scopeWords();
llvm::ArrayRef<llvm::StringLiteral> orderingWords();

/// One use in code. Attributes that the class does not have stay empty.
struct ConstructUse {
  std::string cls; ///< name of the class
  std::string scope;
  unsigned width = 0;
  std::string ordering;
  /// The class in the source that instruction selection turned into this one
  /// (CI-09); "" if the source itself asked for it.
  std::string introducedFrom;

  /// "atomic.int(scope=device, width=32)".
  std::string text() const;
  auto operator<=>(const ConstructUse &) const = default;
};

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_CONSTRUCT_H
