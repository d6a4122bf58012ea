//===- Case.h - Lower case of Unicode text ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// toLowercase of The Unicode Standard (section 3.13, rule R2) for UTF-8, with
// its two cases that depend on more than one character: U+0130 becomes i and a
// dot, and a capital sigma that ends a word becomes a final one. No language
// has rules of its own here. Bytes that are no UTF-8 stay as they are. Cost:
// linear; a binary search in tables of 6 KiB per character beyond ASCII. Thread
// rule: LowerText is thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_CASE_H
#define ATLAS_RUNTIME_CASE_H

#include <stddef.h>

namespace atlas::runtime {

/// Writes the lower case of a text to `out`, which has room for `size` +
/// `size` / 2 bytes and does not overlap it; returns how many it has.
size_t lowerCase(const char *text, size_t size, char *out);

/// A text in lower case, in a block of its own.
class LowerText {
public:
  LowerText() = default;
  LowerText(const LowerText &) = delete;
  LowerText &operator=(const LowerText &) = delete;
  ~LowerText();

  /// Takes a text, once. False without memory.
  bool read(const char *text, size_t size);
  const char *data() const { return bytes; }
  size_t size() const { return count; }

private:
  char *bytes = nullptr;
  size_t count = 0;
};

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_CASE_H
