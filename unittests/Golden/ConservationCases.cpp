//===- ConservationCases.cpp - delta window update memset fixup memcpy ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Case.h"

#include "llvm/ADT/StringMap.h"

using namespace atlas::test;

namespace {

/// Copies of the named buffers of a case, one per name, so that two slices of
/// one buffer alias as they do in the file.
class Inputs {
public:
  explicit Inputs(Case &c) : c(c) {}

  uint8_t *place(const GoldenFile::Slice &slice) {
    auto &entry = copies[slice.buffer];
    if (!entry) {
      entry = std::make_unique<Guarded>(*slice.bytes, c.poison, c.misalign);
      originals[slice.buffer] = slice.bytes;
    }
    return entry->data() + slice.offset;
  }

  /// Inputs are never written.
  void expectUnchanged() {
    for (auto &[name, copy] : copies) {
      c.expectBytes("input " + name, *originals[name], copy->bytes());
      c.expectIntact("input " + name, *copy);
    }
  }

private:
  Case &c;
  llvm::StringMap<std::unique_ptr<Guarded>> copies;
  llvm::StringMap<const Bytes *> originals;
};

} // namespace

void atlas::test::runDelta(Case &c) {
  auto before = c.slice("before"), after = c.slice("after");
  auto delta = c.word("delta");
  if (!before || !after || !delta)
    return;
  Inputs inputs(c);
  Invocation call;
  call.buffer("before", inputs.place(*before), before->length)
      .buffer("after", inputs.place(*after), after->length);
  if (c.call("conserved-delta", call))
    c.expect("delta", *delta, call.results[0]);
  inputs.expectUnchanged();
}

void atlas::test::runWindow(Case &c) {
  auto data = c.slice("data");
  auto conserved = c.boolean("conserved");
  auto sum = c.word("sum");
  if (!data || !conserved || !sum)
    return;
  Inputs inputs(c);
  uint8_t *bytes = inputs.place(*data);
  Invocation call;
  call.buffer("data", bytes, data->length);
  if (c.call("conserved-check", call))
    c.expect("conserved", *conserved, call.results[0]);
  if (c.column.has("conserved-sum")) {
    Invocation other;
    other.buffer("data", bytes, data->length);
    if (c.call("conserved-sum", other))
      c.expect("sum", *sum, other.results[0]);
  }
  inputs.expectUnchanged();
}

void atlas::test::runUpdate(Case &c) {
  auto initial = c.word("initial_state"), last = c.word("final");
  auto chunks = c.words("chunks"), states = c.words("states");
  auto offset = c.integer("off");
  auto buffer = c.row.getString("buf");
  if (!buffer)
    return c.malformed("no 'buf'");
  if (!initial || !last || !chunks || !states || !offset)
    return;
  if (chunks->size() != states->size())
    return c.malformed("'chunks' and 'states' differ in length");
  llvm::ArrayRef<uint8_t> stateBytes(
      reinterpret_cast<const uint8_t *>(&*initial), 8);
  Guarded state(stateBytes, c.poison, c.misalign);
  auto read = [&] {
    uint64_t value;
    std::memcpy(&value, state.data(), 8);
    return value;
  };
  Inputs inputs(c);
  for (size_t i = 0; i < chunks->size(); ++i) {
    auto chunk = c.file.slice(*buffer, *offset, (*chunks)[i]);
    if (!chunk)
      return c.malformed(llvm::toString(chunk.takeError()));
    Invocation call;
    call.buffer("state", state.data(), 1)
        .buffer("chunk", inputs.place(*chunk), chunk->length);
    if (!c.call("conserved-update", call) ||
        !c.expect("states[" + llvm::Twine(i) + "]", (*states)[i], read()))
      return;
    *offset += chunk->length;
  }
  c.expect("final", *last, read());
  c.expectIntact("state", state);
  inputs.expectUnchanged();
}

