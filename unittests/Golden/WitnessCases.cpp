//===- WitnessCases.cpp - witness -----------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C interface makes and verifies witnesses; every other column computes the
// digest, and rejects what differs in digest or length.
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas::test;

namespace {

using Witness = std::unique_ptr<atlas_witness_t, void (*)(atlas_witness_t *)>;

/// What a reject case verifies: the changed bytes, of which `length` count.
struct Changed {
  Bytes bytes;
  size_t length;
};

/// Applies the edit of a reject case to a copy of the slice.
class Edit {
public:
  Edit(Case &c, const GoldenFile::Slice &data)
      : c(c), edit(c.row.getObject("edit")), data(data),
        result{data.view().vec(), data.length} {}

  std::optional<Changed> apply() {
    auto op = edit ? edit->getString("op") : std::nullopt;
    if (!op)
      malformed("needs an 'op'");
    else if (*op == "flip")
      xorByte(index("at"), 1 << index("bit", 8));
    else if (*op == "swap")
      swap(index("at"), index("with"), 1);
    else if (*op == "swap_pages")
      swap(256 * index("a", pages()), 256 * index("b", pages()), 256);
    else if (*op == "add")
      add(index("at"), integer("amount"));
    else if (*op == "add_pair") {
      add(index("at"), integer("amount"));
      add(index("minus_at"), -integer("amount"));
    } else if (*op == "length")
      setLength(integer("verify_len"));
    else if (*op == "other")
      replace();
    else
      malformed("has the unknown op '" + *op + "'");
    return good ? std::optional<Changed>(std::move(result)) : std::nullopt;
  }

private:
  void malformed(const llvm::Twine &why) {
    good = false;
    c.malformed("'edit' " + why);
  }
  int64_t pages() const { return data.length / 256; }
  int64_t integer(llvm::StringRef key) {
    if (auto value = edit->getInteger(key))
      return *value;
    malformed("needs an integer '" + key + "'");
    return 0;
  }
  int64_t index(llvm::StringRef key, int64_t bound) {
    int64_t value = integer(key);
    if (value >= 0 && value < bound)
      return value;
    malformed("has '" + key + "' out of range");
    return 0;
  }
  int64_t index(llvm::StringRef key) { return index(key, data.length); }

  void xorByte(size_t at, unsigned mask) {
    if (good)
      result.bytes[at] ^= mask;
  }
  void swap(size_t a, size_t b, size_t size) {
    for (size_t i = 0; good && i < size; ++i)
      std::swap(result.bytes[a + i], result.bytes[b + i]);
  }
  void add(size_t at, int64_t amount) {
    if (!good)
      return;
    int64_t value = result.bytes[at] + amount;
    if (value < 0 || value > 255)
      return malformed("overflows a byte");
    result.bytes[at] = value;
  }
  /// The same memory; beyond the slice lies what follows it in its buffer.
  void setLength(int64_t length) {
    if (length < 0)
      return malformed("has a negative length");
    result.length = length;
    for (size_t at = data.length; at < size_t(length); ++at) {
      size_t from = data.offset + at;
      result.bytes.push_back(from < data.bytes->size() ? (*data.bytes)[from]
                                                       : 0);
    }
  }
  void replace() {
    auto slice = c.file.slice(edit->get("verify"));
    if (!slice)
      return malformed(llvm::toString(slice.takeError()));
    result = {slice->view().vec(), slice->length};
  }

