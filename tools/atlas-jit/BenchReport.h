//===- BenchReport.h - Benchmark results as text, JSON, SVG -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects one row per size and variant. The ratio of a row is its time divided
// by that of the first variant at the same size: how many times as fast the
// kernel is. It needs no machine to be understood; GB/s do.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_BENCHREPORT_H
#define ATLAS_TOOLS_ATLAS_JIT_BENCHREPORT_H

#include "Plot.h"

#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace atlas::tool {

class BenchReport {
public:
  BenchReport(std::string kernel, unsigned threads, unsigned runs,
              unsigned numTiers)
      : kernel(std::move(kernel)), threads(threads), runs(runs),
        numTiers(numTiers) {}

  /// Rows of one size come together, the kernel's first tier first.
  void add(int64_t size, uint64_t bytes, std::string variant,
           double nanoseconds);

  std::string text() const;
  llvm::json::Value toJSON() const;
  std::string svg() const;

private:
  struct Row {
    int64_t size;
    uint64_t bytes;
    std::string variant;
    double nanoseconds, rate, ratio; ///< rate: GB/s
  };

  std::string kernel;
  unsigned threads, runs, numTiers;
  std::vector<Row> rows;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_BENCHREPORT_H
