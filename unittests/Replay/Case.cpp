//===- Case.cpp - One flat golden case and its checks ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace atlas::replay;

static constexpr size_t kGuard = 64;

static void *allocate(size_t size) {
  if (void *block = malloc(size))
    return block;
  fputs("atlas-replay: no memory\n", stderr);
  exit(2);
}

void *Guarded::operator new(size_t size) { return allocate(size); }
void Guarded::operator delete(void *block) { free(block); }

Guarded::Guarded(size_t size, uint8_t poison, unsigned misalign)
    : length(size), total(size + 2 * kGuard + 128), guardByte(poison ^ 0x3C) {
  storage = static_cast<uint8_t *>(allocate(total));
  memset(storage, guardByte, total);
  uintptr_t base = reinterpret_cast<uintptr_t>(storage) + kGuard;
  begin = storage + kGuard + (64 - base % 64) % 64 + misalign % 64;
  memset(begin, poison, size);
}

Guarded::Guarded(const uint8_t *bytes, size_t size, uint8_t poison,
                 unsigned misalign)
    : Guarded(size, poison, misalign) {
  if (size)
    memcpy(begin, bytes, size);
}

Guarded::~Guarded() { free(storage); }

bool Guarded::intact() const {
  for (const uint8_t *p = storage; p != begin; ++p)
    if (*p != guardByte)
      return false;
  for (const uint8_t *p = begin + length; p != storage + total; ++p)
    if (*p != guardByte)
      return false;
  return true;
}

bool Case::complete() {
  if (in.good() && !in.atEnd())
    in.bad("a payload is longer than its fields");
  return in.good();
}

bool Case::expect(const char *what, uint64_t expected, uint64_t got) {
  if (expected == got)
    return true;
  if (passed())
    snprintf(message, sizeof(message), "%s: expected %llu, got %llu", what,
             static_cast<unsigned long long>(expected),
             static_cast<unsigned long long>(got));
  return false;
}

bool Case::expectAt(const char *what, size_t i, uint64_t expected,
                    uint64_t got) {
  if (expected == got)
    return true;
  char name[80];
  snprintf(name, sizeof(name), "%s[%lu]", what, static_cast<unsigned long>(i));
  return expect(name, expected, got);
}

bool Case::expectBytes(const char *what, Bytes expected, const uint8_t *got) {
  for (size_t i = 0; i < expected.size; ++i)
    if (expected.data[i] != got[i])
      return expectAt(what, i, expected.data[i], got[i]);
  return true;
}

bool Case::expectWords(const char *what, List expected, const uint32_t *got) {
  for (size_t i = 0; i < expected.size; ++i)
    if (expected[i] != got[i])
      return expectAt(what, i, expected[i], got[i]);
  return true;
}

bool Case::expectText(const char *what, Bytes expected, const char *got,
                      size_t size) {
  char name[64];
  snprintf(name, sizeof(name), "%s: size", what);
  return expect(name, expected.size, size) &&
         expectBytes(what, expected, reinterpret_cast<const uint8_t *>(got));
}

bool Case::expectIntact(const char *what, const Guarded &buffer) {
  if (buffer.intact())
    return true;
  if (passed())
    snprintf(message, sizeof(message),
             "%s: bytes outside the buffer were changed", what);
  return false;
}
