//===- CallReader.h - Bytes as choices, and checks of answers ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to the interpreters of CallSequence.h. A reader that has reached its
// end gives zeros, so that every input is a sequence of calls.
// Thread rule: one thread.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_RUNTIME_CALLREADER_H
#define ATLAS_UNITTESTS_RUNTIME_CALLREADER_H

#include "atlas.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace atlas::test {

class CallReader {
public:
  CallReader(const uint8_t *bytes, size_t size)
      : next(bytes), end(bytes + size) {}
  bool empty() const { return next == end; }
  uint8_t byte() { return next == end ? 0 : *next++; }

  /// A block of exactly `size` bytes: what comes next, but never all of the
  /// input, which is also the choices; the rest repeats it.
  std::unique_ptr<uint8_t[]> bytes(size_t size) {
    std::unique_ptr<uint8_t[]> block(new uint8_t[size]);
    size_t have = size < size_t(end - next) ? size : size_t(end - next) / 2;
    if (have)
      std::memcpy(block.get(), next, have);
    next += have;
    for (size_t i = have; i < size; ++i)
      block[i] = have ? uint8_t(block[i - have] * 5 + i) : uint8_t(i * 151);
    return block;
  }

private:
  const uint8_t *next, *end;
};

/// Keeps the first difference.
class CallCheck {
public:
  bool equal(const char *what, int64_t expected, int64_t got) {
    if (expected == got)
      return true;
    if (text.empty())
      text = std::string(what) + ": expected " + std::to_string(expected) +
             ", got " + std::to_string(got);
    return false;
  }
  bool good() const { return text.empty(); }
  const std::string &message() const { return text; }

private:
  std::string text;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_RUNTIME_CALLREADER_H
