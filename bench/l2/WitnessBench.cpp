//===- WitnessBench.cpp - atlas-witness-bench -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-witness-bench [ROUNDS]
//
// Nanoseconds for one 12,288-byte structure, MB/s, and how many times faster
// than OpenSSL's SHA256() in the same rounds. Exit code: 0 measured, 1 a digest
// is wrong.
//===----------------------------------------------------------------------===//
#include "WitnessCases.h"

#include "atlas.h"

#include <cstdio>
#include <cstdlib>

using namespace atlas::bench;

int main(int argc, char **argv) {
  unsigned rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 101;
  std::vector<Candidate> candidates = witnessCandidates();
  if (candidates.empty()) {
    std::fprintf(stderr, "atlas-witness-bench: digests differ\n");
    return 1;
  }
  Measurement measurement(candidates, rounds < 30 ? 30 : rounds, 200e3);
  std::printf("%-16s %9s %8s %8s\n", "12,288 bytes", "ns", "MB/s", "OpenSSL");
  for (const Candidate &candidate : candidates) {
    unsigned count = structuresPerRun(candidate.name);
    double ns = measurement.median(candidate.name) / count;
    std::printf("%-16s %9.1f %8.0f %7.3fx\n", candidate.name.c_str(), ns,
                ATLAS_STRUCTURE_SIZE / ns * 1e3,
                measurement.speedup(candidate.name, "openssl") * count);
  }
  return 0;
}
