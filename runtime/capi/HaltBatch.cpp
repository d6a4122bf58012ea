//===- HaltBatch.cpp - C interface: halting batches -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks everything, so that a kernel need not; then calls what is in the slot.
//===----------------------------------------------------------------------===//
#include "Diag.h"
#include "TextWriter.h"
#include "halting/Batch.h"
#include "halting/Config.h"

#include "atlas-c/halt_batch.h"

using namespace atlas::runtime;
using namespace atlas::runtime::halting;

namespace {

constexpr int64_t kMaxRow = 0x7FFFFFFF;

/// Says which row; `what` completes "row 7: ".
atlas_status_t misuse(atlas_diag_t **diag, const char *what, size_t row) {
  char text[256];
  TextWriter(text, sizeof(text)).put("row ").integer(row).put(": ").put(what);
  return report(diag, Code::ApiMisuse, text);
}

bool isKnown(const atlas_halt_batch &batch) {
  return (batch.layout == ATLAS_HALT_CSR ||
          batch.layout == ATLAS_HALT_ROW_MAJOR ||
          batch.layout == ATLAS_HALT_TOKEN_MAJOR) &&
         (batch.type == ATLAS_HALT_F64 || batch.type == ATLAS_HALT_F32) &&
         isTrend(batch.trend);
}

atlas_status_t checkOffsets(const atlas_halt_batch &batch,
                            atlas_diag_t **diag) {
  if (!batch.offsets)
    return report(diag, Code::ApiMisuse, "offsets is NULL");
  if (batch.offsets[0] < 0)
    return misuse(diag, "it starts before the scores", 0);
  for (size_t i = 0; i < batch.rows; ++i) {
    int64_t from = batch.offsets[i], to = batch.offsets[i + 1];
    if (to < from || to - from > kMaxRow) // from is not negative
      return misuse(diag, "its offsets fall, or it has 2^31 scores or more", i);
    if (to > from && !batch.scores)
      return report(diag, Code::ApiMisuse, "scores is NULL");
  }
  return succeed(diag);
}

atlas_status_t checkLengths(const atlas_halt_batch &batch,
                            atlas_diag_t **diag) {
  size_t elements, bytes;
  if (batch.columns > size_t(kMaxRow) ||
      __builtin_mul_overflow(batch.rows, batch.columns, &elements) ||
      __builtin_mul_overflow(elements, sizeof(double), &bytes))
    return report(diag, Code::ApiMisuse, "the array is too large");
  if (elements && !batch.scores)
    return report(diag, Code::ApiMisuse, "scores is NULL");
  for (size_t i = 0; batch.lengths && i < batch.rows; ++i)
    if (batch.lengths[i] < 0 || batch.lengths[i] > int64_t(batch.columns))
      return misuse(diag, "its length is not in 0..columns", i);
  return succeed(diag);
}

/// The thresholds of each row, prefixed with the row.
atlas_status_t checkTable(const atlas_halt_batch &batch, atlas_diag_t **diag) {
  const atlas_halt_config &config = *batch.config;
  for (size_t i = 0; i < batch.rows; ++i) {
    atlas_diag_t *found = nullptr;
    atlas_diag_t **place = diag ? &found : nullptr;
    auto own = [i](const double *table, double common) {
      return table ? table[i] : common;
    };
    atlas_status_t status =
        validateLimit(own(batch.hard_limits, config.hard_limit), place);
    if (!status)
      status = validateThresholds(
          own(batch.window_thresholds, config.window_threshold),
          own(batch.trend_thresholds, config.trend_threshold), place);
    if (!status)
      continue;
    if (!found)
      return status;
    char text[512];
    TextWriter(text, sizeof(text))
        .put("row ")
        .integer(i)
        .put(": ")
        .put(found->message);
    atlas_diag_free(found);
    return report(diag, Code::UsageInvalid, text);
  }
  return succeed(diag);
}

} // namespace

atlas_status_t atlas_halt_decide_batch(const atlas_halt_batch *batch,
                                       const atlas_halt_results *results,
                                       atlas_diag_t **diag) {
  if (!batch || !results || !batch->config)
    return report(diag, Code::ApiMisuse, "a pointer is NULL");
  if (batch->size < sizeof(atlas_halt_batch) || !isKnown(*batch))
    return report(diag, Code::ApiMisuse,
                  "size, layout, type or trend is unknown");
  if (atlas_status_t status = atlas_halt_config_validate(batch->config, diag))
    return status;
  atlas_status_t status = batch->layout == ATLAS_HALT_CSR
                              ? checkOffsets(*batch, diag)
                              : checkLengths(*batch, diag);
  bool hasTable =
      batch->hard_limits || batch->window_thresholds || batch->trend_thresholds;
  if (!status && hasTable)
    status = checkTable(*batch, diag);
  if (!status)
    __atomic_load_n(&batchSlot, __ATOMIC_ACQUIRE)(*batch, *results);
  return status;
}
