//===- ResonanceCases.cpp - classify histogram harmonizes phi cluster -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Case.h"

#include "llvm/Support/Endian.h"

using namespace atlas::test;

namespace {

/// A whole number of pages from a slice; malformed otherwise.
std::optional<Bytes> pages(Case &c, llvm::StringRef key) {
  auto slice = c.slice(key);
  if (slice && slice->length % 256 != 0) {
    c.malformed("'" + key + "' is no whole number of pages");
    return std::nullopt;
  }
  return slice ? std::optional<Bytes>(slice->view().vec()) : std::nullopt;
}

/// Little-endian elements as words; kernels run on little-endian hosts.
template <typename T>
std::vector<uint64_t> elements(const Guarded &buffer) {
  std::vector<uint64_t> out(buffer.size() / sizeof(T));
  for (size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, buffer.bytes().data() + i * sizeof(T), sizeof(T));
    out[i] = value;
  }
  return out;
}

} // namespace

void atlas::test::runClassifyTable(Case &c) {
  auto table = c.hex("table_hex");
  if (!table)
    return;
  if (table->size() != 256)
    return c.malformed("'table_hex' must have 256 entries");
  for (unsigned b = 0; b < 256; ++b) {
    Invocation call;
    call.scalar("b", b);
    if (!c.call("r96-classify-byte", call) ||
        !c.expect("class of " + llvm::Twine(b), (*table)[b], call.results[0]))
      return;
  }
}

void atlas::test::runClassify(Case &c) {
  auto in = pages(c, "in");
  auto out = c.hex("out_hex");
  if (!in || !out)
    return;
  if (in->size() != 256 || out->size() != 256)
    return c.malformed("'in' and 'out_hex' must have 256 bytes");
  for (llvm::StringRef kernel :
       {"r96-classify-page", "r96-classify-pages", "r96-classify"}) {
    if (!c.column.has(kernel))
      continue;
    Guarded data(*in, c.poison, c.misalign);
    Guarded classes(256, c.poison, c.misalign + 5);
    Invocation call;
    call.buffer("data", data.data(), 256).buffer("classes", classes.data(), 256);
    if (!c.call(kernel, call) ||
        !c.expectBytes(kernel + " out", *out, classes.bytes()) ||
        !c.expectBytes(kernel + " in", *in, data.bytes()))
      return;
    c.expectIntact(kernel + " out", classes);
    // In place: the output is the input.
    Invocation inplace;
    inplace.buffer("data", data.data(), 256).buffer("classes", data.data(), 256);
    if (!c.call(kernel, inplace) ||
        !c.expectBytes(kernel + " in place", *out, data.bytes()))
      return;
    c.expectIntact(kernel + " in place", data);
  }
}

void atlas::test::runHistogram(Case &c) {
  auto in = pages(c, "in");
  auto bins = c.words("bins");
  if (!in || !bins)
    return;
  if (in->size() != 256 || bins->size() != 96)
    return c.malformed("a page of 256 bytes and 96 bins are expected");
  Guarded data(*in, c.poison, c.misalign);
  for (llvm::StringRef kernel :
       {"r96-histogram-page", "r96-histogram-pages", "r96-histogram"}) {
    if (!c.column.has(kernel))
      continue;
    bool whole = kernel == "r96-histogram";
    Guarded out(96 * (whole ? 8 : 2), c.poison, c.misalign + 3);
    Invocation call;
    call.buffer("data", data.data(), 256);
    if (kernel == "r96-histogram-pages")
      call.rows("bins", out.data(), 1, 96);
    else
      call.buffer("bins", out.data(), 96);
    if (!c.call(kernel, call) ||
        !c.expectWords(kernel + " bins", *bins,
                     whole ? elements<uint64_t>(out) : elements<uint16_t>(out)))
      return;
    c.expectIntact(kernel + " bins", out);
  }
  c.expectBytes("in", *in, data.bytes());
}

