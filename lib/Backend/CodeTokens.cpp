//===- CodeTokens.cpp - Words and brackets of a code text -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CodeTokens.h"

#include "atlas/Backend/BackendError.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

class Scanner {
public:
  Scanner(llvm::StringRef text, const TokenRules &rules, llvm::StringRef target)
      : rest(text), rules(rules), target(target) {}
  llvm::Expected<std::vector<CodeToken>> run();

private:
  llvm::Error fail(const llvm::Twine &what) const {
    return makeBackendError(BackendErrorKind::Lower, target,
                            "line " + llvm::Twine(line) + " of the code: " + what);
  }
  void skip(size_t count) {
    line += rest.take_front(count).count('\n');
    rest = rest.drop_front(count);
  }
  bool isWord(char c) const {
    return llvm::isAlnum(c) || rules.wordSigns.contains(c);
  }
  llvm::Error skipComment();
  llvm::Error skipString();
  llvm::Error bracket(char c);

  llvm::StringRef rest;
  const TokenRules &rules;
  llvm::StringRef target;
  unsigned line = 1;
  std::string open; ///< closing signs that are waited for
  std::vector<CodeToken> tokens;
};

llvm::Error Scanner::skipComment() {
  unsigned depth = 0;
  do {
    if (rest.starts_with("/*") && (depth == 0 || rules.nestedComments)) {
      ++depth;
      skip(2);
    } else if (rest.starts_with("*/")) {
      --depth;
      skip(2);
    } else if (rest.empty()) {
      return fail("a comment does not end");
    } else {
      skip(1);
    }
  } while (depth);
  return llvm::Error::success();
}

llvm::Error Scanner::skipString() {
  size_t end = 1;
  while (end < rest.size() && rest[end] != '"' && rest[end] != '\n')
    end += rest[end] == '\\' ? 2 : 1;
  if (end >= rest.size() || rest[end] != '"')
    return fail("a string does not end");
  skip(end + 1);
  return llvm::Error::success();
}

/// Opens or closes; other signs are let through.
llvm::Error Scanner::bracket(char c) {
  llvm::StringRef opening = "({[", closing = ")}]";
  size_t kind = opening.find(c);
  tokens.push_back({rest.take_front(1), line, unsigned(open.size())});
  if (kind != llvm::StringRef::npos) {
    open += closing[kind];
  } else if (closing.contains(c)) {
    if (open.empty() || open.back() != c)
      return fail("'" + llvm::Twine(c) + "' closes nothing");
    open.pop_back();
    tokens.back().depth = open.size();
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<CodeToken>> Scanner::run() {
  while (!rest.empty()) {
    llvm::Error error = llvm::Error::success();
    if (llvm::isSpace(rest[0])) {
      skip(1);
    } else if (rest.starts_with("//")) {
      skip(std::min(rest.find('\n'), rest.size()));
    } else if (rest.starts_with("/*")) {
      error = skipComment();
    } else if (rest[0] == '"') {
      error = skipString();
    } else if (isWord(rest[0])) {
      llvm::StringRef word = rest.take_while([&](char c) { return isWord(c); });
      tokens.push_back({word, line, unsigned(open.size())});
      skip(word.size());
    } else {
      error = bracket(rest[0]);
      skip(1);
    }
    if (error)
      return std::move(error);
  }
  if (!open.empty())
    return fail("'" + llvm::Twine(open.back()) + "' is missing");
  return std::move(tokens);
}

} // namespace

llvm::Expected<std::vector<CodeToken>>
backend::readTokens(llvm::StringRef text, const TokenRules &rules,
                    llvm::StringRef target) {
  return Scanner(text, rules, target).run();
}

llvm::ArrayRef<CodeToken> backend::blockOf(llvm::ArrayRef<CodeToken> tokens,
                                           size_t open) {
  size_t end = open + 1;
  while (tokens[end].depth != tokens[open].depth)
    ++end;
  return tokens.slice(open + 1, end - open - 1);
}