void atlas::test::runMemset(Case &c) {
  auto length = c.integer("len");
  auto code = c.word("rc");
  auto table = c.hex("last_byte_table_hex");
  if (!length || !code || !table)
    return;
  if (*length < 0 || (*length > 0 && table->size() != 256))
    return c.malformed("the last-byte table must have 256 entries");
  for (unsigned val = 0; val < 256; ++val) {
    Guarded dst(*length, c.poison, c.misalign + val);
    Bytes expected(*length, val);
    if (*length > 0)
      expected.back() = (*table)[val];
    Invocation call;
    call.buffer("dst", dst.data(), *length).scalar("val", val);
    std::string label = "val " + std::to_string(val) + ": ";
    if (!c.call("conserved-fill", call) ||
        !c.expect(label + "rc", *code, uint32_t(call.results[0])) ||
        !c.expectBytes(label + "dst", expected, dst.bytes()) ||
        !c.expectIntact(label + "dst", dst))
      return;
  }
}

void atlas::test::runFixup(Case &c) {
  auto slice = c.slice("data");
  auto residue = c.word("residue_before");
  if (!slice || !residue)
    return;
  Bytes expected = slice->view().vec();
  if (const llvm::json::Value *last = c.row.get("last_after");
      last && !last->getAsNull()) {
    auto value = last->getAsInteger();
    if (!value || *value < 0 || *value > 255 || expected.empty())
      return c.malformed("'last_after' is no byte of the slice");
    expected.back() = *value;
  } else if (!expected.empty()) {
    return c.malformed("'last_after' is missing");
  }
  if (const llvm::json::Value *after = c.row.get("after_hex");
      after && !after->getAsNull()) {
    auto bytes = c.hex("after_hex");
    if (!bytes)
      return;
    if (*bytes != expected)
      return c.malformed("'after_hex' and 'last_after' disagree");
  }
  Guarded data(slice->view(), c.poison, c.misalign);
  Invocation call;
  call.buffer("data", data.data(), slice->length);
  if (c.call("conserved-fixup", call)) {
    c.expect("residue_before", *residue, call.results[0]);
    c.expectBytes("after", expected, data.bytes());
    c.expectIntact("data", data);
  }
}

/// Source and destination in one arena, any overlap.
static void runMemcpyArena(Case &c) {
  auto arena = c.hex("arena_hex"), after = c.hex("arena_after_hex");
  auto srcOffset = c.integer("src_off"), dstOffset = c.integer("dst_off");
  auto length = c.integer("len");
  auto code = c.word("rc");
  if (!arena || !after || !srcOffset || !dstOffset || !length || !code)
    return;
  auto inside = [&](int64_t offset) {
    return offset >= 0 && *length >= 0 &&
           offset + *length <= int64_t(arena->size());
  };
  if (!inside(*srcOffset) || !inside(*dstOffset))
    return c.malformed("a range leaves the arena");
  Guarded memory(*arena, c.poison, c.misalign);
  Invocation call;
  call.buffer("dst", memory.data() + *dstOffset, *length)
      .buffer("src", memory.data() + *srcOffset, *length);
  if (c.call("conserved-copy", call)) {
    c.expect("rc", *code, uint32_t(call.results[0]));
    c.expectBytes("arena_after", *after, memory.bytes());
    c.expectIntact("arena", memory);
  }
}

void atlas::test::runMemcpy(Case &c) {
  if (c.row.get("arena_hex"))
    return runMemcpyArena(c);
  auto src = c.slice("src");
  auto prefill = c.integer("dst_prefill");
  auto code = c.word("rc");
  auto want = c.row.getString("dst");
  if (!want || (*want != "src" && *want != "prefill"))
    return c.malformed("'dst' must be 'src' or 'prefill'");
  if (!src || !prefill || !code)
    return;
  Inputs inputs(c);
  Guarded dst(Bytes(src->length, uint8_t(*prefill)), c.poison, c.misalign + 17);
  Bytes expected = *want == "src" ? src->view().vec()
                                  : Bytes(src->length, uint8_t(*prefill));
  Invocation call;
  call.buffer("dst", dst.data(), src->length)
      .buffer("src", inputs.place(*src), src->length);
  if (c.call("conserved-copy", call)) {
    c.expect("rc", *code, uint32_t(call.results[0]));
    c.expectBytes("dst", expected, dst.bytes());
    c.expectIntact("dst", dst);
  }
  inputs.expectUnchanged();
}
