//===- CallSequence.cpp - Models, allocator, domains and witnesses --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "CallSequence.h"

#include "CallReader.h"

#include "runtime/Dispatch.h"

#include <cstdlib>

using namespace atlas::test;

uint64_t atlas::test::modelSum(const uint8_t *data, size_t size) {
  uint64_t sum = 0;
  for (size_t i = 0; i < size; ++i)
    sum += data[i];
  return sum;
}

static uint32_t rotate(uint32_t x, unsigned n) {
  return x >> n | x << (32 - n);
}

// Constants computed as section 4.2.2 defines them would need big roots; this
// is the table, in hexadecimal digits as printed there.
static const uint32_t kRounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// Section 6.2.2, one block.
static void modelBlock(uint32_t h[8], const uint8_t *block) {
  uint32_t w[64], v[8];
  for (int t = 0; t < 16; ++t)
    w[t] = uint32_t(block[4 * t]) << 24 | uint32_t(block[4 * t + 1]) << 16 |
           uint32_t(block[4 * t + 2]) << 8 | block[4 * t + 3];
  for (int t = 16; t < 64; ++t) {
    uint32_t a = w[t - 2], b = w[t - 15];
    w[t] = (rotate(a, 17) ^ rotate(a, 19) ^ a >> 10) + w[t - 7] +
           (rotate(b, 7) ^ rotate(b, 18) ^ b >> 3) + w[t - 16];
  }
  for (int i = 0; i < 8; ++i)
    v[i] = h[i];
  for (int t = 0; t < 64; ++t) {
    uint32_t e = v[4], a = v[0];
    uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                  ((e & v[5]) ^ (~e & v[6])) + kRounds[t] + w[t];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    for (int i = 7; i > 0; --i)
      v[i] = v[i - 1];
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i)
    h[i] += v[i];
}

void atlas::test::modelSha256(const uint8_t *data, size_t size,
                              uint8_t digest[32]) {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::vector<uint8_t> padded(data, data + size);
  padded.push_back(0x80);
  while (padded.size() % 64 != 56)
    padded.push_back(0);
  for (int i = 7; i >= 0; --i)
    padded.push_back(uint8_t(uint64_t(size) * 8 >> 8 * i));
  for (size_t at = 0; at < padded.size(); at += 64)
    modelBlock(h, padded.data() + at);
  for (int i = 0; i < 32; ++i)
    digest[i] = uint8_t(h[i / 4] >> (24 - 8 * (i % 4)));
}

// --- Allocation and levels ---------------------------------------------------

CountingAllocator::CountingAllocator() {
  atlas_allocator allocator = {allocate, release, this};
  atlas_set_allocator(&allocator);
}

CountingAllocator::~CountingAllocator() { atlas_set_allocator(nullptr); }

void *CountingAllocator::allocate(void *self, size_t size) {
  auto *allocator = static_cast<CountingAllocator *>(self);
  uint64_t left = __atomic_load_n(&allocator->countdown, __ATOMIC_RELAXED);
  if (left) {
    __atomic_store_n(&allocator->countdown, left - 1, __ATOMIC_RELAXED);
    if (left == 1)
      return nullptr;
  }
  __atomic_fetch_add(&allocator->blocks, 1, __ATOMIC_RELAXED);
  return std::malloc(size);
}

void CountingAllocator::release(void *self, void *block) {
  auto *allocator = static_cast<CountingAllocator *>(self);
  __atomic_fetch_sub(&allocator->blocks, 1, __ATOMIC_RELAXED);
  std::free(block);
}

/// The best level of this host, asked once.
static unsigned bestLevel() {
  static const unsigned best = [] {
    unsigned level = 0;
    while (atlas::runtime::useLevel(level + 1, true))
      ++level;
    return level;
  }();
  return best;
}

unsigned atlas::test::hostVariants() { return bestLevel() + 2; }

void atlas::test::useVariant(unsigned variant) {
  // Asking the processor is slow.
  static unsigned current = ~0u;
  unsigned best = bestLevel();
  if (variant == current)
    return;
  atlas::runtime::useLevel(variant ? variant - 1 : best, variant == 0);
  current = variant;
}

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
