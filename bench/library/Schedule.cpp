//===- Schedule.cpp - Group l3-schedule -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decisions of the scheduler: each one waiting for the one before, and
// independent of each other.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include <cstdio>

using namespace atlas::bench;

namespace {

constexpr unsigned kCalls = 4096;

/// The definition in contract v1, section 4: the first t >= now in phase. 128
/// bits, because now + 95 may not fit 64.
uint64_t plainNext(uint64_t now, uint8_t r) {
  unsigned __int128 t = now;
  while ((t + r) % ATLAS_CLASSES != 0)
    ++t;
  return uint64_t(t);
}

bool right() {
  std::vector<uint64_t> starts = {1000, uint64_t(1) << 32, uint64_t(1) << 63};
  for (uint64_t i = 0; i < 200; ++i) {
    starts.push_back(i);
    starts.push_back(~i);
    starts.push_back(i * 0x9E3779B97F4A7C15u);
  }
  for (uint64_t now : starts)
    for (unsigned r = 0; r < 256; ++r)
      if (atlas_next_harmonic_window_from(now, r) != plainNext(now, r))
        return false;
  return true;
}

} // namespace

llvm::Error atlas::bench::measureSchedule(const Options &options,
                                          Table &table) {
  if (!right())
    return wrong("atlas_next_harmonic_window_from");
  Structures structures;
  const uint8_t *phases = structures.source;
  Report report(
      table, options, structures,
      {{"chain",
        [&] {
          uint64_t now = 12345;
          for (unsigned i = 0; i < kCalls; ++i)
            now = atlas_next_harmonic_window_from(now, phases[i]);
          keep(now);
        }},
       {"independent", [&] {
          for (unsigned i = 0; i < kCalls; ++i)
            keep(atlas_next_harmonic_window_from(uint64_t(i) * 977, phases[i]));
        }}});
  const Measurement &m = report.measured();
  table.section("Decisions of the scheduler, another class in each call");
  table.add({"next decision from the last one", m.median("chain") / kCalls, 0,
             "", 0, 4, /*below=*/true, report.cycles("chain") / kCalls});
  table.add({"independent decisions", m.median("independent") / kCalls, 0, "",
             0, 0, /*below=*/true, report.cycles("independent") / kCalls});
  char text[80];
  std::snprintf(text, sizeof(text),
                "decisions in a second: %.0f million dependent, %.0f million "
                "independent",
                kCalls / m.median("chain") * 1e3,
                kCalls / m.median("independent") * 1e3);
  table.note(text);
  report.noteClock();
  return llvm::Error::success();
}
