//===- Reader.h - Flat files of golden cases --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Golden cases for machines without a JSON reader: flatten.py translates the
// JSON files, atlas-replay executes what it wrote.
//
// Format, version 2. Everything is made of these kinds of fields:
//
//   word    unsigned 64-bit integer, little-endian
//   bytes   word n, then n bytes
//   list    word n, then n words
//   slice   words buffer, offset, length: a part of one of the file's buffers
//
//   file := "ATLASREP" word version word size word nBuffers bytes... cases
//   cases := word nCases case...
//   case := bytes suite, bytes name, word op, bytes payload
//
// `size` is that of the whole file. Suites and cases are named in 1 to 63
// printable characters of ASCII other than the space. The payload of each op is
// written down at its function (*Cases.cpp); the numbers are those of Op. A
// payload ends where its last field ends. Signed integers are words in two's
// complement, floating-point values are words with their bits.
//
// Failure: what leaves the file or a buffer, or is above a limit, makes the
// reader bad; it then gives zeros and empty ranges, and `problem` says why.
// Thread rule: plain value; the file must outlive it.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_REPLAY_READER_H
#define ATLAS_UNITTESTS_REPLAY_READER_H

#include <stddef.h>
#include <stdint.h>

namespace atlas::replay {

constexpr uint64_t kFormatVersion = 2;
/// Limit of every length, so that a damaged file cannot ask for much memory.
constexpr uint64_t kMaxLength = 1 << 24;

enum class Op : uint64_t {
  Delta = 1,
  Window,
  Update,
  Memset,
  Fixup,
  Memcpy,
  MemcpyArena,
  ClassifyTable,
  Classify,
  Histogram,
  Harmonizes,
  PhiEncode,
  PhiDecode,
  Cluster,
  Region,
  Schedule,
  WitnessAccept,
  WitnessReject,
  Budget,
  Domain,
  Projection,
  Propagate,
  Refuse,
  Decay,
  Tick32,
  Tick64,
  Observe,
  Merge,
  Split,
  HaltSafety,
  HaltStreaming,
  HaltSessions,
  HaltPush,
  HaltSoft,
  HaltBatch,
  HaltCoherence,
  HaltWords,
  HaltConfig,
  HaltConfigJson,
};

struct Bytes {
  const uint8_t *data = nullptr;
  size_t size = 0;
};

/// A list of words inside the file.
struct List {
  const uint8_t *data = nullptr;
  size_t size = 0;
  uint64_t operator[](size_t i) const;
};

struct Slice {
  size_t buffer = 0, offset = 0;
  Bytes whole; ///< the buffer
  const uint8_t *data() const { return whole.data + offset; }
  size_t size = 0;
};

class Reader {
public:
  Reader() = default;
  Reader(Bytes range, const Bytes *buffers, size_t bufferCount)
      : at(range.data), end(range.data + range.size), buffers(buffers),
        bufferCount(bufferCount) {}

  uint64_t word();
  /// A word of 0..limit.
  uint64_t wordUpTo(uint64_t limit);
  /// A word of 0..kMaxLength.
  size_t length() { return size_t(wordUpTo(kMaxLength)); }
  uint8_t byte() { return uint8_t(wordUpTo(255)); }
  bool flag() { return wordUpTo(1) != 0; }
  Bytes bytes();
  /// Bytes of a known number.
  Bytes bytes(size_t size);
  List list();
  List list(size_t size);
  Slice slice();
  /// A part of buffer `index`.
  Slice slice(uint64_t index, uint64_t offset, uint64_t size);

  void bad(const char *why);
  bool good() const { return !why; }
  bool atEnd() const { return at == end; }
  const char *problem() const { return why; }
  size_t left() const { return size_t(end - at); }

private:
  const uint8_t *at = nullptr, *end = nullptr;
  const Bytes *buffers = nullptr;
  size_t bufferCount = 0;
  const char *why = nullptr;
};

} // namespace atlas::replay

#endif // ATLAS_UNITTESTS_REPLAY_READER_H
