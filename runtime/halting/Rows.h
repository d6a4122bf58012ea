//===- Rows.h - The rows of a batch -----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the scores of a row lie and which rule it has. The batch was checked.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_ROWS_H
#define ATLAS_RUNTIME_HALTING_ROWS_H

#include "Rule.h"

#include "atlas-c/halt_batch.h"

namespace atlas::runtime::halting {

/// The scores of a row: `count` elements of T, `step` elements apart.
template <typename T>
struct Row {
  const T *first;
  size_t step, count;

  double raw(size_t j) const { return double(first[j * step]); }
  double operator()(uint64_t j) const { return sanitize(raw(size_t(j))); }
};

template <typename T>
Row<T> rowOf(const atlas_halt_batch &batch, size_t i) {
  const T *scores = static_cast<const T *>(batch.scores);
  // A batch without scores may have no array.
  auto row = [&](size_t first, size_t step, size_t count) {
    return Row<T>{count ? scores + first : scores, step, count};
  };
  if (batch.layout == ATLAS_HALT_CSR) {
    size_t from = size_t(batch.offsets[i]);
    return row(from, 1, size_t(batch.offsets[i + 1]) - from);
  }
  size_t count = batch.lengths ? size_t(batch.lengths[i]) : batch.columns;
  return batch.layout == ATLAS_HALT_ROW_MAJOR ? row(i * batch.columns, 1, count)
                                              : row(i, batch.rows, count);
}

inline Rule ruleOf(const atlas_halt_batch &batch, size_t i) {
  Rule rule(*batch.config, batch.trend);
  if (batch.hard_limits)
    rule.hardLimit = batch.hard_limits[i];
  if (batch.window_thresholds)
    rule.windowThreshold = batch.window_thresholds[i];
  if (batch.trend_thresholds)
    rule.trendThreshold = batch.trend_thresholds[i];
  return rule;
}

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_ROWS_H
