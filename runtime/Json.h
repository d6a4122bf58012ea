//===- Json.h - The strict JSON reader of the runtime -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads JSON texts (RFC 8259) in place, without memory of its own.
//
// json::check walks the whole text once: syntax, UTF-8, escapes with their
// surrogate pairs, nesting. What passed it is then looked at through
// json::Value, a pair of pointers into the text. Nothing but check looks at
// hostile bytes. Cost: linear; finding a member is linear in the text of its
// object. Recursion is as deep as the nesting, which is limited. Ownership: the
// text must outlive its values. Thread rule: immutable.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_JSON_H
#define ATLAS_RUNTIME_JSON_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime::json {

/// Arrays and objects in each other.
constexpr unsigned kMaxDepth = 64;

enum class Kind { Null, Boolean, Number, String, Array, Object };

/// A value of a text that check accepted.
class Value {
public:
  Value() = default;
  /// `text` starts at the value's first character; only check and the members
  /// here make one.
  Value(const char *begin, const char *end) : begin(begin), end(end) {}

  Kind kind() const;

  bool isTrue() const { return *begin == 't'; }

  /// Of a number: the nearest double, infinite if it is too large.
  double number() const;
  /// Of a number: true if it has neither sign, fraction nor exponent and fits.
  bool unsignedInteger(uint64_t &result) const;

  /// Of a string: true if it is this NUL-terminated UTF-8 text.
  bool equals(const char *text) const;
  /// Of a string: its bytes as UTF-8 without the quotes. Writes up to
  /// `capacity` of them; returns how many there are.
  size_t decode(char *out, size_t capacity) const;

  /// Of an object: the last member of that name; false if there is none.
  bool find(const char *name, Value &member) const;

private:
  friend class Elements;
  const char *begin = "null", *end = begin + 4;
};

/// The elements of an array, or keys and values of an object, in order.
class Elements {
public:
  /// `container` is an array or an object.
  explicit Elements(const Value &container);
  /// The next one; false after the last. `key` is set for objects.
  bool next(Value &key, Value &value);

private:
  const char *at, *end;
  bool hasKeys;
};

/// What is wrong with a text, and where.
struct Error {
  const char *what = nullptr; ///< "unexpected character"; static
  size_t offset = 0;          ///< in bytes
};

/// Accepts a text and gives its value, or says what is wrong with it.
bool check(const char *text, size_t size, Value &root, Error &error);

} // namespace atlas::runtime::json

#endif // ATLAS_RUNTIME_JSON_H
