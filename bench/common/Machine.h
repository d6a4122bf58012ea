//===- Machine.h - What the measured processor is and can do ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The processor's name, its clock, and how many bytes its first-level cache
// moves in a cycle, from which limits of measured code follow.
// Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_MACHINE_H
#define ATLAS_BENCH_MACHINE_H

#include "Measure.h"

namespace atlas::bench {

/// "model name" of the first CPU; "unknown" where there is none.
std::string cpuName();

/// Name of the candidate of clockCandidate.
constexpr const char *kClock = "clock";

/// A chain of kClockCycles additions that wait for each other: one cycle each
/// on every core that this builds for.
Candidate clockCandidate();
constexpr unsigned kClockCycles = 50000;

/// Cycles in a nanosecond during `m`, which measured clockCandidate().
double clockOf(const Measurement &m);

/// Bytes a cycle between the registers and the first-level cache.
struct Ports {
  double load = 0;
  double store = 0;
  explicit operator bool() const { return load > 0; }
  /// Cycles for so many bytes, if loads and stores overlap perfectly.
  double cycles(double loaded, double stored) const {
    return loaded / load > stored / store ? loaded / load : stored / store;
  }
};

/// The figures of this processor; none if they are not known here.
Ports cachePorts();

} // namespace atlas::bench

#endif // ATLAS_BENCH_MACHINE_H
