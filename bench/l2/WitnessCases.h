//===- WitnessCases.h - Witnesses against OpenSSL ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Candidates for Measure.h: digests and witnesses of 12,288-byte structures
// through the entry points of libatlas, and OpenSSL's SHA-256 as the bar.
//
// One run of a candidate handles one structure, except batches; divide by
// structuresPerRun. All run on the same sixteen buffers of random bytes.
// Thread rule: one measurement at a time; buffers live as long as the process.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_L2_WITNESSCASES_H
#define ATLAS_BENCH_L2_WITNESSCASES_H

#include "Measure.h"

namespace atlas::bench {

constexpr unsigned kWitnessBatch = 16;

/// The candidate's name and what it does in one run:
///   openssl            SHA256(), one structure; the bar
///   openssl-context    the same by SHA256_Init, _Update and _Final
///   generate           atlas_witness_generate and _destroy
///   verify             atlas_witness_verify that succeeds
///   batch, verify-batch  kWitnessBatch structures at once
///   digest, digest-portable  the digest alone, by the C library's choice and
///                      by the portable kernel
/// Candidates whose digest differs from OpenSSL's are a failure: empty result.
std::vector<Candidate> witnessCandidates();

/// 1, or kWitnessBatch for batches.
unsigned structuresPerRun(const std::string &candidate);

} // namespace atlas::bench

#endif // ATLAS_BENCH_L2_WITNESSCASES_H
