//===- PtxReader.cpp - The structure of a PTX text --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PtxReader.h"

#include "CodeTokens.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

llvm::Error malformed(const llvm::Twine &text) {
  return makeBackendError(BackendErrorKind::Lower, "ptx", text);
}

} // namespace

llvm::Expected<PtxText> backend::readPtx(llvm::StringRef text) {
  auto tokens = readTokens(text, {"._%$", false}, "ptx");
  if (!tokens)
    return tokens.takeError();
  // The two that every module begins with, in this order.
  if (tokens->size() < 4 || (*tokens)[0].text != ".version" ||
      (*tokens)[2].text != ".target")
    return malformed("the code does not begin with .version and .target");
  PtxText found{(*tokens)[1].text.str(), (*tokens)[3].text.str(), {}};
  for (size_t i = 4; i < tokens->size(); ++i) {
    if ((*tokens)[i].text != ".entry" || (*tokens)[i].depth)
      continue;
    if (i + 1 == tokens->size())
      return malformed("an entry has no name");
    std::string name = (*tokens)[i + 1].text.str();
    while (i < tokens->size() && !((*tokens)[i].text == "{" && !(*tokens)[i].depth))
      ++i;
    bool hasCode = i < tokens->size() &&
                   llvm::any_of(blockOf(*tokens, i), [](const CodeToken &token) {
                     return token.text == ";";
                   });
    if (!hasCode)
      return malformed("the entry '" + name + "' has no instructions");
    found.entries.push_back(std::move(name));
  }
  return found;
}
