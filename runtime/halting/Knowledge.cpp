//===- Knowledge.cpp - Facts in memory ------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Knowledge.h"
#include "Words.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

/// Writes what fits and counts what does not.
class Joined {
public:
  Joined(char *text, size_t capacity) : text(text), capacity(capacity) {}

  void put(const char *part, size_t size) {
    if (total < capacity && size)
      memcpy(text + total, part,
             size < capacity - total ? size : capacity - total);
    total += size;
  }
  size_t size() const { return total; }

private:
  char *text;
  size_t capacity, total = 0;
};

} // namespace

atlas_coherence_knowledge::~atlas_coherence_knowledge() {
  while (oldest) {
    Fact *next = oldest->next;
    release(oldest);
    oldest = next;
  }
}

bool atlas_coherence_knowledge::add(atlas_coherence_text key,
                                    atlas_coherence_text value) {
  size_t bytes;
  if (__builtin_add_overflow(key.size, value.size, &bytes) ||
      __builtin_add_overflow(bytes, sizeof(Fact), &bytes))
    return false;
  auto *fact = static_cast<Fact *>(allocate(bytes));
  if (!fact)
    return false;
  *fact = {nullptr, key.size, value.size};
  if (key.size)
    memcpy(fact->key(), key.text, key.size);
  if (value.size)
    memcpy(fact->key() + key.size, value.text, value.size);
  *end = fact;
  end = &fact->next;
  ++count;
  return true;
}

bool atlas_coherence_knowledge::matches(const Fact &fact, const char *query,
                                        size_t size) {
  return !forEachWord(fact.key(), fact.keySize,
                      [&](const char *word, size_t length) {
                        return !contains(query, size, word, length);
                      });
}

size_t atlas_coherence_knowledge::find(const char *query, size_t querySize,
                                       char *text, size_t capacity) const {
  Joined joined(text, capacity);
  for (const Fact *fact = oldest; fact; fact = fact->next) {
    if (!matches(*fact, query, querySize))
      continue;
    if (joined.size())
      joined.put("; ", 2);
    joined.put(fact->key(), fact->keySize);
    joined.put(" is ", 4);
    joined.put(fact->key() + fact->keySize, fact->valueSize);
  }
  return joined.size();
}
