//===- SourceLimits.cpp - Bounds on source texts ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/SourceLimits.h"

#include "atlas/Support/Error.h"

using namespace atlas;

namespace {

/// Operators in one expression before it counts as too deep: MLIR's affine
/// parser recurses on each of them.
constexpr unsigned kMaxOperatorRun = 1024;

/// Walks over a text with a stack of open brackets.
///
/// '<' and '>' are brackets in types and operators elsewhere ("->", ">=", a
/// comparison in LLVM IR metadata names). A closer therefore closes the nearest
/// opener of its own kind, dropping any '<' above it, and a '>' without a '<'
/// on top is ignored. Both err towards counting too much on hostile text only.
class Scanner {
public:
  Scanner(llvm::StringRef text, llvm::StringRef path)
      : text(text), path(path), isLLVM(path.ends_with_insensitive(".ll")) {}

  llvm::Error run() {
    for (pos = 0; pos < text.size(); ++pos)
      if (!step(text[pos]))
        return tooDeep();
    return llvm::Error::success();
  }

private:
  char next() const { return pos + 1 < text.size() ? text[pos + 1] : '\0'; }

  /// Handles one character; false when a limit is passed.
  bool step(char c) {
    switch (c) {
    case '"':
      skipString();
      return true;
    case '/':
      if (!isLLVM && next() == '/')
        skipLine();
      return true;
    case ';':
      if (isLLVM)
        skipLine();
      return true;
    case '(': case '[': case '{':
      return open(c);
    case '<':
      return next() == '=' || open(c);
    case ')': case ']': case '}':
      close(c == ')' ? '(' : c == ']' ? '[' : '{');
      return true;
    case '>':
      if (depth && stack[depth - 1] == '<')
        --depth;
      return true;
    case ',': case '=': case ':':
      operators[depth] = 0;
      return true;
    case '-': case '+': case '*':
      return countOperator(c);
    default:
      return true;
    }
  }

  bool open(char c) {
    if (depth == kMaxNesting)
      return false;
    stack[depth++] = c;
    operators[depth] = 0;
    return true;
  }

  /// Pops to the nearest `opener`; without one the text is wrong anyway and
  /// the parser will say so.
  void close(char opener) {
    unsigned at = depth;
    while (at && stack[at - 1] == '<')
      --at;
    if (at && stack[at - 1] == opener)
      depth = at - 1;
  }

  bool countOperator(char c) {
    if (isLLVM)
      return true;
    if (c == '-' && next() == '>') {
      ++pos; // an arrow closes nothing
      return true;
    }
    return ++operators[depth] <= kMaxOperatorRun;
  }

  void skipLine() {
    pos = std::min(text.find('\n', pos), text.size());
  }

  /// MLIR strings end at the line and escape with a backslash; those of LLVM
  /// IR do neither.
  void skipString() {
    for (++pos; pos < text.size() && text[pos] != '"'; ++pos) {
      if (isLLVM)
        continue;
      if (text[pos] == '\n')
        return;
      if (text[pos] == '\\')
        ++pos;
    }
  }

  llvm::Error tooDeep() const {
    llvm::StringRef before = text.take_front(pos);
    size_t line = before.count('\n') + 1;
    size_t column = pos - (before.rfind('\n') + 1) + 1;
    return makeError(ErrorCode::NestingTooDeep,
                     "brackets, regions or types nest deeper than " +
                         llvm::Twine(kMaxNesting),
                     "split the text, or name intermediate types",
                     path + ":" + llvm::Twine(line) + ":" +
                         llvm::Twine(column));
  }

  llvm::StringRef text, path;
  bool isLLVM;
  size_t pos = 0;
  unsigned depth = 0;
  char stack[kMaxNesting];
  unsigned operators[kMaxNesting + 1] = {};
};

/// MLIR bytecode and LLVM bitcode, by their magic numbers.
bool isBinary(llvm::StringRef text) {
  return text.starts_with("ML\xefR") || text.starts_with("BC\xc0\xde") ||
         text.starts_with("\xde\xc0\x17\x0b");
}

} // namespace

llvm::Error atlas::checkSourceLimits(llvm::StringRef text,
                                     llvm::StringRef path) {
  if (text.size() > kMaxSourceBytes)
    return makeError(ErrorCode::SourceTooLarge,
                     "the source text has " + llvm::Twine(text.size()) +
                         " bytes; at most 64 MiB are read",
                     {}, path);
  if (isBinary(text))
    return llvm::Error::success();
  return Scanner(text, path).run();
}
