//===- TextWriter.h - Text in a buffer of fixed size ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Puts short messages together. What does not fit is cut off; the text is
// always NUL-terminated. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_TEXTWRITER_H
#define ATLAS_RUNTIME_TEXTWRITER_H

#include "Decimal.h"

#include <stddef.h>
#include <stdint.h>

namespace atlas::runtime {

class TextWriter {
public:
  /// `capacity` (at least 1) counts the NUL.
  TextWriter(char *out, size_t capacity) : out(out), capacity(capacity) {
    out[0] = 0;
  }

  TextWriter &put(const char *text, size_t count) {
    for (size_t i = 0; i < count && size + 1 < capacity; ++i)
      out[size++] = text[i];
    out[size] = 0;
    return *this;
  }
  TextWriter &put(const char *text) {
    return put(text, __builtin_strlen(text));
  }
  TextWriter &integer(uint64_t value) {
    char digits[20];
    size_t at = sizeof(digits);
    do
      digits[--at] = char('0' + value % 10);
    while (value /= 10);
    return put(digits + at, sizeof(digits) - at);
  }
  TextWriter &shortest(double value) {
    char text[kDecimalSize];
    return put(text, formatShortest(value, text));
  }
  TextWriter &fixed4(double value) {
    char text[kDecimalSize];
    return put(text, formatFixed4(value, text));
  }

private:
  char *out;
  size_t capacity, size = 0;
};

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_TEXTWRITER_H
