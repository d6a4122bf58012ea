//===- Histogram.h - Facts shared by the histogram strategies ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_HISTOGRAM_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_HISTOGRAM_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include <optional>
#include <string>
#include <vector>

namespace atlas::cpu {

/// What a counting strategy must know of a histogram.
struct CountShape {
  uint64_t bins;  ///< static number of bins
  bool inRange;   ///< every index is proved to lie inside
};

/// The shape of a histogram that counts (no weights) into a static number of
/// integer bins from rank-1 inputs; none with the reason otherwise.
std::optional<CountShape> countShape(HistogramOp op, std::string &why);

/// The bin of each of the 256 byte values, when the region is a function of one
/// byte that can be evaluated at compile time.
std::optional<std::vector<uint64_t>> byteTable(HistogramOp op);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_HISTOGRAM_H
