//===- JsonCheck.cpp - The grammar of JSON --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Recursive descent over RFC 8259, sections 2 to 7; UTF-8 as RFC 3629,
// section 4. Every read is preceded by a test against the end.
//===----------------------------------------------------------------------===//
#include "Json.h"

#include <string.h>

using namespace atlas::runtime::json;

namespace {

bool isEscape(char c) {
  for (char known : "\"\\/bfnrtu")
    if (c && c == known)
      return true;
  return false;
}

class Checker {
public:
  Checker(const char *text, size_t size)
      : begin(text), at(text), end(text + size) {}

  bool run(Value &root, Error &error) {
    skipSpace();
    const char *start = at;
    bool good = value(0);
    const char *stop = at;
    skipSpace();
    if (good && at < end)
      good = fail("something after the value");
    if (good)
      root = Value(start, stop);
    else
      error = {what, size_t(at - begin)};
    return good;
  }

private:
  bool fail(const char *why) {
    what = why;
    return false;
  }
  /// At the end, or at a character that does not belong here.
  bool unexpected() {
    return fail(at == end ? "unexpected end" : "unexpected character");
  }
  bool is(char c) const { return at < end && *at == c; }
  bool isDigit() const { return at < end && *at >= '0' && *at <= '9'; }
  bool take(char c) {
    if (!is(c))
      return unexpected();
    ++at;
    return true;
  }
  void skipSpace() {
    while (is(' ') || is('\t') || is('\n') || is('\r'))
      ++at;
  }

  bool value(unsigned depth) {
    if (at == end)
      return unexpected();
    switch (*at) {
    case '{':
    case '[':
      return container(depth);
    case '"':
      return string();
    case 't':
      return word("true", 4);
    case 'f':
      return word("false", 5);
    case 'n':
      return word("null", 4);
    default:
      return number();
    }
  }

  bool word(const char *text, size_t size) {
    if (size_t(end - at) < size || memcmp(at, text, size) != 0)
      return unexpected();
    at += size;
    return true;
  }

  bool container(unsigned depth) {
    if (depth == kMaxDepth)
      return fail("too many brackets in each other");
    bool isObject = *at++ == '{';
    char close = isObject ? '}' : ']';
    skipSpace();
    if (is(close))
      return take(close);
    for (;;) {
      if (isObject) {
        if (!is('"'))
          return unexpected();
        if (!string())
          return false;
        skipSpace();
        if (!take(':'))
          return false;
        skipSpace();
      }
      if (!value(depth + 1))
        return false;
      skipSpace();
      if (is(close))
        return take(close);
      if (!take(','))
        return false;
      skipSpace();
    }
  }

  bool digits() {
    if (!isDigit())
      return unexpected();
    while (isDigit())
      ++at;
    return true;
  }

  bool number() {
    if (is('-'))
      ++at;
    bool zero = is('0');
    if (zero)
      ++at;
    if (!zero && !digits())
      return false;
    if (is('.')) {
      ++at;
      if (!digits())
        return false;
    }
    if (is('e') || is('E')) {
      ++at;
      if (is('+') || is('-'))
        ++at;
      if (!digits())
        return false;
    }
    return true;
  }

  bool string() {
    ++at;
    while (at < end && *at != '"') {
      unsigned char c = (unsigned char)(*at);
      if (c < 0x20)
        return fail("a control character in a string");
      if (c == '\\' ? !escape() : c < 0x80 ? (++at, false) : !sequence())
        return false;
    }
    return take('"');
  }

  bool unit(unsigned &code) {
    code = 0;
    for (int i = 0; i < 4; ++i, ++at) {
      unsigned c = at < end ? (unsigned char)(*at) : 0, lower = c | 0x20;
      bool isLetter = lower >= 'a' && lower <= 'f';
      if (!isDigit() && !isLetter)
        return unexpected();
      code = code << 4 | (isLetter ? lower - 'a' + 10 : c - '0');
    }
    return true;
  }

  bool escape() {
    ++at;
    if (at == end || !isEscape(*at))
      return unexpected();
    if (*at++ != 'u')
      return true;
    unsigned high, low;
    if (!unit(high))
      return false;
    if (high < 0xD800 || high > 0xDFFF)
      return true;
    if (high > 0xDBFF || end - at < 2 || at[0] != '\\' || at[1] != 'u')
      return fail("half a surrogate pair");
    at += 2;
    if (!unit(low))
      return false;
    return (low >= 0xDC00 && low <= 0xDFFF) || fail("half a surrogate pair");
  }

  /// Bytes of one character above U+007F.
  bool sequence() {
    auto byte = [&](int i) {
      return i < end - at ? unsigned((unsigned char)(at[i])) : 0u;
    };
    unsigned first = byte(0), second = byte(1);
    int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    // Overlong forms, surrogates and what lies above U+10FFFF.
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    bool good =
        first >= 0xC2 && first <= 0xF4 && second >= low && second <= high;
    for (int i = 2; i < size; ++i)
      good = good && byte(i) >= 0x80 && byte(i) <= 0xBF;
    if (!good)
      return fail("bytes that are not UTF-8");
    at += size;
    return true;
  }

  const char *begin, *at, *end;
  const char *what = nullptr;
};

} // namespace

bool atlas::runtime::json::check(const char *text, size_t size, Value &root,
                                 Error &error) {
  return Checker(text, size).run(root, error);
}
