//===- Json.cpp - Values of a checked JSON text ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything here relies on the text being well formed (JsonCheck.cpp).
//===----------------------------------------------------------------------===//
#include "Json.h"
#include "Decimal.h"

using namespace atlas::runtime::json;

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

const char *skipSpace(const char *at, const char *end) {
  while (at < end && isSpace(*at))
    ++at;
  return at;
}

/// The end of the string that starts at `at`.
const char *skipString(const char *at) {
  for (++at; *at != '"'; ++at)
    at += *at == '\\';
  return at + 1;
}

/// The end of the value that starts at `at`; brackets in strings do not count.
const char *skipValue(const char *at, const char *end) {
  unsigned depth = 0;
  do {
    if (*at == '"') {
      at = skipString(at);
      continue;
    }
    if (*at == '[' || *at == '{')
      ++depth;
    else if (*at == ']' || *at == '}')
      --depth;
    else if (!depth) {
      // A word or number: to what may follow it.
      while (at < end && !isSpace(*at) && *at != ',' && *at != ']' &&
             *at != '}')
        ++at;
      return at;
    }
    ++at;
  } while (depth);
  return at;
}

unsigned hexDigit(char c) {
  return unsigned(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

unsigned hexUnit(const char *at) {
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i)
    unit = unit << 4 | hexDigit(at[i]);
  return unit;
}

/// Hands out the UTF-8 bytes of a string one by one.
class StringBytes {
public:
  StringBytes(const char *begin, const char *end)
      : at(begin + 1), end(end - 1) {}

  /// False after the last byte.
  bool next(char &byte) {
    if (used == count && !refill())
      return false;
    byte = pending[used++];
    return true;
  }

private:
  bool refill() {
    if (at == end)
      return false;
    used = 0;
    count = 1;
    pending[0] = *at++;
    if (pending[0] == '\\')
      escape(*at++);
    return true;
  }

  void escape(char c) {
    constexpr char kNames[] = "bfnrt", kBytes[] = "\b\f\n\r\t";
    pending[0] = c; // quote, slash, backslash
    for (int i = 0; i < 5; ++i)
      if (c == kNames[i])
        pending[0] = kBytes[i];
    if (c != 'u')
      return;
    unsigned code = hexUnit(at);
    at += 4;
    if (code >= 0xD800 && code < 0xDC00) {
      code = 0x10000 + (code - 0xD800) * 0x400 + hexUnit(at + 2) - 0xDC00;
      at += 6;
    }
    encode(code);
  }

  void encode(unsigned code) {
    if (code < 0x80) {
      pending[0] = char(code);
      return;
    }
    count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (unsigned i = count; i-- > 1; code >>= 6)
      pending[i] = char(0x80 | (code & 0x3F));
    pending[0] = char((0xF00 >> count & 0xF0) | code);
  }

  const char *at, *end;
  char pending[4];
  unsigned used = 0, count = 0;
};

} // namespace

Kind Value::kind() const {
  switch (*begin) {
  case 'n':
    return Kind::Null;
  case 't':
  case 'f':
    return Kind::Boolean;
  case '"':
    return Kind::String;
  case '[':
    return Kind::Array;
  case '{':
    return Kind::Object;
  default:
    return Kind::Number;
  }
}

double Value::number() const {
  return parseDecimal(begin, size_t(end - begin));
}

bool Value::unsignedInteger(uint64_t &result) const {
  uint64_t value = 0;
  for (const char *at = begin; at < end; ++at) {
    if (*at < '0' || *at > '9')
      return false;
    uint64_t digit = uint64_t(*at - '0');
    if (value > (UINT64_MAX - digit) / 10)
      return false;
    value = 10 * value + digit;
  }
  result = value;
  return true;
}

bool Value::equals(const char *text) const {
  StringBytes bytes(begin, end);
  char byte;
  for (; bytes.next(byte); ++text)
    if (!*text || byte != *text) // an escaped NUL is no end
      return false;
  return !*text;
}

size_t Value::decode(char *out, size_t capacity) const {
  StringBytes bytes(begin, end);
  size_t size = 0;
  for (char byte; bytes.next(byte); ++size)
    if (size < capacity)
      out[size] = byte;
  return size;
}

bool Value::find(const char *name, Value &member) const {
  bool found = false;
  Elements members(*this);
  Value key, value;
  while (members.next(key, value))
    if (key.equals(name)) {
      member = value;
      found = true;
    }
  return found;
}

Elements::Elements(const Value &container)
    : at(skipSpace(container.begin + 1, container.end)), end(container.end),
      hasKeys(*container.begin == '{') {}

bool Elements::next(Value &key, Value &value) {
  if (*at == ']' || *at == '}')
    return false;
  if (hasKeys) {
    key = Value(at, skipString(at));
    at = skipSpace(key.end, end) + 1; // the colon
    at = skipSpace(at, end);
  }
  value = Value(at, skipValue(at, end));
  at = skipSpace(value.end, end);
  if (*at == ',')
    at = skipSpace(at + 1, end);
  return true;
}
