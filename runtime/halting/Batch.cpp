//===- Batch.cpp - Many streams, one after the other ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Batch.h"
#include "Across.h"
#include "Average.h"

using namespace atlas::runtime::halting;

constinit BatchFunction *atlas::runtime::halting::batchSlot =
    decideBatchInOrder;

namespace {

template <typename T>
void put(T *results, size_t i, T value) {
  if (results)
    results[i] = value;
}

template <typename T>
void putRow(const atlas_halt_results &results, size_t i, const Row<T> &row,
            const Halt &halt) {
  bool halted = halt.verdict.reason != ATLAS_HALT_NONE;
  put(results.halt_index, i, halted ? int32_t(halt.index) : -1);
  put(results.reason, i, uint8_t(halt.verdict.reason));
  put(results.emitted, i, int32_t(halt.index));
  put(results.observed, i, int32_t(halt.index + halted));
  put(results.value, i, halt.verdict.value);
  if (!results.avg && !results.min)
    return;
  Average average;
  for (size_t j = 0; j < halt.index + halted; ++j)
    average.add(row(j));
  put(results.avg, i, average.mean());
  put(results.min, i, average.least());
}

template <typename T>
void decideRows(const atlas_halt_batch &batch,
                const atlas_halt_results &results) {
  if (batch.layout != ATLAS_HALT_TOKEN_MAJOR) {
    for (size_t i = 0; i < batch.rows; ++i) {
      Row<T> row = rowOf<T>(batch, i);
      putRow(results, i, row,
             decideScores(ruleOf(batch, i), row.first, row.count));
    }
    return;
  }
  for (size_t first = 0; first < batch.rows; first += Across<T>::kWidth) {
    Across<T> across(batch, first);
    across.run();
    for (size_t s = 0; s < across.size(); ++s)
      putRow(results, first + s, rowOf<T>(batch, first + s), across[s]);
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
