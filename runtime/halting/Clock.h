//===- Clock.h - The monotonic clock of the system --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread rule: thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_CLOCK_H
#define ATLAS_RUNTIME_HALTING_CLOCK_H

#include <time.h>

namespace atlas::runtime::halting {

#ifdef __wasm__
// The module has no imports; the host owns the clock.
inline constexpr double (*kSystemClock)(void *) = nullptr;
#else
/// Seconds since some time in the past.
inline double readSystemClock(void *) {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}
inline constexpr double (*kSystemClock)(void *) = readSystemClock;
#endif

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_CLOCK_H
