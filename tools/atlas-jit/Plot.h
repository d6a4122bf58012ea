//===- Plot.h - Benchmark diagrams ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes GB/s over size as an SVG: logarithmic size axis, one line per variant,
// a legend. No outside references, the same bytes for the same numbers.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_PLOT_H
#define ATLAS_TOOLS_ATLAS_JIT_PLOT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atlas::tool {

/// One line of the diagram: {size, GB/s}, sizes ascending.
struct PlotSeries {
  std::string name;
  std::vector<std::pair<int64_t, double>> points;
};

std::string plotSVG(llvm::StringRef title, llvm::ArrayRef<PlotSeries> series);

/// "256", "12k", "1M" where the number is a whole multiple.
std::string sizeText(int64_t size);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_PLOT_H
