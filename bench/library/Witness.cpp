//===- Witness.cpp - Group l2-witness -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Witnesses of 12,288-byte structures, one at a time and in batches, against
// OpenSSL's SHA-256 where that was found when this was built.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include "runtime/Dispatch.h"
#include "runtime/Sha256.h"

#ifdef ATLAS_BENCH_OPENSSL
// SHA256_Init and its like are deprecated; they are the fastest way in.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#endif

#include <cstring>

using namespace atlas;
using namespace atlas::bench;

namespace {

constexpr size_t kSize = ATLAS_STRUCTURE_SIZE;
/// Structures in a batch, and in turn for calls with one.
constexpr unsigned kBatch = 16;

struct Data {
  std::vector<uint8_t> bytes = noise(kBatch * kSize);
  const void *bases[kBatch];
  size_t sizes[kBatch];
  atlas_witness_t *witnesses[kBatch];
  unsigned next = 0;

  Data() {
    for (unsigned i = 0; i < kBatch; ++i) {
      bases[i] = &bytes[i * kSize];
      sizes[i] = kSize;
    }
    atlas_witness_generate_batch(bases, sizes, kBatch, witnesses);
  }
  ~Data() {
    for (atlas_witness_t *w : witnesses)
      atlas_witness_destroy(w);
  }
  Data(const Data &) = delete;

  /// Another structure every time.
  unsigned turn() { return next = (next + 1) % kBatch; }
};

/// SHA-256 as FIPS 180-4 writes it (sections 4.1.2, 5.1.1 and 6.2), one byte
/// range that is a multiple of 64 bytes; slow and obvious.
struct PlainSha256 {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

  static uint32_t rotate(uint32_t x, unsigned n) {
    return x >> n | x << (32 - n);
  }
  static const uint32_t *constants();
  void block(const uint8_t *data);
  static void digest(const uint8_t *data, size_t n, uint8_t out[32]);
};

/// First 32 bits of the fractional parts of the cube roots of the first 64
/// primes (section 4.2.2), by integer cube roots: floor(cbrt(p) * 2^32) mod
/// 2^32.
const uint32_t *PlainSha256::constants() {
  static uint32_t k[64];
  unsigned count = 0;
  for (unsigned p = 2; count < 64 && !k[63]; ++p) {
    bool prime = true;
    for (unsigned d = 2; d * d <= p; ++d)
      prime &= p % d != 0;
    if (!prime)
      continue;
    // x^3 <= p * 2^96: x has 35 bits, so x^3 fits 128 bits.
    unsigned __int128 bound = static_cast<unsigned __int128>(p) << 96, x = 0;
    for (int bit = 34; bit >= 0; --bit) {
      unsigned __int128 y = x | static_cast<unsigned __int128>(1) << bit;
      if (y * y * y <= bound)
        x = y;
    }
    k[count++] = uint32_t(x);
  }
  return k;
}

void PlainSha256::block(const uint8_t *data) {
  const uint32_t *k = constants();
  uint32_t w[64];
  for (unsigned t = 0; t < 16; ++t)
    w[t] = uint32_t(data[4 * t]) << 24 | data[4 * t + 1] << 16 |
           data[4 * t + 2] << 8 | data[4 * t + 3];
  for (unsigned t = 16; t < 64; ++t)
    w[t] = (rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10) +
           w[t - 7] +
           (rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3) +
           w[t - 16];
  uint32_t v[8];
  std::memcpy(v, h, sizeof(v));
  for (unsigned t = 0; t < 64; ++t) {
    uint32_t e = v[4], a = v[0];
    uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                  ((e & v[5]) ^ (~e & v[6])) + k[t] + w[t];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    std::memmove(v + 1, v, 7 * sizeof(v[0]));
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (unsigned i = 0; i < 8; ++i)
    h[i] += v[i];
}

void PlainSha256::digest(const uint8_t *data, size_t n, uint8_t out[32]) {
  PlainSha256 state;
  for (size_t i = 0; i < n; i += 64)
    state.block(data + i);
  uint8_t last[64] = {0x80};
  for (unsigned i = 0; i < 8; ++i)
    last[56 + i] = uint8_t(uint64_t(n) * 8 >> (56 - 8 * i));
  state.block(last);
  for (unsigned i = 0; i < 32; ++i)
    out[i] = uint8_t(state.h[i / 4] >> (24 - i % 4 * 8));
}

void portable(const void *base, uint8_t digest[32]) {
  runtime::load(runtime::slot::witness_sha256)(base, digest, kSize);
}

#ifdef ATLAS_BENCH_OPENSSL
void opensslContext(const void *base, uint8_t digest[32]) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, base, kSize);
  SHA256_Final(digest, &context);
}
#endif

} // namespace

