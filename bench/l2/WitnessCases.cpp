//===- WitnessCases.cpp - Witnesses against OpenSSL -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "WitnessCases.h"

#include "runtime/Dispatch.h"
#include "runtime/Sha256.h"

#include "atlas.h"

// SHA256_Init and its like are deprecated; they are the fastest way in.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <cstring>
#include <random>

using namespace atlas;

namespace {

struct Data {
  uint8_t structures[bench::kWitnessBatch][ATLAS_STRUCTURE_SIZE];
  const void *bases[bench::kWitnessBatch];
  size_t sizes[bench::kWitnessBatch];
  atlas_witness_t *witnesses[bench::kWitnessBatch];
  unsigned next = 0;

  Data() {
    std::mt19937_64 random(1);
    for (unsigned i = 0; i < bench::kWitnessBatch; ++i) {
      for (uint8_t &byte : structures[i])
        byte = uint8_t(random());
      bases[i] = structures[i];
      sizes[i] = ATLAS_STRUCTURE_SIZE;
    }
    atlas_witness_generate_batch(bases, sizes, bench::kWitnessBatch, witnesses);
  }

  /// Another structure every time.
  unsigned turn() { return next = (next + 1) % bench::kWitnessBatch; }
};

/// Keeps a result from being optimised away.
template <typename T>
void consume(const T &value) {
  asm volatile("" : : "r"(&value) : "memory");
}

void opensslContext(const void *base, uint8_t digest[32]) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, base, ATLAS_STRUCTURE_SIZE);
  SHA256_Final(digest, &context);
}

void portable(const void *base, uint8_t digest[32]) {
  runtime::load(runtime::slot::witness_digest)(base, digest,
                                               ATLAS_STRUCTURE_SIZE);
}

bool allAgree(Data &data) {
  for (unsigned i = 0; i < bench::kWitnessBatch; ++i) {
    uint8_t want[32], got[4][32];
    SHA256(data.structures[i], ATLAS_STRUCTURE_SIZE, want);
    opensslContext(data.structures[i], got[0]);
    runtime::sha256(data.structures[i], ATLAS_STRUCTURE_SIZE, got[1]);
    portable(data.structures[i], got[2]);
    if (!atlas_witness_digest(data.witnesses[i], got[3]))
      return false;
    for (const uint8_t *digest : got)
      if (std::memcmp(digest, want, 32) != 0)
        return false;
  }
  return true;
}

} // namespace

std::vector<bench::Candidate> bench::witnessCandidates() {
  static Data data;
  static uint8_t digest[32];
  if (!allAgree(data))
    return {};
  return {
      {"openssl",
       [] {
         SHA256(data.structures[data.turn()], ATLAS_STRUCTURE_SIZE, digest);
         consume(digest);
       }},
      {"openssl-context",
       [] {
         opensslContext(data.structures[data.turn()], digest);
         consume(digest);
       }},
      {"generate",
       [] {
         atlas_witness_t *w = atlas_witness_generate(
             data.structures[data.turn()], ATLAS_STRUCTURE_SIZE);
         consume(w);
         atlas_witness_destroy(w);
       }},
      {"verify",
       [] {
         unsigned i = data.turn();
         bool same = atlas_witness_verify(data.witnesses[i], data.structures[i],
                                          ATLAS_STRUCTURE_SIZE);
         consume(same);
       }},
      {"batch",
       [] {
         atlas_witness_t *made[kWitnessBatch];
         atlas_witness_generate_batch(data.bases, data.sizes, kWitnessBatch,
                                      made);
         consume(made);
         for (atlas_witness_t *w : made)
           atlas_witness_destroy(w);
       }},
      {"verify-batch",
       [] {
         bool same[kWitnessBatch];
         atlas_witness_verify_batch(data.witnesses, data.bases, data.sizes,
                                    kWitnessBatch, same);
         consume(same);
       }},
      {"digest",
       [] {
         runtime::sha256(data.structures[data.turn()], ATLAS_STRUCTURE_SIZE,
                         digest);
         consume(digest);
       }},
      {"digest-portable",
       [] {
         portable(data.structures[data.turn()], digest);
         consume(digest);
       }},
  };
}

unsigned bench::structuresPerRun(const std::string &candidate) {
  return candidate == "batch" || candidate == "verify-batch" ? kWitnessBatch
                                                             : 1;
}
