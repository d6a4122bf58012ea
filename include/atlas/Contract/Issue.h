//===- Issue.h - What is wrong with contract files --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One complaint about one place, and lists of them.
//
// Reading a contract does not stop at the first mistake: every check adds to a
// list, which is shown sorted by file and position.
//
// Thread rule: plain values.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_ISSUE_H
#define ATLAS_CONTRACT_ISSUE_H

#include "atlas/Contract/Vocabulary.h"
#include "atlas/Support/Error.h"

#include <vector>

namespace atlas::contract {

struct Issue {
  std::string file;
  Position position;
  ErrorCode code;
  std::string text; ///< one sentence, lower case first
  std::string note; ///< what to do, "" if the sentence says it

  /// "file:line:col".
  std::string location() const;
};

using Issues = std::vector<Issue>;

/// By file, then position, then text; equal ones once.
void sortIssues(Issues &issues);
/// All of them as one error, in the order given; success if there are none.
llvm::Error toError(const Issues &issues);

/// "the nearest is 'status'" or "", for a word that is none of `words`.
std::string nearestWord(llvm::StringRef word,
                        llvm::ArrayRef<std::string> words);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_ISSUE_H
