//===- HaltBatchCases.cpp - batch batch_large -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of each case one by one and in every layout, through the C interface
// and through the compiled kernels of every level that this processor runs, with
// poison in the results and halting scores between the rows.
//===----------------------------------------------------------------------===//
#include "HaltKernels.h"
#include "HaltValues.h"

#include "atlas-c/halt_batch.h"

using namespace atlas::replay;

namespace {

/// Lists of what the rows come to; mean and minimum are empty if not expected.
struct ExpectedRows {
  ExpectedRows(Case &c, size_t rows)
      : index(c.in.list(rows)), reason(c.in.list(rows)),
        emitted(c.in.list(rows)), observed(c.in.list(rows)), avg(c.in.list()),
        min(c.in.list(avg.size)) {
    if (avg.size && avg.size != rows)
      c.in.bad("a list has the wrong length");
  }
  List index, reason, emitted, observed, avg, min;
};

/// The rows of a case: a part of `scores` each.
struct Rows {
  explicit Rows(Case &c)
      : trend(atlas_halt_trend_t(c.in.wordUpTo(ATLAS_HALT_REGRESSION))),
        isFloat(c.in.flag()), offsets(c), scores(c) {
    if (const char *why = measure())
      c.in.bad(why);
  }
  const atlas_halt_trend_t trend;
  const bool isFloat;
  Values<int64_t> offsets;
  Values<double> scores;
  size_t count = 0, columns = 0;

private:
  /// Sets count and columns; null, or what is wrong.
  const char *measure() {
    size_t size = offsets.size();
    if (!size || offsets[0] != 0 || offsets[size - 1] != int64_t(scores.size()))
      return "offsets do not fit the scores";
    for (size_t i = 0; i + 1 < size; ++i) {
      if (offsets[i] > offsets[i + 1])
        return "offsets fall";
      size_t length = size_t(offsets[i + 1] - offsets[i]);
      columns = columns > length ? columns : length;
    }
    count = size - 1;
    return columns && count > kMaxLength / columns
               ? "the rows are too long for an array"
               : nullptr;
  }
};

double magnitude(double x) { return x < 0 ? -x : x; }

/// Largest finite score of a row, without its sign.
double largest(Rows &rows, size_t i) {
  double most = 0.0;
  for (int64_t j = rows.offsets[i]; j < rows.offsets[i + 1]; ++j) {
    double size = magnitude(rows.scores[size_t(j)]);
    if (size > most && size <= __DBL_MAX__)
      most = size;
  }
  return most;
}

class Results {
public:
  Results(Case &c, size_t rows)
      : index(c, rows), emitted(c, rows), observed(c, rows), reason(c, rows),
        avg(c, rows), min(c, rows), value(c, rows) {}

  atlas_halt_results pointers() {
    return {index.data(), reason.data(), emitted.data(), observed.data(),
            avg.data(),   min.data(),    value.data()};
  }

  /// Of a kernel, as its last buffers.
  void put(atlas_buffer_t *buffers, int64_t rows) {
    void *const all[] = {index.data(), reason.data(), emitted.data(),
                         observed.data(), value.data(), avg.data(), min.data()};
    for (void *data : all)
      *buffers++ = {data, {rows, 1}, 1};
  }

