//===- CodeTokens.h - Words and brackets of a code text ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structural readers of text formats (PTX, WGSL) share this: comments and
// strings are left out, what remains is words and single signs, and brackets
// must match. It knows no language; decoders do (section 5).
//
// Failure: a sentence with the line. Thread rule: pure functions. Private to the
// back end layer.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_CODETOKENS_H
#define ATLAS_LIB_BACKEND_CODETOKENS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace atlas::backend {

struct CodeToken {
  llvm::StringRef text;
  unsigned line = 1;
  unsigned depth = 0; ///< brackets open around it; a bracket stands outside itself
};

struct TokenRules {
  llvm::StringRef wordSigns;   ///< signs that belong to words: "._%$"
  bool nestedComments = false; ///< of the kind /* */
};

/// ATL0404 for a comment or string that does not end, and for brackets that do
/// not match. `target` is for the message.
llvm::Expected<std::vector<CodeToken>> readTokens(llvm::StringRef text,
                                                  const TokenRules &rules,
                                                  llvm::StringRef target);

/// Tokens of the block that opens at `tokens[open]`, without its brackets.
llvm::ArrayRef<CodeToken> blockOf(llvm::ArrayRef<CodeToken> tokens, size_t open);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_CODETOKENS_H