  Case &c;
  const llvm::json::Object *edit;
  const GoldenFile::Slice &data;
  Changed result;
  bool good = true;
};

/// Record, digest and residue of a witness.
void expectRecord(Case &c, const atlas_witness_t *w, llvm::StringRef name) {
  auto digest = c.text("digest"), record = c.text("record_hex");
  auto residue = c.word("residue");
  if (!digest || !record || !residue ||
      !c.expect(name + " exists", true, w != nullptr))
    return;
  Guarded out(48, c.poison, c.misalign);
  c.expect(name + " record", true, atlas_witness_record(w, out.data()));
  c.expectText(name + " record", *record, llvm::toHex(out.bytes(), true));
  c.expectIntact(name + " record", out);
  Guarded hash(32, c.poison, c.misalign + 1);
  c.expect(name + " digest", true, atlas_witness_digest(w, hash.data()));
  c.expectText(name + " digest", *digest, llvm::toHex(hash.bytes(), true));
  c.expectIntact(name + " digest", hash);
  c.expect(name + " residue", *residue, atlas_witness_residue(w));
}

/// One by one and in batches of one, two and three ranges.
void acceptByLibrary(Case &c, uint8_t *data, size_t size) {
  Witness w(atlas_witness_generate(data, size), atlas_witness_destroy);
  expectRecord(c, w.get(), "witness");
  c.expect("verify", true, atlas_witness_verify(w.get(), data, size));
  const void *bases[] = {data, data, data};
  size_t sizes[] = {size, size, size};
  for (size_t count : {1, 2, 3}) {
    atlas_witness_t *made[3] = {};
    bool matches[3] = {};
    c.expect("batch", count,
             atlas_witness_generate_batch(bases, sizes, count, made));
    c.expect("batch verify", count,
             atlas_witness_verify_batch(made, bases, sizes, count, matches));
    for (size_t i = 0; i < count; ++i) {
      expectRecord(c, made[i], "batch witness");
      c.expect("batch match", true, matches[i]);
      atlas_witness_destroy(made[i]);
    }
  }
}

void rejectByLibrary(Case &c, uint8_t *data, size_t size, uint8_t *other,
                     size_t otherSize) {
  Witness w(atlas_witness_generate(data, size), atlas_witness_destroy);
  c.expect("verify", false, atlas_witness_verify(w.get(), other, otherSize));
  c.expect("verify of the data", true,
           atlas_witness_verify(w.get(), data, size));
  // Beside a range that matches, on either side.
  for (int at : {0, 1}) {
    const atlas_witness_t *ws[] = {w.get(), w.get()};
    const void *bases[] = {data, data};
    size_t sizes[] = {size, size};
    bool matches[2];
    bases[at] = other;
    sizes[at] = otherSize;
    c.expect("batch verify", 1,
             atlas_witness_verify_batch(ws, bases, sizes, 2, matches));
    c.expect("batch match", at == 1, matches[0]);
    c.expect("batch match", at == 0, matches[1]);
  }
}

std::optional<Bytes> digestByKernel(Case &c, uint8_t *data, size_t size) {
  Guarded digest(32, c.poison, c.misalign + 3);
  Invocation call;
  call.buffer("data", data, size).buffer("digest", digest.data(), 32);
  if (!c.call("witness-sha256", call) || !c.expectIntact("digest", digest))
    return std::nullopt;
  return digest.bytes().vec();
}

void runAccept(Case &c, Guarded &data) {
  if (c.column.isLibrary())
    return acceptByLibrary(c, data.data(), data.size());
  auto expected = c.text("digest");
  auto digest = digestByKernel(c, data.data(), data.size());
  if (digest && expected)
    c.expectText("digest", *expected, llvm::toHex(*digest, true));
}

void runReject(Case &c, const GoldenFile::Slice &slice, Guarded &data) {
  auto changed = Edit(c, slice).apply();
  if (!changed)
    return;
  Guarded other(changed->bytes, c.poison, c.misalign + 11);
  if (c.column.isLibrary()) {
    rejectByLibrary(c, data.data(), data.size(), other.data(), changed->length);
  } else {
    auto first = digestByKernel(c, data.data(), data.size());
    auto second = digestByKernel(c, other.data(), changed->length);
    if (first && second)
      c.expect("rejected", true,
               *first != *second || data.size() != changed->length);
  }
  c.expectBytes("changed data", changed->bytes, other.bytes());
  c.expectIntact("changed data", other);
}

} // namespace

void atlas::test::runWitness(Case &c) {
  if (!c.column.has("witness-sha256"))
    return c.notRun("has no witness-sha256");
  auto kind = c.text("kind");
  auto slice = c.slice("data");
  if (!kind || !slice)
    return;
  if (*kind != "accept" && *kind != "reject")
    return c.malformed("'kind' must be accept or reject");
  Guarded data(slice->view(), c.poison, c.misalign);
  if (*kind == "accept")
    runAccept(c, data);
  else
    runReject(c, *slice, data);
  c.expectBytes("data", slice->view(), data.bytes());
  c.expectIntact("data", data);
}
