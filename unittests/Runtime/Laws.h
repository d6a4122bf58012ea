//===- Laws.h - What the law tests share ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The 22 laws of contract v1 (L2/L3), section 5, as property tests: one test or
// several per law, named L01_... to L22_.... The models are plain loops.
//
// Random inputs come from one seed, which every failure shows; AtlasLawTests
// --seed=N repeats them, --threads=N sets the number of racing threads.
// LLVM-free, so that sanitizer builds are quick. Thread rule: the main thread,
// but for what a Team runs.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_RUNTIME_LAWS_H
#define ATLAS_UNITTESTS_RUNTIME_LAWS_H

#include "CallSequence.h"

#include "atlas.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace atlas::test {

/// Set by main.
extern uint64_t lawSeed;
extern unsigned lawThreads;

/// The lengths that section 5 always includes.
constexpr size_t kLengths[] = {0,   1,   2,   95,  96,  97,
                               255, 256, 257, 511, 512, 12288};

using Bytes = std::vector<uint8_t>;

/// Bytes of one of several kinds: random, constant, extreme, few values.
Bytes randomBytes(Random &random, size_t size);
/// Changes the last byte so that the sum is a multiple of 96.
void conserve(Bytes &bytes);
void shuffle(Random &random, Bytes &bytes);

/// A copy that starts `align` bytes past a multiple of 64, with bytes around it
/// that must stay.
class Area {
public:
  Area(const Bytes &bytes, unsigned align);
  Area(size_t size, unsigned align) : Area(Bytes(size, 0xEE), align) {}
  Area(const Area &) = delete;

  uint8_t *data() { return begin; }
  size_t size() const { return length; }
  Bytes bytes() const { return Bytes(begin, begin + length); }
  bool intact() const;
  bool holds(const Bytes &expected) const {
    return intact() && bytes() == expected;
  }

private:
  static constexpr size_t kGuard = 64;
  size_t length;
  Bytes storage;
  uint8_t *begin;
};

/// Runs `body` with the library as a program finds it, then at each level of
/// this host without extensions.
void forEachLevel(const std::function<void(Random &)> &body);

/// forEachLevel, and there for all lengths and some random ones, at start
/// alignments 0..63.
void forEachRange(
    const std::function<void(Random &, size_t size, unsigned align)> &body);

/// Runs body(index) on `count` threads that start together; false if the system
/// refuses so many.
bool runTeam(unsigned count, const std::function<void(unsigned)> &body);

/// Runs body(index, round) on two threads that start every round at once, as
/// exactly as two cores can; false if there is no second thread.
bool runDuel(unsigned rounds,
             const std::function<void(unsigned, unsigned)> &body);

/// A cluster view that frees itself.
struct OwnedView : atlas_cluster_view {
  explicit OwnedView(atlas_cluster_view view) : atlas_cluster_view(view) {}
  OwnedView(const OwnedView &) = delete;
  ~OwnedView() { atlas_cluster_destroy(this); }
  std::vector<uint32_t> starts() const { return {offsets, offsets + 97}; }
  std::vector<uint32_t> coords() const { return {indices, indices + n}; }
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_RUNTIME_LAWS_H
