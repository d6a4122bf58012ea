//===- DomainCalls.cpp - Any bytes as domains and witnesses ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallReader.h"
#include "CallSequence.h"

using namespace atlas::test;

// --- Domains -----------------------------------------------------------------

namespace {

/// What a domain must do.
struct Domain {
  atlas_domain_t *handle = nullptr;
  size_t bytes = 0;
  uint8_t level = 0;
  std::unique_ptr<uint8_t[]> region; ///< of `bytes` bytes; null: not attached
  bool committed = false;
  std::vector<uint8_t> content; ///< at the commit

  bool conserved() const {
    return region && modelSum(region.get(), bytes) % 96 == 0;
  }
  bool verifies() const {
    return conserved() && (!committed || std::memcmp(content.data(),
                                                     region.get(), bytes) == 0);
  }
};

class DomainCalls {
public:
  explicit DomainCalls(CallReader &in) : in(in) {}

  std::string run() {
    while (!in.empty() && check.good())
      step(in.byte());
    for (Domain &domain : domains)
      atlas_domain_destroy(domain.handle);
    check.equal("blocks left", 0, allocator.alive());
    return check.message();
  }

private:
  void step(uint8_t op) {
    Domain &d = domains[op >> 4 & 1];
    bool refuse = op >= 0xE0; // memory, for this step
    allocator.failAt(refuse ? 1 : 0);
    switch (op % 12) {
    case 0:
      create(d, refuse);
      break;
    case 1:
      attach(d);
      break;
    case 2:
      check.equal("verify", d.verifies(), atlas_domain_verify(d.handle));
      break;
    case 3:
    case 4:
      commit(d, refuse);
      break;
    case 5:
      budget(d, true);
      break;
    case 6:
      budget(d, false);
      break;
    case 7:
      witness(d);
      break;
    case 8:
      if (d.region)
        d.region[in.byte() % d.bytes] ^= in.byte();
      break;
    case 9:
      if (d.region)
        repair(d);
      break;
    case 10:
      if (op & 0x80)
        destroy(d);
      break;
    case 11: // back to the content of the commit
      if (d.committed)
        std::memcpy(d.region.get(), d.content.data(), d.bytes);
      break;
    }
    allocator.failAt(0);
    check.equal("level", d.handle ? d.level : 255,
                atlas_budget_level(d.handle));
  }

  void create(Domain &d, bool refuse) {
    size_t bytes = in.byte() * 3;
    uint8_t level = in.byte() % 100;
    destroy(d);
    d.handle = atlas_domain_create(bytes, level);
    bool expected = bytes && level <= 95 && !refuse;
    check.equal("create", expected, d.handle != nullptr);
    d.bytes = bytes;
    d.level = level;
  }

  void attach(Domain &d) {
    // The right length, mostly, and sometimes no base.
    uint8_t kind = in.byte();
    size_t length = kind % 4 ? d.bytes : in.byte();
    std::unique_ptr<uint8_t[]> region;
    if (kind < 0xF0)
      region = in.bytes(length);
    int expected = !d.handle                                 ? ATLAS_E_STATE
                   : !region || !length || length != d.bytes ? ATLAS_E_MEMORY
                   : d.region                                ? ATLAS_E_STATE
                                                             : ATLAS_OK;
    check.equal("attach", expected,
                atlas_domain_attach(d.handle, region.get(), length));
    if (expected == ATLAS_OK) {
      d.region = std::move(region);
      if (kind & 1)
        repair(d);
    }
  }

  /// Makes the region conserved.
  void repair(Domain &d) {
    uint8_t residue = modelSum(d.region.get(), d.bytes) % 96;
    check.equal("fixup", residue,
                atlas_conserved_fixup(d.region.get(), d.bytes));
    check.equal("conserved", true, d.conserved());
  }

  void commit(Domain &d, bool refuse) {
    int expected = !d.handle || !d.region || d.committed ? ATLAS_E_STATE
                   : !d.conserved()                      ? ATLAS_E_CONSERVATION
                   : refuse                              ? ATLAS_E_MEMORY
                                                         : ATLAS_OK;
    check.equal("commit", expected, atlas_domain_commit(d.handle));
    if (expected != ATLAS_OK)
      return;
    d.committed = true;
    d.content.assign(d.region.get(), d.region.get() + d.bytes);
  }

  void budget(Domain &d, bool alloc) {
    uint8_t amount = in.byte() % 100;
    bool expected = d.handle && amount <= 95 && (alloc || amount <= d.level);
    check.equal(alloc ? "alloc" : "release", expected,
                alloc ? atlas_budget_alloc(d.handle, amount)
                      : atlas_budget_release(d.handle, amount));
    if (expected)
      d.level = alloc ? (d.level + amount) % 96 : d.level - amount;
  }

