//===- WgslReader.cpp - The structure of a WGSL text ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WgslReader.h"

#include "CodeTokens.h"

#include "atlas/Backend/BackendError.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

llvm::Error malformed(const llvm::Twine &text) {
  return makeBackendError(BackendErrorKind::Lower, "wgsl", text);
}

/// The index of the next token of that text at depth 0, from `i` on.
size_t next(llvm::ArrayRef<CodeToken> tokens, size_t i, llvm::StringRef text) {
  while (i < tokens.size() && (tokens[i].depth || tokens[i].text != text))
    ++i;
  return i;
}

/// "enable a, b;": directives come before everything else (section 4).
size_t readDirectives(llvm::ArrayRef<CodeToken> tokens, WgslText &found) {
  size_t i = 0;
  while (i < tokens.size() &&
         (tokens[i].text == "enable" || tokens[i].text == "requires")) {
    auto &names = tokens[i].text == "enable" ? found.enables : found.requirements;
    for (++i; i < tokens.size() && tokens[i].text != ";"; ++i)
      if (tokens[i].text != ",")
        names.push_back(tokens[i].text.str());
    ++i;
  }
  return i;
}

} // namespace

llvm::Expected<WgslText> backend::readWgsl(llvm::StringRef text) {
  auto read = readTokens(text, {"_.", true}, "wgsl");
  if (!read)
    return read.takeError();
  llvm::ArrayRef<CodeToken> tokens = *read;
  WgslText found;
  for (size_t i = readDirectives(tokens, found); i < tokens.size(); ++i) {
    if (tokens[i].text != "compute" || !i || tokens[i - 1].text != "@" ||
        tokens[i].depth)
      continue;
    size_t function = next(tokens, i, "fn"), body = next(tokens, i, "{");
    if (function + 1 >= tokens.size() || body >= tokens.size() || body < function)
      return malformed("a compute entry point has no function");
    std::string name = tokens[function + 1].text.str();
    if (blockOf(tokens, body).empty())
      return malformed("the entry point '" + name + "' has no statements");
    found.entries.push_back(std::move(name));
    i = body;
  }
  return found;
}
