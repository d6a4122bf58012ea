//===- History.cpp - The last approved actions ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "History.h"
#include "Memory.h"

#include <string.h>

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {
constexpr size_t kFirstCapacity = 4;
} // namespace

History::~History() {
  while (count)
    dropOldest();
  release(ring);
}

void History::dropOldest() {
  release(const_cast<char *>(place(0)->text));
  first = first + 1 == capacity ? 0 : first + 1;
  --count;
}

void History::setWindow(uint64_t size) {
  window = size;
  while (count > window)
    dropOldest();
}

bool History::grow() {
  size_t larger = capacity ? 2 * capacity : kFirstCapacity, bytes;
  if (__builtin_mul_overflow(larger, sizeof(*ring), &bytes))
    return false;
  auto *made = static_cast<atlas_coherence_text *>(allocate(bytes));
  if (!made)
    return false;
  for (size_t i = 0; i < count; ++i)
    made[i] = *place(i);
  release(ring);
  ring = made;
  first = 0;
  capacity = larger;
  return true;
}

bool History::append(const char *text, size_t size) {
  if (!window)
    return true;
  char *copy = nullptr;
  if (size) {
    copy = static_cast<char *>(allocate(size));
    if (!copy)
      return false;
    memcpy(copy, text, size);
  }
  if (count == window)
    dropOldest();
  else if (count == capacity && !grow()) {
    release(copy);
    return false;
  }
  *place(count++) = {copy, size};
  return true;
}
