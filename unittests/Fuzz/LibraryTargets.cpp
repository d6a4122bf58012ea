//===- LibraryTargets.cpp - Call sequences of libatlas --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every input is a sequence of calls, so nothing is refused; the interpreters
// and their models are those of the law tests.
//===----------------------------------------------------------------------===//
#include "FuzzTargets.h"

#include "CallSequence.h"
#include "PropagateCalls.h"

namespace atlas::fuzz {
namespace {

using Calls = std::string (*)(const uint8_t *, size_t);

template <Calls calls>
std::string run(llvm::StringRef bytes) {
  ++acceptedInputs;
  return calls(bytes.bytes_begin(), bytes.size());
}

/// `count` inputs of about `size` bytes, each for another level of the kernels.
std::vector<std::string> randomSeeds(unsigned count, size_t size) {
  test::Random random(size);
  std::vector<std::string> seeds;
  for (unsigned i = 0; i < count; ++i) {
    std::string seed(1, char(i));
    while (seed.size() < size)
      seed += char(random.next());
    seeds.push_back(seed);
  }
  return seeds;
}

std::vector<std::string> domainSeeds(llvm::StringRef) {
  std::vector<std::string> seeds = randomSeeds(6, 200);
  // Create, attach a region and make it conserved, verify, commit, look at the
  // witness; budget; change a byte, verify, undo, verify; commit, destroy.
  std::string life("\0\0\x20\x2a\1\1", 6);
  life += std::string(96, 'r') + std::string("\2\3\7\5\x0a\6\5", 7);
  life += std::string("\x08\x05\x60\2\x0b\2\3\x82", 8);
  seeds.push_back(life);
  return seeds;
}

std::vector<std::string> witnessSeeds(llvm::StringRef) {
  return randomSeeds(8, 2000);
}

std::vector<std::string> clusterSeeds(llvm::StringRef) {
  return randomSeeds(8, 1500);
}

/// One input for each function and each kind of memory, and random ones.
std::vector<std::string> rangeSeeds(llvm::StringRef) {
  std::vector<std::string> seeds = randomSeeds(6, 1000);
  for (char op = 0; op < 10; ++op)
    for (char where = 0; where < 9; ++where) {
      const char start[] = {char(op + where), op, where, 100, 2};
      std::string seed(start, sizeof(start));
      for (int i = 0; i < 1300; ++i)
        seed += char(i * 7 + op);
      seeds.push_back(seed);
    }
  return seeds;
}

/// Graphs of every kind of hostility, and one of none.
std::vector<std::string> propagateSeeds(llvm::StringRef) {
  std::vector<std::string> seeds = randomSeeds(32, 150);
  seeds.push_back(std::string(1, '\0') + seeds[0]);
  return seeds;
}

} // namespace

llvm::ArrayRef<FuzzTarget> libraryTargets() {
  static const FuzzTarget targets[] = {
      {"domain-calls", run<test::runDomainCalls>, domainSeeds, {}},
      {"witness-calls", run<test::runWitnessCalls>, witnessSeeds, {}},
      {"cluster-calls", run<test::runClusterCalls>, clusterSeeds, {}},
      {"range-calls", run<test::runRangeCalls>, rangeSeeds, {}},
      {"propagate-calls", run<test::propagateCalls>, propagateSeeds, {}}};
  return targets;
}

} // namespace atlas::fuzz