  void witness(const Domain &d) {
    const atlas_witness_t *w = atlas_domain_witness(d.handle);
    uint8_t got[32], expected[32];
    check.equal("witness", d.committed, w != nullptr);
    check.equal("digest", d.committed, atlas_witness_digest(w, got));
    check.equal("residue", d.committed ? 0 : 255, atlas_witness_residue(w));
    if (!d.committed || !w)
      return;
    modelSha256(d.content.data(), d.bytes, expected);
    check.equal("digest bytes", 0, std::memcmp(got, expected, 32) != 0);
  }

  void destroy(Domain &d) {
    atlas_domain_destroy(d.handle);
    d = Domain();
  }

  CallReader &in;
  CallCheck check;
  CountingAllocator allocator;
  Domain domains[2];
};

} // namespace

std::string atlas::test::runDomainCalls(const uint8_t *bytes, size_t size) {
  CallReader in(bytes, size);
  useVariant(in.byte() % hostVariants());
  return DomainCalls(in).run();
}

// --- Witnesses ---------------------------------------------------------------

namespace {

struct Range {
  std::unique_ptr<uint8_t[]> bytes; ///< exactly `size`
  size_t size = 0;
};

/// Makes witnesses of up to 16 ranges, changes some ranges, verifies.
class WitnessCalls {
public:
  explicit WitnessCalls(CallReader &in) : in(in) {}

  std::string run() {
    while (!in.empty() && count < kMost) {
      sizes[count] = in.byte() % 5 ? in.byte() : in.byte() * 9;
      ranges[count] = in.bytes(sizes[count]);
      bases[count] = ranges[count].get();
      ++count;
    }
    uint64_t refused = in.byte() % (2 * kMost);
    allocator.failAt(refused);
    size_t made = atlas_witness_generate_batch(bases, sizes, count, batch);
    allocator.failAt(0);
    check.equal("batch", count - (refused && refused <= count), made);
    for (size_t i = 0; i < count; ++i)
      checkOne(i, refused == i + 1);
    verifyChanged();
    for (size_t i = 0; i < count; ++i)
      atlas_witness_destroy(batch[i]);
    check.equal("blocks left", 0, allocator.alive());
    return check.message();
  }

private:
  static constexpr size_t kMost = 16;

  void checkOne(size_t i, bool refused) {
    check.equal("witness", !refused, batch[i] != nullptr);
    atlas_witness_t *single = atlas_witness_generate(bases[i], sizes[i]);
    uint8_t expected[48] = {}, record[48];
    modelSha256(ranges[i].get(), sizes[i], expected);
    for (int b = 0; b < 8; ++b)
      expected[32 + b] = uint8_t(uint64_t(sizes[i]) >> 8 * b);
    expected[40] = modelSum(ranges[i].get(), sizes[i]) % 96;
    expected[41] = 1;
    for (const atlas_witness_t *w : {single, batch[i]}) {
      if (!w)
        continue;
      check.equal("record", true, atlas_witness_record(w, record));
      check.equal("record bytes", 0, std::memcmp(record, expected, 48) != 0);
    }
    check.equal("verify", true,
                atlas_witness_verify(single, bases[i], sizes[i]));
    atlas_witness_destroy(single);
  }

  void verifyChanged() {
    bool expected[kMost], got[kMost];
    size_t matching = 0;
    for (size_t i = 0; i < count; ++i) {
      uint8_t change = in.byte();
      bool changed = change % 3 == 0 && sizes[i];
      if (changed)
        ranges[i][change % sizes[i]] ^= 1 << change % 8;
      else if (change % 7 == 0 && sizes[i])
        --sizes[i], changed = true;
      expected[i] = !changed && batch[i];
      matching += expected[i];
      check.equal("verify", expected[i],
                  atlas_witness_verify(batch[i], bases[i], sizes[i]));
    }
    check.equal("batch verify", matching,
                atlas_witness_verify_batch(batch, bases, sizes, count, got));
    for (size_t i = 0; i < count; ++i)
      check.equal("match", expected[i], got[i]);
  }

  CallReader &in;
  CallCheck check;
  CountingAllocator allocator;
  size_t count = 0;
  std::unique_ptr<uint8_t[]> ranges[kMost];
  const void *bases[kMost];
  size_t sizes[kMost];
  atlas_witness_t *batch[kMost] = {};
};

} // namespace

std::string atlas::test::runWitnessCalls(const uint8_t *bytes, size_t size) {
  CallReader in(bytes, size);
  useVariant(in.byte() % hostVariants());
  return WitnessCalls(in).run();
}
