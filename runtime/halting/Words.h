//===- Words.h - Words of a text --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words are what white space (Utf8.h) separates. A set holds the different
// words of a text, sorted by bytes. Case is the caller's: sets are made of
// lowered texts (Case.h). Cost of a set: n log n comparisons; one block of
// memory. The text must outlive it. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_WORDS_H
#define ATLAS_RUNTIME_HALTING_WORDS_H

#include "Utf8.h"

namespace atlas::runtime::halting {

/// Calls take(word, size) for every word of a text until one call gives false;
/// true if none did.
template <typename Take>
bool forEachWord(const char *text, size_t size, Take take) {
  size_t begin = 0;
  for (size_t i = 0; i < size;) {
    size_t space = spaceAt(text + i, size - i);
    if (space && i > begin && !take(text + begin, i - begin))
      return false;
    i += space ? space : 1;
    if (space)
      begin = i;
  }
  return size <= begin || take(text + begin, size - begin);
}

/// True if `text` holds `part`, which may be empty. At most the product of both
/// sizes in comparisons.
bool contains(const char *text, size_t size, const char *part, size_t partSize);

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