void atlas::test::runHarmonizes(Case &c) {
  auto r1 = c.word("r1");
  auto partners = c.words("r2_true");
  if (!r1 || !partners)
    return;
  if (*r1 > 255)
    return c.malformed("'r1' is no byte");
  // The portable IR takes i7 classes.
  unsigned limit = c.column.isTwin() ? 128 : 256;
  if (*r1 >= limit)
    return c.notRun("r1 does not fit i7");
  bool expected[256] = {};
  for (uint64_t r2 : *partners) {
    if (r2 > 255)
      return c.malformed("'r2_true' holds no byte");
    expected[r2] = true;
  }
  for (unsigned r2 = 0; r2 < limit; ++r2) {
    Invocation call;
    call.scalar("r1", *r1).scalar("r2", r2);
    if (!c.call("r96-harmonizes", call) ||
        !c.expect("r2 = " + llvm::Twine(r2), expected[r2], call.results[0]))
      return;
  }
}

void atlas::test::runPhi(Case &c) {
  auto op = c.row.getString("op");
  auto coord = c.word("coord");
  if (op == "encode") {
    auto page = c.word("page"), offset = c.word("offset");
    if (!page || !offset || !coord)
      return;
    if (!c.column.isLibrary() && (*page > 0xFFFF || *offset > 0xFF))
      return c.notRun("page or offset does not fit i16, i8");
    if (*page > 0xFFFFFFFF || *offset > 0xFFFFFFFF)
      return c.malformed("page or offset does not fit 32 bits");
    Invocation call;
    call.scalar("page", *page).scalar("offset", *offset);
    if (c.call("boundary-encode", call))
      c.expect("coord", *coord, uint32_t(call.results[0]));
    return;
  }
  if (op != "decode")
    return c.malformed("'op' must be encode or decode");
  auto valid = c.boolean("ok");
  if (!coord || !valid)
    return;
  if (*coord > 0xFFFFFFFF)
    return c.notRun("coord does not fit i32");
  uint64_t page = 0xFFFF, offset = 0xFF;
  if (*valid) {
    auto p = c.word("page"), o = c.word("offset");
    if (!p || !o)
      return;
    page = *p;
    offset = *o;
  }
  Invocation call;
  call.scalar("coord", *coord);
  if (c.call("boundary-decode", call)) {
    c.expect("page", page, call.results[0]);
    c.expect("offset", offset, call.results[1]);
  }
}

bool atlas::test::expectIndices(Case &c, llvm::ArrayRef<uint8_t> got) {
  std::vector<uint64_t> list(got.size() / 4);
  for (size_t i = 0; i < list.size(); ++i)
    list[i] = llvm::support::endian::read32(got.data() + 4 * i,
                                            llvm::endianness::native);
  if (c.row.get("indices")) {
    auto expected = c.words("indices");
    if (!expected || !c.expectWords("indices", *expected, list))
      return false;
  }
  if (auto text = c.row.getString("indices_b64_u32le")) {
    auto bytes = decodeBase64Bytes(*text);
    if (!bytes) {
      c.malformed(llvm::toString(bytes.takeError()));
      return false;
    }
    if (!c.expectBytes("indices", *bytes, got))
      return false;
  }
  auto digest = c.text("indices_sha256_u32le");
  return digest && c.expectText("digest of indices", *digest, sha256Hex(got));
}

void atlas::test::runCluster(Case &c) {
  if (!c.column.has("cluster-build"))
    return c.notRun("has no cluster-build");
  auto in = pages(c, "data");
  auto n = c.word("n");
  auto offsets = c.words("offsets");
  if (!in || !n || !offsets)
    return;
  if (*n != in->size() || offsets->size() != 97)
    return c.malformed("n must be the data's length, offsets 97 words");
  Guarded data(*in, c.poison, c.misalign);
  Guarded starts(97 * 4, c.poison, c.misalign + 9);
  Guarded indices(*n * 4, c.poison, c.misalign + 2);
  Invocation call;
  call.buffer("data", data.data(), in->size())
      .buffer("offsets", starts.data(), 97)
      .buffer("indices", indices.data(), *n);
  if (!c.call("cluster-build", call) ||
      !c.expectWords("offsets", *offsets, elements<uint32_t>(starts)) ||
      !expectIndices(c, indices.bytes()))
    return;
  c.expectIntact("offsets", starts);
  c.expectIntact("indices", indices);
  c.expectBytes("data", *in, data.bytes());
}