  void check(Case &c, Rows &rows, const ExpectedRows &expected) {
    expectValues(c, "halt_index", expected.index, index.data());
    expectValues(c, "reason", expected.reason, reason.data());
    expectValues(c, "emitted", expected.emitted, emitted.data());
    expectValues(c, "observed", expected.observed, observed.data());
    expectValues(c, "min", expected.min, min.data());
    // The mean may be summed in any order (contract halting, section 7).
    for (size_t i = 0; i < expected.avg.size; ++i) {
      double tolerance = double(observed[i]) * 0x1p-52 * largest(rows, i);
      double wanted = fromWord<double>(expected.avg[i]);
      if (!(magnitude(avg[i] - wanted) <= tolerance))
        c.expectAt("avg", i, expected.avg[i], wordOf(avg[i]));
    }
    const Guarded *const all[] = {&index.memory(),    &emitted.memory(),
                                  &observed.memory(), &reason.memory(),
                                  &avg.memory(),      &min.memory(),
                                  &value.memory()};
    for (const Guarded *memory : all)
      c.expectIntact("results", *memory);
  }

private:
  Values<int32_t> index, emitted, observed;
  Values<uint8_t> reason;
  Values<double> avg, min, value;
};

/// The same through a kernel, thresholds as scalars or in a table of rows.
template <typename T>
void runKernel(Case &c, Rows &rows, const atlas_halt_config &config,
               const ExpectedRows &expected, const atlas_halt_batch &batch,
               atlas_packed_fn entry, bool perRow) {
  int64_t m = int64_t(rows.count), n = int64_t(rows.columns);
  int64_t tableSize = perRow ? m : 0;
  const double thresholds[] = {config.hard_limit, config.window_threshold,
                               config.trend_threshold};
  Values<double> hard(c, size_t(tableSize)), window(c, size_t(tableSize)),
      trend(c, size_t(tableSize));
  Values<double> *const tables[] = {&hard, &window, &trend};
  atlas_buffer_t buffers[12] = {};
  auto *scores = const_cast<void *>(batch.scores);
  if (batch.layout == ATLAS_HALT_CSR) {
    buffers[0] = {scores, {int64_t(rows.scores.size()), 1}, 1};
    buffers[1] = {rows.offsets.data(), {m + 1, 1}, 1};
  } else {
    bool isRowMajor = batch.layout == ATLAS_HALT_ROW_MAJOR;
    buffers[0] = {scores, {isRowMajor ? m : n, isRowMajor ? n : m}, isRowMajor ? n : m};
    buffers[1] = {const_cast<int64_t *>(batch.lengths), {m, 1}, 1};
  }
  for (size_t k = 0; k < 3; ++k) {
    for (size_t i = 0; i < size_t(tableSize); ++i)
      (*tables[k])[i] = thresholds[k];
    buffers[2 + k] = {tables[k]->data(), {tableSize, 1}, 1};
  }
  auto threshold = [&](size_t k) { return wordOf(perRow ? -1.0 : thresholds[k]); };
  const uint64_t scalars[] = {threshold(0),
                              config.window_size,
                              threshold(1),
                              config.trend_window,
                              threshold(2),
                              rows.trend == ATLAS_HALT_REGRESSION,
                              perRow,
                              /*measure=*/1};
  Results results(c, rows.count);
  results.put(buffers + 5, m);
  // The block has the same offsets where pointers have 32 bits.
  const uint64_t block[] = {ATLAS_ARGS_VERSION | uint64_t(80) << 32,
                            ATLAS_PHASE_ALL,
                            uint64_t(uintptr_t(buffers)),
                            uint64_t(uintptr_t(scalars)),
                            0, 0, 0, 0, 0, 0};
  static_assert(sizeof(block) == 80);
  const void *args = block;
  if (c.expect("code of a kernel", 0,
               uint64_t(entry(static_cast<const atlas_args_t *>(args)))))
    results.check(c, rows, expected);
}

/// The rows in one layout, as T.
template <typename T>
void runLayout(Case &c, Rows &rows, const atlas_halt_config &config,
               const ExpectedRows &expected, atlas_halt_layout_t layout) {
  bool isCsr = layout == ATLAS_HALT_CSR;
  Values<T> array(c, isCsr ? rows.scores.size() : rows.count * rows.columns);
  Values<int64_t> lengths(c, rows.count);
  // What lies beyond a row would halt it.
  for (size_t i = 0; i < array.size(); ++i)
    array[i] = isCsr ? T(rows.scores[i]) : T(-1);
  for (size_t i = 0; i < rows.count; ++i) {
    lengths[i] = rows.offsets[i + 1] - rows.offsets[i];
    for (size_t j = 0; j < size_t(lengths[i]) && !isCsr; ++j)
      array[layout == ATLAS_HALT_ROW_MAJOR ? i * rows.columns + j
                                           : j * rows.count + i] =
          T(rows.scores[size_t(rows.offsets[i]) + j]);
  }
  atlas_halt_batch batch = {};
  batch.size = sizeof(batch);
  batch.layout = layout;
  batch.type = sizeof(T) == 4 ? ATLAS_HALT_F32 : ATLAS_HALT_F64;
  batch.trend = rows.trend;
  batch.scores = array.data();
  batch.rows = rows.count;
  batch.columns = rows.columns;
  batch.offsets = rows.offsets.data();
  batch.lengths = lengths.data();
  batch.config = &config;
  Results results(c, rows.count);
  atlas_halt_results pointers = results.pointers();
  if (c.expect("status", ATLAS_STATUS_OK,
               atlas_halt_decide_batch(&batch, &pointers, nullptr)))
    results.check(c, rows, expected);
  size_t levels;
  const HaltKernels *kernels = haltKernels(&levels);
  for (size_t i = 0; i < levels; ++i)
    for (int perRow = 0; perRow < 2; ++perRow)
      runKernel<T>(c, rows, config, expected, batch,
                   kernels[i].entries[layout][sizeof(T) == 4], perRow);
}

void runRow(Case &c, Rows &rows, const atlas_halt_config &config,
            const ExpectedRows &expected, size_t i) {
  atlas_halt_decision decision = {};
  size_t begin = size_t(rows.offsets[i]), end = size_t(rows.offsets[i + 1]);
  c.expect("status", ATLAS_STATUS_OK,
           atlas_halt_decide(rows.scores.data() + begin, end - begin, &config,
                             rows.trend, &decision, nullptr));
  c.expectAt("halt_index of a row", i, expected.index[i],
             uint64_t(decision.halt_index));
  c.expectAt("reason of a row", i, expected.reason[i],
             uint64_t(decision.reason));
  c.expectAt("emitted of a row", i, expected.emitted[i], decision.emitted);
  c.expectAt("observed of a row", i, expected.observed[i], decision.observed);
}

} // namespace

// config, words trend, float; lists offsets, scores (widened); lists
// halt_index, reason, emitted, observed, avg, min
void atlas::replay::runHaltBatch(Case &c) {
  atlas_halt_config config = haltConfig(c);
  Rows rows(c);
  ExpectedRows expected(c, rows.count);
  if (!c.complete())
    return;
  for (size_t i = 0; i < rows.count; ++i)
    runRow(c, rows, config, expected, i);
  constexpr atlas_halt_layout_t layouts[] = {
      ATLAS_HALT_CSR, ATLAS_HALT_ROW_MAJOR, ATLAS_HALT_TOKEN_MAJOR};
  for (auto layout : layouts)
    if (rows.isFloat)
      runLayout<float>(c, rows, config, expected, layout);
    else
      runLayout<double>(c, rows, config, expected, layout);
}
