//===- Case.h - One flat golden case and its checks -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the function of an op gets: the payload, a poison pattern for everything
// the library is to write, and checks that keep the first difference. Each case
// is executed with two patterns and two start alignments.
// Free of libstdc++: memory comes from malloc, and a test program that gets
// none ends with exit code 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_REPLAY_CASE_H
#define ATLAS_UNITTESTS_REPLAY_CASE_H

#include "Reader.h"

namespace atlas::replay {

/// A byte range with guards on both sides and any start alignment; it has what
/// unittests/Kernels/Guarded.h has, without LLVM.
class Guarded {
public:
  Guarded(size_t size, uint8_t poison, unsigned misalign);
  Guarded(const uint8_t *bytes, size_t size, uint8_t poison, unsigned misalign);
  Guarded(const Guarded &) = delete;
  ~Guarded();
  static void *operator new(size_t size);
  static void operator delete(void *block);

  uint8_t *data() { return begin; }
  const uint8_t *data() const { return begin; }
  size_t size() const { return length; }
  bool intact() const;

  Guarded *next = nullptr; ///< for lists; see ObjectCases.cpp

private:
  size_t length, total;
  uint8_t guardByte;
  uint8_t *storage, *begin;
};

class Case {
public:
  Case(Reader payload, uint8_t poison, unsigned misalign)
      : in(payload), poison(poison), misalign(misalign) {}

  Reader in;
  const uint8_t poison;
  const unsigned misalign;

  /// True if the payload was read to its end without a problem; ask before
  /// anything is executed.
  bool complete();

  // Each keeps the first difference and is false for any.
  bool expect(const char *what, uint64_t expected, uint64_t got);
  /// Of element i of `what`.
  bool expectAt(const char *what, size_t i, uint64_t expected, uint64_t got);
  bool expectBytes(const char *what, Bytes expected, const uint8_t *got);
  bool expectWords(const char *what, List expected, const uint32_t *got);
  bool expectIntact(const char *what, const Guarded &buffer);
  /// The whole texts.
  bool expectText(const char *what, Bytes expected, const char *got,
                  size_t size);

  bool passed() const { return !message[0]; }
  const char *text() const { return message; }

private:
  char message[160] = "";
};

/// The functions of the ops.
void runDelta(Case &c);
void runWindow(Case &c);
void runUpdate(Case &c);
void runMemset(Case &c);
void runFixup(Case &c);
void runMemcpy(Case &c);
void runMemcpyArena(Case &c);
void runClassifyTable(Case &c);
void runClassify(Case &c);
void runHistogram(Case &c);
void runHarmonizes(Case &c);
void runPhiEncode(Case &c);
void runPhiDecode(Case &c);
void runCluster(Case &c);
void runRegion(Case &c);
void runSchedule(Case &c);
void runWitnessAccept(Case &c);
void runWitnessReject(Case &c);
void runBudget(Case &c);
void runDomain(Case &c);
void runProjection(Case &c);
void runPropagate(Case &c);
void runRefuse(Case &c);
void runDecay(Case &c);
void runTick32(Case &c);
void runTick64(Case &c);
void runObserve(Case &c);
void runMerge(Case &c);
void runSplit(Case &c);
void runHaltSafety(Case &c);
void runHaltStreaming(Case &c);
void runHaltSessions(Case &c);
void runHaltPush(Case &c);
void runHaltSoft(Case &c);
void runHaltBatch(Case &c);
void runHaltCoherence(Case &c);
void runHaltWords(Case &c);
void runHaltConfig(Case &c);
void runHaltConfigJson(Case &c);

} // namespace atlas::replay

#endif // ATLAS_UNITTESTS_REPLAY_CASE_H
