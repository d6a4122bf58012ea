//===- ConservedCases.cpp - delta window update memset fixup memcpy -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas-c/conserved.h"

#include <string.h>

using namespace atlas::replay;

namespace {

/// A copy of the whole buffer behind a slice, which must not change.
class Input {
public:
  Input(Case &c, const Slice &slice)
      : c(c), slice(slice),
        copy(slice.whole.data, slice.whole.size, c.poison, c.misalign) {}

  uint8_t *at(const Slice &part) { return copy.data() + part.offset; }
  void expectUnchanged() {
    c.expectBytes("input", slice.whole, copy.data());
    c.expectIntact("input", copy);
  }

private:
  Case &c;
  const Slice slice;
  Guarded copy;
};

} // namespace

// slice before, slice after, word delta
void atlas::replay::runDelta(Case &c) {
  Slice before = c.in.slice(), after = c.in.slice();
  uint64_t delta = c.in.word();
  if (before.size != after.size)
    c.in.bad("the ranges of a delta differ in length");
  if (!c.complete())
    return;
  Input first(c, before), second(c, after);
  // Two slices of one buffer alias.
  Input &other = before.buffer == after.buffer ? first : second;
  c.expect(
      "delta", delta,
      atlas_conserved_delta(first.at(before), other.at(after), before.size));
  first.expectUnchanged();
  other.expectUnchanged();
}

// slice data, word conserved, word residue
void atlas::replay::runWindow(Case &c) {
  Slice data = c.in.slice();
  bool conserved = c.in.flag();
  uint64_t residue = c.in.word();
  if (!c.complete())
    return;
  Input input(c, data);
  c.expect("conserved", conserved,
           atlas_conserved_window_check(input.at(data), data.size));
  uint64_t state = 0;
  atlas_conserved_update(&state, input.at(data), data.size);
  c.expect("residue", residue, state);
  input.expectUnchanged();
}

// word buffer, word offset, word initial, word final, list chunks, list states
void atlas::replay::runUpdate(Case &c) {
  uint64_t buffer = c.in.word(), offset = c.in.word();
  uint64_t initial = c.in.word(), last = c.in.word();
  List chunks = c.in.list(), states = c.in.list();
  if (chunks.size != states.size)
    c.in.bad("chunks and states differ in length");
  uint64_t size = 0;
  for (size_t i = 0; i < chunks.size && size <= kMaxLength; ++i)
    size = chunks[i] <= kMaxLength ? size + chunks[i] : kMaxLength + 1;
  Slice data = c.in.slice(buffer, offset, size);
  if (!c.complete())
    return;
  Input input(c, data);
  Guarded state(reinterpret_cast<const uint8_t *>(&initial), 8, c.poison,
                c.misalign);
  const uint8_t *chunk = input.at(data);
  uint64_t now = initial;
  for (size_t i = 0; i < chunks.size; ++i) {
    // Any alignment is allowed for the state.
    atlas_conserved_update(reinterpret_cast<uint64_t *>(state.data()), chunk,
                           size_t(chunks[i]));
    chunk += chunks[i];
    memcpy(&now, state.data(), 8);
    if (!c.expect("state", states[i], now))
      break;
  }
  c.expect("final", last, now);
  c.expectIntact("state", state);
  input.expectUnchanged();
}

// word length, word rc, bytes table: last byte by value, empty for length 0
void atlas::replay::runMemset(Case &c) {
  size_t length = c.in.length();
  uint64_t rc = c.in.word();
  Bytes table = c.in.bytes(length ? 256 : 0);
  if (!c.complete())
    return;
  for (unsigned value = 0; value < 256 && c.passed(); ++value) {
    Guarded dst(length, c.poison, c.misalign + value);
    Guarded expected(length, uint8_t(value), 0);
    if (length)
      expected.data()[length - 1] = table.data[value];
    c.expect(
        "rc", rc,
        unsigned(atlas_memset_conserved(dst.data(), uint8_t(value), length)));
    c.expectBytes("dst", {expected.data(), length}, dst.data());
    c.expectIntact("dst", dst);
  }
}

// slice data, word residue, word last byte afterwards (0 for length 0)
void atlas::replay::runFixup(Case &c) {
  Slice slice = c.in.slice();
  uint64_t residue = c.in.word();
  uint8_t last = c.in.byte();
  if (!c.complete())
    return;
  Guarded data(slice.data(), slice.size, c.poison, c.misalign);
  Guarded expected(slice.data(), slice.size, 0, 0);
  if (slice.size)
    expected.data()[slice.size - 1] = last;
  c.expect("residue", residue, atlas_conserved_fixup(data.data(), slice.size));
  c.expectBytes("after", {expected.data(), slice.size}, data.data());
  c.expectIntact("data", data);
}

// slice src, word prefill, word rc, word copied: dst is src, else untouched
void atlas::replay::runMemcpy(Case &c) {
  Slice src = c.in.slice();
  uint8_t prefill = c.in.byte();
  uint64_t rc = c.in.word();
  bool copied = c.in.flag();
  if (!c.complete())
    return;
  Input input(c, src);
  Guarded dst(src.size, c.poison, c.misalign + 17);
  if (src.size)
    memset(dst.data(), prefill, src.size);
  Guarded untouched(src.size, prefill, 0);
  c.expect(
      "rc", rc,
      unsigned(atlas_memcpy_conserved(dst.data(), input.at(src), src.size)));
  c.expectBytes("dst", {copied ? src.data() : untouched.data(), src.size},
                dst.data());
  c.expectIntact("dst", dst);
  input.expectUnchanged();
}

// bytes arena, bytes after, word source offset, word destination offset,
// word length, word rc
void atlas::replay::runMemcpyArena(Case &c) {
  Bytes arena = c.in.bytes(), after = c.in.bytes(arena.size);
  size_t from = c.in.length(), to = c.in.length(), length = c.in.length();
  uint64_t rc = c.in.word();
  if (from + length > arena.size || to + length > arena.size)
    c.in.bad("a range leaves the arena");
  if (!c.complete())
    return;
  Guarded memory(arena.data, arena.size, c.poison, c.misalign);
  c.expect("rc", rc,
           unsigned(atlas_memcpy_conserved(memory.data() + to,
                                           memory.data() + from, length)));
  c.expectBytes("arena", after, memory.data());
  c.expectIntact("arena", memory);
}
