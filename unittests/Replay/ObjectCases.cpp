//===- ObjectCases.cpp - witnesses, budgets, domains, projections ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Case.h"

#include "atlas-c/domain.h"
#include "atlas-c/resonance.h"
#include "atlas-c/witness.h"

using namespace atlas::replay;

// slice data, bytes digest, word residue, bytes record
void atlas::replay::runWitnessAccept(Case &c) {
  Slice slice = c.in.slice();
  Bytes digest = c.in.bytes(32);
  uint64_t residue = c.in.word();
  Bytes record = c.in.bytes(48);
  if (!c.complete())
    return;
  Guarded data(slice.data(), slice.size, c.poison, c.misalign);
  atlas_witness_t *w = atlas_witness_generate(data.data(), slice.size);
  Guarded gotDigest(32, c.poison, 1), gotRecord(48, c.poison, 2);
  c.expect("digest", 1, atlas_witness_digest(w, gotDigest.data()));
  c.expectBytes("digest", digest, gotDigest.data());
  c.expectIntact("digest", gotDigest);
  c.expect("record", 1, atlas_witness_record(w, gotRecord.data()));
  c.expectBytes("record", record, gotRecord.data());
  c.expectIntact("record", gotRecord);
  c.expect("residue", residue, atlas_witness_residue(w));
  c.expect("verify", 1, atlas_witness_verify(w, data.data(), slice.size));
  c.expectBytes("data", {slice.data(), slice.size}, data.data());
  atlas_witness_destroy(w);
}

namespace {

enum Edit : uint64_t {
  Flip,      // a: index, b: bit
  Swap,      // a, b: indices
  SwapPages, // a, b: pages
  AddPair,   // a: index to add to, b: to subtract from, amount
  Add,       // a: index, amount
  Length,    // a: length to verify
  Other,     // another slice
  EditCount,
};

void swapBytes(uint8_t *data, size_t a, size_t b, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint8_t old = data[a + i];
    data[a + i] = data[b + i];
    data[b + i] = old;
  }
}

// False if it names bytes that do not exist.
bool apply(Edit edit, size_t a, size_t b, uint8_t amount, uint8_t *data,
           size_t &size) {
  size_t unit = edit == SwapPages ? ATLAS_PAGE_SIZE : 1;
  bool pair = edit == Swap || edit == SwapPages || edit == AddPair;
  if (edit == Length ? a > size : (a + 1) * unit > size)
    return false;
  if (pair ? (b + 1) * unit > size : edit == Flip && b > 7)
    return false;
  switch (edit) {
  case Flip:
    data[a] ^= uint8_t(1u << b);
    break;
  case Swap:
  case SwapPages:
    swapBytes(data, a * unit, b * unit, unit);
    break;
  case AddPair:
    data[b] -= amount;
    data[a] += amount;
    break;
  case Add:
    data[a] += amount;
    break;
  default:
    size = a;
  }
  return true;
}

} // namespace

// slice data, word edit, word a, word b, word amount, slice other
void atlas::replay::runWitnessReject(Case &c) {
  Slice slice = c.in.slice();
  Edit edit = Edit(c.in.wordUpTo(EditCount - 1));
  size_t a = c.in.length(), b = c.in.length();
  uint8_t amount = c.in.byte();
  Slice other = c.in.slice();
  const Slice &checked = edit == Other ? other : slice;
  Guarded data(checked.data(), checked.size, c.poison, c.misalign);
  size_t size = checked.size;
  if (c.in.good() && edit != Other &&
      !apply(edit, a, b, amount, data.data(), size))
    c.in.bad("an edit leaves the data");
  if (!c.complete())
    return;
  atlas_witness_t *w = atlas_witness_generate(slice.data(), slice.size);
  c.expect("verify before the edit", 1,
           atlas_witness_verify(w, slice.data(), slice.size));
  c.expect("verify", 0, atlas_witness_verify(w, data.data(), size));
  atlas_witness_destroy(w);
}

// word initial, word count, then per step: word alloc (else release),
// word amount, word ok, word level
void atlas::replay::runBudget(Case &c) {
  uint8_t initial = c.in.byte();
  size_t count = c.in.length();
  // Steps are executed while they are read: a domain cannot be harmed by them.
  atlas_domain_t *domain = atlas_domain_create(1, initial);
  c.expect("initial level", initial, atlas_budget_level(domain));
  for (size_t i = 0; i < count && c.in.good(); ++i) {
    bool alloc = c.in.flag();
    uint8_t amount = c.in.byte();
    bool ok = c.in.flag();
    uint64_t level = c.in.word();
    if (!c.in.good())
      break;
    c.expect("ok", ok,
             alloc ? atlas_budget_alloc(domain, amount)
                   : atlas_budget_release(domain, amount));
    c.expect("level", level, atlas_budget_level(domain));
  }
  c.complete();
  atlas_domain_destroy(domain);
}

namespace {

/// Executes the steps of one domain script.
class Script {
public:
  explicit Script(Case &c) : c(c) {}
  ~Script() {
    atlas_domain_destroy(domain);
    while (region) {
      Guarded *older = region->next;
      delete region;
      region = older;
    }
  }
  void step();

private:
  enum Step : uint64_t {
    Create,  // word bytes, word budget, word exists
    Attach,  // word given, slice if given, word length, word rc
    Verify,  // word result
    Commit,  // word rc
    Alloc,   // word amount, word result
    Release, // word amount, word result
    Level,   // word level
    Digest,  // bytes of 32, or of 0 for none
    Destroy,
    Poke, // word index, word mask
    StepCount,
  };

  void create();
  void attach(atlas_domain_t *target);
  void budget(atlas_domain_t *target, bool alloc);
  void digest(atlas_domain_t *target);
  void poke();

