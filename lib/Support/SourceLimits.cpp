//===- SourceLimits.cpp - Bounds on source texts ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/SourceLimits.h"

#include "atlas/Support/Error.h"
#include "llvm/ADT/StringExtras.h"

#include <string>

using namespace atlas;

namespace {

/// Operators in one expression before it counts as too deep: MLIR's affine
/// parser recurses on each of them.
constexpr unsigned kMaxOperatorRun = 1024;

/// Sum of all result numbers in a text: each may make the parser reserve as many
/// places, of 16 bytes.
constexpr uint64_t kMaxResultPlaces = uint64_t(1) << 26;

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
        return tooManyResults ? resultOutOfRange() : tooDeep();
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
    case '#':
      return countResult();
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

  /// "%name#7" makes MLIR's parser reserve places for eight results.
  bool countResult() {
    llvm::StringRef digits = text.drop_front(pos + 1).take_while(llvm::isDigit);
    if (isLLVM || digits.empty())
      return true;
    unsigned number = 0;
    tooManyResults = digits.getAsInteger(10, number) || number > kMaxResultNumber ||
                     (results += number) > kMaxResultPlaces;
    return !tooManyResults;
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

  /// Where the scan stands, as "path:line:column".
  std::string place() const {
    llvm::StringRef before = text.take_front(pos);
    size_t line = before.count('\n') + 1;
    size_t column = pos - (before.rfind('\n') + 1) + 1;
    return (path + ":" + llvm::Twine(line) + ":" + llvm::Twine(column)).str();
  }

  llvm::Error tooDeep() const {
    return makeError(ErrorCode::NestingTooDeep,
                     "brackets, regions or types nest deeper than " +
                         llvm::Twine(kMaxNesting),
                     "split the text, or name intermediate types", place());
  }

  llvm::Error resultOutOfRange() const {
    return makeError(ErrorCode::SourceTooLarge,
                     "results are numbered up to " + llvm::Twine(kMaxResultNumber),
                     "number the results of an operation from 0", place());
  }

  llvm::StringRef text, path;
  bool isLLVM;
  size_t pos = 0;
  unsigned depth = 0;
  char stack[kMaxNesting];
  unsigned operators[kMaxNesting + 1] = {};
  uint64_t results = 0; ///< sum of all result numbers
  bool tooManyResults = false;
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
