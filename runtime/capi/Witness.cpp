//===- Witness.cpp - C interface: witnesses -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Witness.h"
#include "Dispatch.h"
#include "Memory.h"
#include "Sha256.h"

#include <string.h>

using namespace atlas::runtime;

namespace {

constexpr uint8_t kRecordVersion = 1;

void putLength(uint8_t out[8], uint64_t length) {
  for (int i = 0; i < 8; ++i)
    out[i] = uint8_t(length >> 8 * i);
}

// A record without its digest; null without memory.
atlas_witness_t *newRecord(const void *base, size_t len) {
  auto *w = static_cast<atlas_witness_t *>(allocate(sizeof(atlas_witness_t)));
  if (!w)
    return nullptr;
  count(len);
  memset(w, 0, sizeof(*w));
  putLength(w->length, len);
  w->residue = uint64_t(load(slot::conserved_sum)(base, int64_t(len))) % 96;
  w->version = kRecordVersion;
  return w;
}

bool isUsable(const void *base, size_t len) { return base || !len; }

// What verify can say before hashing.
bool mayMatch(const atlas_witness_t *w, const void *base, size_t len) {
  if (!w || !isUsable(base, len))
    return false;
  uint8_t length[8];
  putLength(length, len);
  return memcmp(w->length, length, sizeof(length)) == 0;
}

// Looks at all bytes, whatever they are.
bool equalDigests(const uint8_t *a, const uint8_t *b) {
  unsigned difference = 0;
  for (int i = 0; i < 32; ++i)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

} // namespace

atlas_witness_t *atlas_witness_generate(const void *base, size_t len) {
  atlas_witness_t *w = isUsable(base, len) ? newRecord(base, len) : nullptr;
  if (w)
    sha256(base, len, w->digest);
  return w;
}

bool atlas_witness_verify(const atlas_witness_t *w, const void *base,
                          size_t len) {
  if (!mayMatch(w, base, len))
    return false;
  count(len);
  uint8_t digest[32];
  sha256(base, len, digest);
  return equalDigests(w->digest, digest);
}

void atlas_witness_destroy(atlas_witness_t *w) { release(w); }

bool atlas_witness_digest(const atlas_witness_t *w, uint8_t out[32]) {
  if (!w || !out)
    return false;
  memcpy(out, w->digest, sizeof(w->digest));
  return true;
}

uint8_t atlas_witness_residue(const atlas_witness_t *w) {
  return w ? w->residue : 255;
}

bool atlas_witness_record(const atlas_witness_t *w, uint8_t out[48]) {
  if (!w || !out)
    return false;
  memcpy(out, w, sizeof(*w));
  return true;
}

// --- Batches: usable items are hashed two by two
// ------------------------------

namespace {

// Hashes items two by two; one that is left over alone. add() in any order,
// then finish().
class Pairing {
public:
  void add(const void *base, size_t len, uint8_t *digest) {
    bases[waiting] = base;
    lens[waiting] = len;
    digests[waiting] = digest;
    if (++waiting == 2) {
      sha256Pair(bases, lens, digests[0], digests[1]);
      waiting = 0;
    }
  }
  void finish() {
    if (waiting)
      sha256(bases[0], lens[0], digests[0]);
    waiting = 0;
  }

private:
  const void *bases[2];
  size_t lens[2];
  uint8_t *digests[2];
  unsigned waiting = 0;
};

} // namespace

size_t atlas_witness_generate_batch(const void *const *bases,
                                    const size_t *lens, size_t count,
                                    atlas_witness_t **out) {
  if (!bases || !lens || !out)
    return 0;
  Pairing pairing;
  size_t made = 0;
  for (size_t i = 0; i < count; ++i) {
    out[i] =
        isUsable(bases[i], lens[i]) ? newRecord(bases[i], lens[i]) : nullptr;
    if (!out[i])
      continue;
    pairing.add(bases[i], lens[i], out[i]->digest);
    ++made;
  }
  pairing.finish();
  return made;
}

size_t atlas_witness_verify_batch(const atlas_witness_t *const *ws,
                                  const void *const *bases, const size_t *lens,
                                  size_t count, bool *ok) {
  if (!ws || !bases || !lens || !ok)
    return 0;
  size_t matching = 0;
  // Candidates of one round, so that no memory is needed for the digests.
  for (size_t next = 0; next < count;) {
    uint8_t digests[2][32];
    size_t items[2];
    unsigned waiting = 0;
    Pairing pairing;
    for (; next < count && waiting < 2; ++next) {
      ok[next] = false;
      if (!mayMatch(ws[next], bases[next], lens[next]))
        continue;
      atlas::runtime::count(lens[next]);
      pairing.add(bases[next], lens[next], digests[waiting]);
      items[waiting++] = next;
    }
    pairing.finish();
    for (unsigned i = 0; i < waiting; ++i)
      matching += ok[items[i]] = equalDigests(ws[items[i]]->digest, digests[i]);
  }
  return matching;
}
