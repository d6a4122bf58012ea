//===- Utf8.h - White space in UTF-8 ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The characters with the Unicode property White_Space (PropList.txt), found in
// UTF-8 forwards and backwards. Bytes that are no UTF-8 are not white space.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_UTF8_H
#define ATLAS_RUNTIME_UTF8_H

#include <stddef.h>

namespace atlas::runtime {

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