  Case &c;
  atlas_domain_t *domain = nullptr; ///< the handle created last
  Guarded *region = nullptr;        ///< attached last; older ones behind it
};

void Script::create() {
  size_t bytes = c.in.length();
  uint8_t budget = c.in.byte();
  bool exists = c.in.flag();
  if (!c.in.good())
    return;
  atlas_domain_destroy(domain);
  domain = atlas_domain_create(bytes, budget);
  c.expect("create", exists, domain != nullptr);
}

void Script::attach(atlas_domain_t *target) {
  bool given = c.in.flag();
  Slice slice = given ? c.in.slice() : Slice();
  size_t length = c.in.length();
  uint64_t rc = c.in.word();
  if (!c.in.good())
    return;
  uint8_t *base = nullptr;
  if (given) {
    auto *copy = new Guarded(slice.data(), slice.size, c.poison, c.misalign);
    copy->next = region;
    region = copy;
    base = copy->data();
  }
  // A domain reads what was attached: the length may lie only if it is refused.
  if (given && length > slice.size && rc == ATLAS_OK)
    return c.in.bad("a region is longer than its slice");
  c.expect("attach", rc, unsigned(atlas_domain_attach(target, base, length)));
}

void Script::budget(atlas_domain_t *target, bool alloc) {
  uint8_t amount = c.in.byte();
  bool ok = c.in.flag();
  if (c.in.good())
    c.expect(alloc ? "alloc" : "release", ok,
             alloc ? atlas_budget_alloc(target, amount)
                   : atlas_budget_release(target, amount));
}

void Script::digest(atlas_domain_t *target) {
  Bytes expected = c.in.bytes();
  if (expected.size && expected.size != 32)
    c.in.bad("a digest has 32 bytes");
  if (!c.in.good())
    return;
  uint8_t got[32];
  const atlas_witness_t *witness = atlas_domain_witness(target);
  c.expect("witness", expected.size != 0, atlas_witness_digest(witness, got));
  if (witness)
    c.expectBytes("digest", expected, got);
}

void Script::poke() {
  size_t index = c.in.length();
  uint8_t mask = c.in.byte();
  if (!region || index >= region->size())
    c.in.bad("a poke leaves the region");
  if (c.in.good())
    region->data()[index] ^= mask;
}

void Script::step() {
  auto kind = Step(c.in.wordUpTo(StepCount - 1));
  atlas_domain_t *target = c.in.flag() ? nullptr : domain;
  switch (kind) {
  case Create:
    return create();
  case Attach:
    return attach(target);
  case Verify: {
    bool expected = c.in.flag();
    if (c.in.good())
      c.expect("verify", expected, atlas_domain_verify(target));
    return;
  }
  case Commit: {
    uint64_t rc = c.in.word();
    if (c.in.good())
      c.expect("commit", rc, unsigned(atlas_domain_commit(target)));
    return;
  }
  case Alloc:
  case Release:
    return budget(target, kind == Alloc);
  case Level:
    c.expect("level", c.in.word(), atlas_budget_level(target));
    return;
  case Digest:
    return digest(target);
  case Destroy:
    atlas_domain_destroy(target);
    if (target)
      domain = nullptr;
    return;
  default:
    return poke();
  }
}

} // namespace

// word count, then per step: word kind, word null (pass a NULL handle), and
// what Script::Step says
void atlas::replay::runDomain(Case &c) {
  size_t count = c.in.length();
  Script script(c);
  for (size_t i = 0; i < count && c.in.good(); ++i)
    script.step();
  c.complete();
}

// slice data, bytes digest, word residue, list histogram, list offsets
void atlas::replay::runProjection(Case &c) {
  Slice slice = c.in.slice();
  Bytes digest = c.in.bytes(32);
  uint64_t residue = c.in.word();
  List histogram = c.in.list(ATLAS_CLASSES);
  List offsets = c.in.list(ATLAS_CLASSES + 1);
  if (slice.size % ATLAS_PAGE_SIZE)
    c.in.bad("not a whole number of pages");
  if (!c.complete())
    return;
  Guarded data(slice.data(), slice.size, c.poison, c.misalign);
  size_t pages = slice.size / ATLAS_PAGE_SIZE;
  atlas_domain_t *domain = atlas_domain_create(slice.size, 0);
  c.expect("attach", ATLAS_OK,
           unsigned(atlas_domain_attach(domain, data.data(), slice.size)));
  c.expect("verify", 1, atlas_domain_verify(domain));
  uint32_t sums[ATLAS_CLASSES] = {};
  for (size_t p = 0; p < pages; ++p) {
    uint16_t bins[ATLAS_CLASSES];
    atlas_r96_histogram_page(data.data() + p * ATLAS_PAGE_SIZE, bins);
    for (size_t r = 0; r < ATLAS_CLASSES; ++r)
      sums[r] += bins[r];
  }
  c.expectWords("histogram", histogram, sums);
  atlas_cluster_view view = atlas_cluster_by_resonance(data.data(), pages);
  if (c.expect("cluster exists", 1, view.offsets != nullptr))
    c.expectWords("offsets", offsets, view.offsets);
  c.expect("commit", ATLAS_OK, unsigned(atlas_domain_commit(domain)));
  const atlas_witness_t *witness = atlas_domain_witness(domain);
  uint8_t got[32];
  if (c.expect("witness", 1, atlas_witness_digest(witness, got)))
    c.expectBytes("witness id", digest, got);
  c.expect("residue", residue, atlas_witness_residue(witness));
  atlas_cluster_destroy(&view);
  atlas_domain_destroy(domain);
}