static llvm::Error checkDigests(Data &data) {
  for (unsigned i = 0; i < kBatch; ++i) {
    const auto *base = static_cast<const uint8_t *>(data.bases[i]);
    uint8_t want[32], got[32];
    PlainSha256::digest(base, kSize, want);
    auto same = [&] { return std::memcmp(got, want, 32) == 0; };
    if (!atlas_witness_digest(data.witnesses[i], got) || !same())
      return wrong("atlas_witness_generate_batch");
    atlas_witness_t *one = atlas_witness_generate(base, kSize);
    bool good = atlas_witness_digest(one, got) && same();
    atlas_witness_destroy(one);
    if (!good)
      return wrong("atlas_witness_generate");
    if (!atlas_witness_verify(data.witnesses[i], base, kSize) ||
        atlas_witness_verify(data.witnesses[i], data.bases[(i + 1) % kBatch],
                             kSize))
      return wrong("atlas_witness_verify");
    runtime::sha256(base, kSize, got);
    if (!same())
      return wrong("digest");
    portable(base, got);
    if (!same())
      return wrong("digest, portable kernel");
#ifdef ATLAS_BENCH_OPENSSL
    SHA256(base, kSize, got);
    if (!same())
      return wrong("SHA256");
    opensslContext(base, got);
    if (!same())
      return wrong("SHA256_Update");
#endif
  }
  bool verified[kBatch];
  if (atlas_witness_verify_batch(data.witnesses, data.bases, data.sizes, kBatch,
                                 verified) != kBatch)
    return wrong("atlas_witness_verify_batch");
  return llvm::Error::success();
}

static std::vector<Candidate> candidates(Data &data) {
  static uint8_t digest[32];
  return {
      {"generate",
       [&data] {
         atlas_witness_t *w =
             atlas_witness_generate(data.bases[data.turn()], kSize);
         keep(w);
         atlas_witness_destroy(w);
       }},
      {"verify",
       [&data] {
         unsigned i = data.turn();
         keep(atlas_witness_verify(data.witnesses[i], data.bases[i], kSize));
       }},
      {"generate, batch of 16",
       [&data] {
         atlas_witness_t *made[kBatch];
         atlas_witness_generate_batch(data.bases, data.sizes, kBatch, made);
         keep(made);
         for (atlas_witness_t *w : made)
           atlas_witness_destroy(w);
       }},
      {"verify, batch of 16",
       [&data] {
         bool same[kBatch];
         keep(atlas_witness_verify_batch(data.witnesses, data.bases, data.sizes,
                                         kBatch, same));
       }},
      {"digest alone",
       [&data] {
         runtime::sha256(data.bases[data.turn()], kSize, digest);
         keep(digest);
       }},
      {"digest alone, portable kernel",
       [&data] {
         portable(data.bases[data.turn()], digest);
         keep(digest);
       }},
#ifdef ATLAS_BENCH_OPENSSL
      {"SHA256()",
       [&data] {
         SHA256(static_cast<const uint8_t *>(data.bases[data.turn()]), kSize,
                digest);
         keep(digest);
       }},
      {"SHA256_Init, _Update, _Final",
       [&data] {
         opensslContext(data.bases[data.turn()], digest);
         keep(digest);
       }},
#endif
  };
}

llvm::Error atlas::bench::measureWitness(const Options &options, Table &table) {
  Data data;
  Structures structures;
  if (llvm::Error error = checkDigests(data))
    return error;
  Report report(table, options, structures, candidates(data));
  const Measurement &m = report.measured();
  table.section("Witnesses of 12,288 bytes");
  auto add = [&](const std::string &name, double target) {
    unsigned count = name.find("batch") == std::string::npos ? 1 : kBatch;
    Row row = {name, m.median(name) / count, double(kSize), "", 0, 0};
    row.cycles = report.cycles(name) / count;
    if (m.has("SHA256()")) {
      row.against = "OpenSSL SHA256()";
      row.ratio = m.speedup(name, "SHA256()") * count;
      row.target = target;
    }
    table.add(std::move(row));
  };
  add("generate", 1.0);
  add("verify", 1.0);
  add("generate, batch of 16", 1.35);
  add("verify, batch of 16", 1.35);
  add("digest alone", 0);
  add("digest alone, portable kernel", 0);
  if (m.has("SHA256()")) {
    report.plain("SHA256()", kSize);
    report.plain("SHA256_Init, _Update, _Final", kSize);
  } else {
    table.note("no bar: OpenSSL was not found when this program was built");
  }
  report.noteClock();
  return llvm::Error::success();
}
