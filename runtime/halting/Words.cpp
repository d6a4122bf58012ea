//===- Words.cpp - Sets of words ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Words.h"
#include "Memory.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

bool atlas::runtime::halting::contains(const char *text, size_t size,
                                       const char *part, size_t partSize) {
  for (size_t i = 0; partSize <= size && i <= size - partSize; ++i)
    if (!memcmp(text + i, part, partSize))
      return true;
  return false;
}

WordSet::~WordSet() { release(words); }

bool WordSet::read(const char *text, size_t size) {
  size_t total = 0, bytes;
  forEachWord(text, size, [&](const char *, size_t) { return ++total; });
  if (!total)
    return true;
  if (__builtin_mul_overflow(total, sizeof(Word), &bytes))
    return false;
  words = static_cast<Word *>(allocate(bytes));
  if (!words)
    return false;
  forEachWord(text, size, [&](const char *word, size_t length) {
    words[count++] = {word, length};
    return true;
  });
  sortAndUnite();
  return true;
}

int WordSet::compare(const Word &a, const Word &b) {
  if (int order = memcmp(a.text, b.text, a.size < b.size ? a.size : b.size))
    return order;
  return a.size < b.size ? -1 : a.size > b.size;
}

void WordSet::sift(size_t root, size_t end) {
  for (size_t child; (child = 2 * root + 1) < end; root = child) {
    if (child + 1 < end && compare(words[child], words[child + 1]) < 0)
      ++child;
    if (compare(words[root], words[child]) >= 0)
      return;
    Word moved = words[root];
    words[root] = words[child];
    words[child] = moved;
  }
}

void WordSet::sortAndUnite() {
  // Heap sort: no recursion, and no input is slow.
  for (size_t i = count / 2; i-- > 0;)
    sift(i, count);
  for (size_t end = count; end-- > 1;) {
    Word largest = words[0];
    words[0] = words[end];
    words[end] = largest;
    sift(0, end);
  }
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i)
    if (!kept || compare(words[kept - 1], words[i]) != 0)
      words[kept++] = words[i];
  count = kept;
}

size_t WordSet::common(const WordSet &other) const {
  size_t found = 0;
  for (size_t i = 0, j = 0; i < count && j < other.count;) {
    int order = compare(words[i], other.words[j]);
    found += order == 0;
    i += order <= 0;
    j += order >= 0;
  }
  return found;
}
