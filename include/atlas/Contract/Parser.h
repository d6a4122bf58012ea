//===- Parser.h - Contract files --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads one contract.yaml, strictly.
//
// One UTF-8 document in block or flow style. Tabs, anchors, aliases, tags, merge
// keys, folded texts and a second document are refused, as is every key that
// contracts do not have. A text is what is written: `yes` and `1.0` are texts
// where a text is wanted. What can be checked within one file is checked here;
// Corpus.h does the rest. All complaints of a file are reported.
//
// Complexity: linear in the text. At most 1 MiB and 64 levels.
// Thread rule: pure function.
// Source: backends-and-contracts.md CT-01 to CT-04, CT-07 to CT-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_PARSER_H
#define ATLAS_CONTRACT_PARSER_H

#include "atlas/Contract/Issue.h"
#include "atlas/Contract/Model.h"

namespace atlas::contract {

/// Largest contract file in bytes, and deepest nesting.
inline constexpr size_t kMaxContractBytes = size_t(1) << 20;
inline constexpr unsigned kMaxContractNesting = 64;

/// The contract of a text, or nullopt with at least one issue. Issues are added
/// to the list in order of position.
std::optional<Contract> parseContract(llvm::StringRef text,
                                      llvm::StringRef path,
                                      const Vocabulary &vocabulary,
                                      Issues &issues);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_PARSER_H
