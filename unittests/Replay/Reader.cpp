//===- Reader.cpp - Flat files of golden cases ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Reader.h"

using namespace atlas::replay;

// By bytes: any alignment, any byte order of the machine.
static uint64_t getWord(const uint8_t *at) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i)
    value = value << 8 | at[i];
  return value;
}

uint64_t List::operator[](size_t i) const { return getWord(data + 8 * i); }

void Reader::bad(const char *reason) {
  if (!why)
    why = reason;
  at = end;
}

uint64_t Reader::word() {
  if (left() < 8) {
    bad("the data ends inside a word");
    return 0;
  }
  uint64_t value = getWord(at);
  at += 8;
  return value;
}

uint64_t Reader::wordUpTo(uint64_t limit) {
  uint64_t value = word();
  if (value <= limit)
    return value;
  bad("a value is above its limit");
  return 0;
}

Bytes Reader::bytes() {
  size_t size = length();
  if (left() < size) {
    bad("the data ends inside bytes");
    return {};
  }
  Bytes result = {at, size};
  at += size;
  return result;
}

Bytes Reader::bytes(size_t size) {
  Bytes result = bytes();
  if (good() && result.size != size)
    bad("bytes have the wrong length");
  return good() ? result : Bytes();
}

List Reader::list() {
  size_t size = length();
  if (left() / 8 < size) {
    bad("the data ends inside a list");
    return {};
  }
  List result = {at, size};
  at += 8 * size;
  return result;
}

List Reader::list(size_t size) {
  List result = list();
  if (good() && result.size != size)
    bad("a list has the wrong length");
  return good() ? result : List();
}

Slice Reader::slice() {
  uint64_t index = word(), offset = word(), size = word();
  return slice(index, offset, size);
}

Slice Reader::slice(uint64_t index, uint64_t offset, uint64_t size) {
  Slice result;
  if (!good())
    return result;
  if (index >= bufferCount) {
    bad("a slice names a buffer that does not exist");
    return result;
  }
  const Bytes &whole = buffers[index];
  if (offset > whole.size || size > whole.size - offset) {
    bad("a slice leaves its buffer");
    return result;
  }
  result.buffer = size_t(index);
  result.offset = size_t(offset);
  result.whole = whole;
  result.size = size_t(size);
  return result;
}
