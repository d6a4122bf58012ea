//===- Knowledge.h - Facts in memory ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys and values in the order in which they came, one block for each fact.
// Thread rule: thread-compatible; const functions may run at once.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_KNOWLEDGE_H
#define ATLAS_RUNTIME_HALTING_KNOWLEDGE_H

#include "Memory.h"

#include "atlas-c/coherence.h"

struct atlas_coherence_knowledge {
  static void *operator new(size_t size) noexcept {
    return atlas::runtime::allocate(size);
  }
  static void operator delete(void *knowledge) {
    atlas::runtime::release(knowledge);
  }

  atlas_coherence_knowledge() = default;
  atlas_coherence_knowledge(const atlas_coherence_knowledge &) = delete;
  ~atlas_coherence_knowledge();

  /// False, and nothing changes, without memory.
  bool add(atlas_coherence_text key, atlas_coherence_text value);
  size_t size() const { return count; }

  /// Writes up to `capacity` bytes of what is known about a query in lower case
  /// to `text`; returns the bytes of the whole.
  size_t find(const char *query, size_t querySize, char *text,
              size_t capacity) const;

private:
  /// Followed by the bytes of key and value.
  struct Fact {
    Fact *next;
    size_t keySize, valueSize;
    char *key() { return reinterpret_cast<char *>(this + 1); }
    const char *key() const { return reinterpret_cast<const char *>(this + 1); }
  };
  static bool matches(const Fact &fact, const char *query, size_t size);

  Fact *oldest = nullptr, **end = &oldest;
  size_t count = 0;
};

#endif // ATLAS_RUNTIME_HALTING_KNOWLEDGE_H
