//===- NpyHeaderParser.cpp - The dictionary in a .npy header ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NpyHeaderParser.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas;

namespace {

/// NumPy itself stops at 64 dimensions.
constexpr size_t kMaxRank = 64;

/// Recursive descent without recursion: the grammar is flat.
class Parser {
public:
  Parser(llvm::StringRef text, NpyHeader &out) : rest(text), out(out) {}

  std::string run() {
    if (!take("{"))
      return fail("the header is no dictionary");
    while (!take("}")) {
      if (!entry() || (!take(",") && !peek('}')))
        return fail("the header dictionary is malformed");
    }
    skipSpace();
    if (!rest.empty())
      return fail("text follows the header dictionary");
    if (!haveDescr || !haveOrder || !haveShape)
      return fail("the header lacks 'descr', 'fortran_order' or 'shape'");
    return "";
  }

private:
  std::string fail(const char *why) { return failure.empty() ? why : failure; }

  /// Notes the reason that run() reports; always false.
  bool refuse(const char *why) {
    if (failure.empty())
      failure = why;
    return false;
  }

  void skipSpace() { rest = rest.ltrim(" \t\r\n\f\v"); }
  bool take(llvm::StringRef token) {
    skipSpace();
    return rest.consume_front(token);
  }
  bool peek(char c) {
    skipSpace();
    return rest.starts_with(llvm::StringRef(&c, 1));
  }

  bool string(std::string &text) {
    skipSpace();
    if (rest.empty() || (rest[0] != '\'' && rest[0] != '"'))
      return false;
    size_t end = rest.find(rest[0], 1);
    if (end == llvm::StringRef::npos)
      return false;
    text = rest.slice(1, end).str();
    rest = rest.drop_front(end + 1);
    return text.find('\\') == std::string::npos;
  }

  bool entry() {
    std::string key;
    if (!string(key) || !take(":"))
      return false;
    if (key == "descr" && !std::exchange(haveDescr, true))
      return string(out.descr) ||
             refuse("the element type is a record or not a plain name");
    if (key == "fortran_order" && !std::exchange(haveOrder, true)) {
      out.fortranOrder = take("True");
      return out.fortranOrder || take("False");
    }
    if (key == "shape" && !std::exchange(haveShape, true))
      return shape();
    return refuse("the header has an unknown or repeated key");
  }

  /// A tuple: () (3,) (3, 4) (3, 4,). "(3)" is a number in Python.
  bool shape() {
    if (!take("("))
      return refuse("the shape is no tuple");
    bool comma = true;
    while (!take(")")) {
      int64_t extent;
      skipSpace();
      // consumeInteger alone would take a sign.
      if (!comma || rest.empty() || !llvm::isDigit(rest[0]) ||
          rest.consumeInteger(10, extent))
        return refuse("a shape extent is no number of 63 bits");
      rest.consume_front("L"); // Python 2 wrote long integers so
      if (out.shape.size() == kMaxRank)
        return refuse("the shape has more than 64 dimensions");
      out.shape.push_back(extent);
      comma = take(",");
    }
    return out.shape.size() != 1 || comma || refuse("the shape is no tuple");
  }

  llvm::StringRef rest;
  NpyHeader &out;
  std::string failure;
  bool haveDescr = false, haveOrder = false, haveShape = false;
};

} // namespace

std::string atlas::parseNpyHeader(llvm::StringRef text, NpyHeader &out) {
  return Parser(text, out).run();
}
