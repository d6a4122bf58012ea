//===- Report.h - Rows about the C functions of libatlas --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the groups of atlas-library-bench share: the buffers, one interleaved
// measurement with memcpy and the core's clock in it, and rows whose bar is
// memcpy's rate and whose limit follows from what the caches can move.
//
// A group calls functions only after it compared their results with plain
// scalar code (`wrong`). Thread rule: one measurement at a time.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_LIBRARY_REPORT_H
#define ATLAS_BENCH_LIBRARY_REPORT_H

#include "Machine.h"
#include "Measure.h"
#include "Table.h"
#include "Values.h"

#include "atlas.h"

namespace atlas::bench {

struct Options {
  unsigned rounds = 101;
  bool dram = true; ///< measure streams of 256 MiB as well
};

// One group each. What was measured before a failure stays in the table.
llvm::Error measureConserved(const Options &options, Table &table);
llvm::Error measureWitness(const Options &options, Table &table);
llvm::Error measurePages(const Options &options, Table &table);
llvm::Error measureCluster(const Options &options, Table &table);
llvm::Error measureSchedule(const Options &options, Table &table);

/// Error saying that `what` computed something else than scalar code.
llvm::Error wrong(const char *what);

/// Three structures in one block, 14,400 bytes apart, which is 2,112 modulo
/// 4096: a load is never taken for one of the line that was stored a moment ago
/// (4 KiB aliasing, up to 15 %). The block starts at a multiple of 64 KiB, so
/// that the low bits of all addresses are the same in every process.
struct Structures {
  static constexpr size_t kDistance = ATLAS_STRUCTURE_SIZE + 2048 + 64;
  Structures();
  std::vector<uint8_t> memory;
  uint8_t *source; ///< noise, conserved
  uint8_t *target; ///< where code writes; memcpy does too
  uint8_t *other;  ///< other noise
};

/// memcpy through a pointer that the compiler cannot see through: 12,288 bytes
/// from source to target, the layout of everything that is held against it.
constexpr const char *kCopy = "memcpy";
Candidate copyCandidate(const Structures &data);

/// Bounds of one row. Loads and stores, in bytes of one run, give the limit
/// where the processor's figures are known.
struct Bounds {
  double target = 0; ///< ratio to memcpy's rate; 0: none
  double loads = 0, stores = 0;
  double firstLoads = 0; ///< bytes that must be read before anything is stored
};

/// One measurement and the rows that come from it.
class Report {
public:
  /// Adds memcpy and the clock to the candidates and measures.
  Report(Table &table, const Options &options, const Structures &data,
         std::vector<Candidate> candidates);

  /// A row against memcpy: rate of `name`, which handles `bytes` in one run,
  /// divided by memcpy's rate.
  void row(const std::string &what, const std::string &name, double bytes,
           Bounds bounds = {});
  /// The same figures against another candidate of the same work.
  void against(const std::string &what, const std::string &name,
               const std::string &bar, double bytes, double target = 0);
  /// A plain figure.
  void plain(const std::string &name, double bytes);
  /// A note on the clock and on memcpy.
  void noteClock();

  const Measurement &measured() const { return m; }
  double cycles(const std::string &name) const {
    return m.median(name) * clockOf(m);
  }

private:
  Table &table;
  Measurement m;
};

/// Nanoseconds of a sample: long enough that the 12 KiB which another candidate
/// displaced are back in the first-level cache for 99.5 % of it.
constexpr double kSample = 100000;

} // namespace atlas::bench

#endif // ATLAS_BENCH_LIBRARY_REPORT_H
