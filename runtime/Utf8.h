//===- Utf8.h - Characters and white space in UTF-8 -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Single characters (RFC 3629, section 3), and those with the Unicode property
// White_Space (PropList.txt), found forwards and backwards. Bytes that are no
// UTF-8 are not white space.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_UTF8_H
#define ATLAS_RUNTIME_UTF8_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime {

/// A character and its bytes; one byte if they are no UTF-8.
struct Utf8 {
  uint32_t value;
  unsigned size;
  bool isValid;
};

/// The first character of `text`, whose `size` is not 0.
inline Utf8 decodeUtf8(const char *text, size_t size) {
  unsigned first = (unsigned char)text[0];
  if (first < 0x80)
    return {first, 1, true};
  unsigned length = first < 0xC2   ? 0
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                    : first < 0xF5 ? 4
                                   : 0;
  if (!length || length > size)
    return {first, 1, false};
  uint32_t value = first & (0x7Fu >> length);
  for (unsigned i = 1; i < length; ++i) {
    unsigned next = (unsigned char)text[i];
    if ((next & 0xC0) != 0x80)
      return {first, 1, false};
    value = value << 6 | (next & 0x3F);
  }
  // Longer than needed, a surrogate, or beyond the last character.
  bool isBad = (length == 3 && value < 0x800) ||
               (length == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
               (value >= 0xD800 && value < 0xE000);
  return isBad ? Utf8{first, 1, false} : Utf8{value, length, true};
}

/// Writes a character to `out`, which has room for four bytes; returns how many
/// it has.
inline unsigned encodeUtf8(uint32_t value, char *out) {
  unsigned length = value < 0x80      ? 1
                    : value < 0x800   ? 2
                    : value < 0x10000 ? 3
                                      : 4;
  for (unsigned i = length; i-- > 1; value >>= 6)
    out[i] = char(0x80 | (value & 0x3F));
  out[0] = char(length == 1 ? value : (0xF00u >> length & 0xFF) | value);
  return length;
}

/// Bytes of the white-space character that `text` starts with; 0 if it starts
/// with something else. `size` bytes may be read.
inline size_t spaceAt(const char *text, size_t size) {
  auto byte = [&](size_t i) {
    return i < size ? (unsigned char)(text[i]) : 0u;
  };
  unsigned first = byte(0), second = byte(1), third = byte(2);
  if (first == ' ' || (first >= '\t' && first <= '\r'))
    return 1;
  if (first == 0xC2) // U+0085, U+00A0
    return second == 0x85 || second == 0xA0 ? 2 : 0;
  if (first == 0xE1) // U+1680
    return second == 0x9A && third == 0x80 ? 3 : 0;
  if (first == 0xE3) // U+3000
    return second == 0x80 && third == 0x80 ? 3 : 0;
  if (first != 0xE2)
    return 0;
  if (second == 0x81) // U+205F
    return third == 0x9F ? 3 : 0;
  // U+2000 to U+200A, U+2028, U+2029, U+202F
  bool isSpace =
      second == 0x80 && ((third >= 0x80 && third <= 0x8A) || third == 0xA8 ||
                         third == 0xA9 || third == 0xAF);
  return isSpace ? 3 : 0;
}

/// `size` less trailing white space.
inline size_t trimmedSize(const char *text, size_t size) {
  for (bool again = true; again && size;) {
    again = false;
    for (size_t length = 1; length <= 3 && length <= size; ++length)
      if (spaceAt(text + size - length, length) == length) {
        size -= length;
        again = true;
        break;
      }
  }
  return size;
}

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_UTF8_H
