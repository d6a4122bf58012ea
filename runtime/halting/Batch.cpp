//===- Batch.cpp - Many streams, one after the other ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Batch.h"
#include "Average.h"
#include "Decide.h"

using namespace atlas::runtime::halting;

constinit BatchFunction *atlas::runtime::halting::batchSlot =
    decideBatchInOrder;

namespace {

/// The scores of a row: `count` elements of T, `step` elements apart.
template <typename T>
struct Row {
  const T *first;
  size_t step, count;

  double operator()(uint64_t j) const {
    return sanitize(double(first[j * step]));
  }
};

template <typename T>
Row<T> rowOf(const atlas_halt_batch &batch, size_t i) {
  const T *scores = static_cast<const T *>(batch.scores);
  if (batch.layout == ATLAS_HALT_CSR) {
    int64_t from = batch.offsets[i];
    return {scores + from, 1, size_t(batch.offsets[i + 1] - from)};
  }
  size_t count = batch.lengths ? size_t(batch.lengths[i]) : batch.columns;
  if (batch.layout == ATLAS_HALT_ROW_MAJOR)
    return {scores + i * batch.columns, 1, count};
  return {scores + i, batch.rows, count};
}

template <typename T>
Halt decideRow(const Rule &rule, const Row<T> &row) {
  return row.step == 1 ? decideScores(rule, row.first, row.count)
                       : decideInOrder(rule, row.count, row);
}

template <typename T>
void put(T *results, size_t i, T value) {
  if (results)
    results[i] = value;
}

template <typename T>
void decideRows(const atlas_halt_batch &batch,
                const atlas_halt_results &results) {
  Rule rule(*batch.config, batch.trend);
  for (size_t i = 0; i < batch.rows; ++i) {
    if (batch.hard_limits)
      rule.hardLimit = batch.hard_limits[i];
    if (batch.window_thresholds)
      rule.windowThreshold = batch.window_thresholds[i];
    if (batch.trend_thresholds)
      rule.trendThreshold = batch.trend_thresholds[i];
    Row<T> row = rowOf<T>(batch, i);
    Halt halt = decideRow(rule, row);
    bool halted = halt.verdict.reason != ATLAS_HALT_NONE;
    put(results.halt_index, i, halted ? int32_t(halt.index) : -1);
    put(results.reason, i, uint8_t(halt.verdict.reason));
    put(results.emitted, i, int32_t(halt.index));
    put(results.observed, i, int32_t(halt.index + halted));
    put(results.value, i, halt.verdict.value);
    if (!results.avg && !results.min)
      continue;
    Average average;
    for (size_t j = 0; j < halt.index + halted; ++j)
      average.add(row(j));
    put(results.avg, i, average.mean());
    put(results.min, i, average.least());
  }
}

} // namespace

void atlas::runtime::halting::decideBatchInOrder(
    const atlas_halt_batch &batch, const atlas_halt_results &results) {
  if (batch.type == ATLAS_HALT_F32)
    decideRows<float>(batch, results);
  else
    decideRows<double>(batch, results);
}
