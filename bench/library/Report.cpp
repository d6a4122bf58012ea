//===- Report.cpp - Rows about the C functions of libatlas ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Report.h"

#include <cstdio>
#include <cstring>

using namespace atlas::bench;

static constexpr double kSize = ATLAS_STRUCTURE_SIZE;

llvm::Error atlas::bench::wrong(const char *what) {
  return llvm::createStringError(
      std::string("'") + what + "' and scalar code computed different results");
}

/// What the block of structures is aligned to.
static constexpr size_t kBlock = size_t(64) << 10;
static uint8_t *firstBlock(uint8_t *at) {
  return at + (kBlock - reinterpret_cast<uintptr_t>(at) % kBlock) % kBlock;
}

Structures::Structures()
    : memory(noise(3 * kDistance + kBlock)), source(firstBlock(memory.data())),
      target(source + kDistance), other(target + kDistance) {
  unsigned sum = 0;
  for (size_t i = 0; i + 1 < ATLAS_STRUCTURE_SIZE; ++i)
    sum += source[i];
  source[ATLAS_STRUCTURE_SIZE - 1] = (96 - sum % 96) % 96;
}

static void *(*volatile copyEntry)(void *, const void *, size_t) = std::memcpy;

Candidate atlas::bench::copyCandidate(const Structures &data) {
  const uint8_t *source = data.source;
  uint8_t *target = data.target;
  return {kCopy, [=] { copyEntry(target, source, ATLAS_STRUCTURE_SIZE); }};
}

static std::vector<Candidate> withBars(std::vector<Candidate> candidates,
                                       const Structures &data) {
  candidates.push_back(copyCandidate(data));
  candidates.push_back(clockCandidate());
  return candidates;
}

Report::Report(Table &table, const Options &options, const Structures &data,
               std::vector<Candidate> candidates)
    : table(table),
      m(withBars(std::move(candidates), data), options.rounds, kSample) {}

void Report::row(const std::string &what, const std::string &name, double bytes,
                 Bounds bounds) {
  Row row = {what,
             m.median(name),
             bytes,
             kCopy,
             m.speedup(name, kCopy) * bytes / kSize,
             bounds.target};
  row.cycles = cycles(name);
  Ports ports = cachePorts();
  if (ports && bounds.loads + bounds.stores > 0) {
    double least = ports.cycles(bounds.loads, bounds.stores) +
                   ports.cycles(bounds.firstLoads, 0);
    row.limit = cycles(kCopy) / least * bytes / kSize;
  }
  table.add(std::move(row));
}

void Report::against(const std::string &what, const std::string &name,
                     const std::string &bar, double bytes, double target) {
  Row row = {what, m.median(name), bytes, bar, m.speedup(name, bar), target};
  row.cycles = cycles(name);
  table.add(std::move(row));
}

void Report::plain(const std::string &name, double bytes) {
  Row row = {"- " + name, m.median(name), bytes, "", 0, 0};
  row.cycles = cycles(name);
  table.add(std::move(row));
}

void Report::noteClock() {
  char text[160];
  std::snprintf(text, sizeof(text),
                "clock %.2f GHz (dependent additions); memcpy of 12,288 bytes "
                "%.1f ns, %.0f cycles",
                clockOf(m), m.median(kCopy), cycles(kCopy));
  table.note(text);
}
