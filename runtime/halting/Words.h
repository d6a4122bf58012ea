//===- Words.h - Sets of words ----------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The different words of a text, A to Z lowered, sorted by bytes.
// Cost: n log n comparisons; one block of memory. The text must outlive the
// set. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_WORDS_H
#define ATLAS_RUNTIME_HALTING_WORDS_H

#include <stddef.h>

namespace atlas::runtime::halting {

inline char lowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
}

class WordSet {
public:
  WordSet() = default;
  WordSet(const WordSet &) = delete;
  WordSet &operator=(const WordSet &) = delete;
  ~WordSet();

  /// Takes the words of a text, once. False without memory.
  bool read(const char *text, size_t size);
  size_t size() const { return count; }
  /// Words that are in both.
  size_t common(const WordSet &other) const;

private:
  struct Word {
    const char *text;
    size_t size;
  };
  static int compare(const Word &a, const Word &b);
  void sift(size_t root, size_t end);
  void sortAndUnite();

  Word *words = nullptr;
  size_t count = 0;
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_WORDS_H
