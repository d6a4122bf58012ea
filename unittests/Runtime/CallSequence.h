//===- CallSequence.h - Any bytes as calls of libatlas ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interpreters that read bytes as a sequence of calls of the C interface and
// compare every answer with a plain model. Law 22 feeds them random bytes, the
// fuzz targets hostile ones.
//
// Each returns "" or what was wrong, and frees what it made. The first byte
// chooses the level of the kernels. They set the allocator of the library, so
// nothing else may use it meanwhile. LLVM-free.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_RUNTIME_CALLSEQUENCE_H
#define ATLAS_UNITTESTS_RUNTIME_CALLSEQUENCE_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace atlas::test {

/// SplitMix64 (Steele, Lea, Flood 2014): small, seedable, the same everywhere.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}
  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  /// Uniform enough below `bound` (> 0).
  uint64_t below(uint64_t bound) { return next() % bound; }

private:
  uint64_t state;
};

/// The exact sum of the bytes.
uint64_t modelSum(const uint8_t *data, size_t size);
/// SHA-256 as FIPS 180-4 writes it.
void modelSha256(const uint8_t *data, size_t size, uint8_t digest[32]);

/// Counts the blocks that the library holds, and refuses some requests. From
/// construction to destruction it is the library's allocator. Thread-safe.
class CountingAllocator {
public:
  CountingAllocator();
  ~CountingAllocator();
  CountingAllocator(const CountingAllocator &) = delete;

  /// The `number`-th request from now on (1 is the next) is refused; 0: none.
  void failAt(uint64_t number) {
    __atomic_store_n(&countdown, number, __ATOMIC_RELAXED);
  }
  /// True if the refusal has happened.
  bool hasFailed() const {
    return __atomic_load_n(&countdown, __ATOMIC_RELAXED) == 0;
  }
  /// Blocks that are alive.
  int64_t alive() const { return __atomic_load_n(&blocks, __ATOMIC_RELAXED); }

private:
  static void *allocate(void *self, size_t size);
  static void release(void *self, void *block);

  uint64_t countdown = 0;
  int64_t blocks = 0;
};

/// Ways to run the kernels on this host: 0 as a program finds the library, then
/// each level without the instructions beyond the levels.
unsigned hostVariants();
void useVariant(unsigned variant);

/// Domains: create, attach, verify, commit, budget, destroy, changed regions,
/// refused memory.
std::string runDomainCalls(const uint8_t *bytes, size_t size);
/// Witnesses, one by one and in batches, of equal and of changed bytes.
std::string runWitnessCalls(const uint8_t *bytes, size_t size);
/// Cluster views and rectangles.
std::string runClusterCalls(const uint8_t *bytes, size_t size);
/// Every function that takes a pointer and a length, at every level of this
/// host, on memory that ends where the range does.
std::string runRangeCalls(const uint8_t *bytes, size_t size);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_RUNTIME_CALLSEQUENCE_H
