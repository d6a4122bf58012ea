//===- HaltBatchCases.cpp - batch batch_large -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of each case in every layout, through the C interface and through the
// kernels halt-batch-*; with poison in the results, guards about them and
// halting scores between the rows.
//===----------------------------------------------------------------------===//
#include "GuardedCall.h"
#include "HaltValues.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace atlas::test;
namespace json = llvm::json;

namespace {

/// What a batch file expects of its rows.
struct ExpectedRows {
  std::vector<int64_t> index, reason, emitted, observed;
  std::vector<double> avg, min;
};

bool readIntegers(Case &c, const json::Object &object, llvm::StringRef key,
                  std::vector<int64_t> &out) {
  const json::Array *list = object.getArray(key);
  for (const json::Value &value : list ? *list : json::Array()) {
    auto number = value.getAsInteger();
    if (!number)
      list = nullptr;
    out.push_back(number.value_or(0));
    if (!list)
      break;
  }
  if (!list)
    c.malformed("'" + key + "' is no list of integers");
  return list;
}

bool readDoubles(Case &c, const json::Object &object, llvm::StringRef key,
                 std::vector<double> &out) {
  const json::Array *list = object.getArray(key);
  if (!list)
    c.malformed("no list '" + key + "'");
  for (const json::Value &value : list ? *list : json::Array()) {
    auto number = haltDouble(c, value.getAsString().value_or(""));
    if (!number)
      return false;
    out.push_back(*number);
  }
  return list;
}

/// A file may leave out what follows from the index, and mean and minimum.
std::optional<ExpectedRows> expectedRows(Case &c,
                                         llvm::ArrayRef<int64_t> offsets) {
  size_t rows = offsets.size() - 1;
  const json::Object *expect = c.row.getObject("expect");
  ExpectedRows out;
  if (!expect) {
    c.malformed("no object 'expect'");
    return std::nullopt;
  }
  if (!readIntegers(c, *expect, "halt_index", out.index) ||
      !readIntegers(c, *expect, "reason", out.reason) ||
      (expect->get("emitted") &&
       !readIntegers(c, *expect, "emitted", out.emitted)) ||
      (expect->get("observed") &&
       !readIntegers(c, *expect, "observed", out.observed)) ||
      (expect->get("avg_hex") &&
       (!readDoubles(c, *expect, "avg_hex", out.avg) ||
        !readDoubles(c, *expect, "min_hex", out.min))))
    return std::nullopt;
  bool hasEmitted = expect->get("emitted"), hasMean = expect->get("avg_hex");
  for (size_t i = 0; !hasEmitted && i < std::min(rows, out.index.size()); ++i) {
    bool halted = out.index[i] >= 0;
    out.emitted.push_back(halted ? out.index[i] : offsets[i + 1] - offsets[i]);
    out.observed.push_back(out.emitted.back() + halted);
  }
  for (size_t size : {out.index.size(), out.reason.size(), out.emitted.size(),
                      out.observed.size(), hasMean ? out.avg.size() : rows,
                      hasMean ? out.min.size() : rows})
    if (size != rows) {
      c.malformed("'expect' has not one result per row");
      return std::nullopt;
    }
  return out;
}

/// Results with poison in them and guards about them.
class Results {
public:
  Results(Case &c, size_t rows)
      : c(c), index(4 * rows, c.poison), emitted(4 * rows, c.poison),
        observed(4 * rows, c.poison), reason(rows, c.poison, c.misalign),
        avg(8 * rows, c.poison), min(8 * rows, c.poison),
        value(8 * rows, c.poison) {}

  atlas_halt_results pointers() {
    return {as<int32_t>(index),    reason.data(),   as<int32_t>(emitted),
            as<int32_t>(observed), as<double>(avg), as<double>(min),
            as<double>(value)};
  }

  /// What a call of a kernel gave.
  void take(GuardedCall &call) {
    copy<int32_t>(call, "halt_index", index);
    copy<uint8_t>(call, "reason", reason);
    copy<int32_t>(call, "emitted", emitted);
    copy<int32_t>(call, "observed", observed);
    copy<double>(call, "value", value);
    copy<double>(call, "avg", avg);
    copy<double>(call, "min", min);
  }

  void expect(const std::string &way, const ExpectedRows &rows, size_t i,
              double largest) {
    std::string name = way + ", row " + std::to_string(i) + ", ";
    c.expect(name + "halt_index", uint64_t(rows.index[i]),
             uint64_t(int64_t(as<int32_t>(index)[i])));
    c.expect(name + "reason", uint64_t(rows.reason[i]), reason.data()[i]);
    c.expect(name + "emitted", uint64_t(rows.emitted[i]),
             uint64_t(as<int32_t>(emitted)[i]));
    c.expect(name + "observed", uint64_t(rows.observed[i]),
             uint64_t(as<int32_t>(observed)[i]));
    if (rows.min.empty())
      return;
    expectDouble(c, name + "min", rows.min[i], as<double>(min)[i]);
    double tolerance = double(rows.observed[i]) * 0x1p-52 * largest;
    double got = as<double>(avg)[i];
    if (!(std::fabs(got - rows.avg[i]) <= tolerance))
      expectDouble(c, name + "avg", rows.avg[i], got);
  }

  void expectIntact() {
    for (const Guarded *one :
         {&index, &emitted, &observed, &reason, &avg, &min, &value})
      c.expectIntact("results", *one);
  }

private:
  template <typename T>
  static T *as(Guarded &area) {
    return reinterpret_cast<T *>(area.data());
  }
  template <typename T>
  static void copy(GuardedCall &call, llvm::StringRef name, Guarded &area) {
    std::vector<T> values = call.read<T>(name, area.bytes().size() / sizeof(T));
    std::copy(values.begin(), values.end(), as<T>(area));
  }

  Case &c;
  Guarded index, emitted, observed, reason, avg, min, value;
};

/// The rows of a case in each layout.
template <typename T>
class BatchRuns {
public:
  BatchRuns(Case &c, std::vector<double> scores, std::vector<int64_t> offsets,
            const atlas_halt_config &config, atlas_halt_trend_t trend)
      : c(c), scores(std::move(scores)), offsets(std::move(offsets)),
        config(config), trend(trend) {
    rows = this->offsets.size() - 1;
    for (size_t i = 0; i < rows; ++i) {
      lengths.push_back(this->offsets[i + 1] - this->offsets[i]);
      columns = std::max(columns, size_t(lengths.back()));
    }
  }

  void run(const ExpectedRows &expected) {
    for (auto layout :
         {ATLAS_HALT_CSR, ATLAS_HALT_ROW_MAJOR, ATLAS_HALT_TOKEN_MAJOR}) {
      if (c.column.isLibrary())
        runLayout(expected, layout);
      else
        runKernel(expected, layout);
    }
  }

private:
  std::vector<T> arrange(atlas_halt_layout_t layout) const {
    if (layout == ATLAS_HALT_CSR)
      return std::vector<T>(scores.begin(), scores.end());
    // What lies beyond a row would halt it.
    std::vector<T> array(rows * columns, T(-1));
    for (size_t i = 0; i < rows; ++i)
      for (size_t j = 0; j < size_t(lengths[i]); ++j)
        array[layout == ATLAS_HALT_ROW_MAJOR ? i * columns + j : j * rows + i] =
            T(scores[size_t(offsets[i]) + j]);
    return array;
  }

  void runLayout(const ExpectedRows &expected, atlas_halt_layout_t layout) {
    std::vector<T> array = arrange(layout);
    atlas_halt_batch batch = {};
    batch.size = sizeof(batch);
    batch.layout = layout;
    batch.type = sizeof(T) == 4 ? ATLAS_HALT_F32 : ATLAS_HALT_F64;
    batch.trend = trend;
    batch.scores = array.data();
    batch.rows = rows;
    batch.columns = columns;
    batch.offsets = offsets.data();
    batch.lengths = lengths.data();
    batch.config = &config;
    Results results(c, rows);
    atlas_halt_results pointers = results.pointers();
    c.expect("status", ATLAS_STATUS_OK,
             atlas_halt_decide_batch(&batch, &pointers, nullptr));
    for (size_t i = 0; i < rows; ++i)
      results.expect("layout " + std::to_string(layout), expected, i, largest(i));
    results.expectIntact();
  }

  /// The kernel of the layout and type, all thresholds in the configuration and,
  /// again, in the table of rows.
  void runKernel(const ExpectedRows &expected, atlas_halt_layout_t layout) {
    static constexpr llvm::StringLiteral layouts[] = {"", "-rows", "-tokens"};
    std::string kernel = ("halt-batch" + layouts[layout]).str();
    if (sizeof(T) == 4)
      kernel += "-f32";
    if (!runsKernel(c, kernel))
      return;
    for (bool perRow : {false, true})
      runKernel(expected, kernel, layout, perRow);
  }
  void runKernel(const ExpectedRows &expected, llvm::StringRef kernel,
                 atlas_halt_layout_t layout, bool perRow) {
    std::vector<T> array = arrange(layout);
    GuardedCall call(c);
    if (layout == ATLAS_HALT_CSR)
      call.in("scores", array).in("offsets", offsets);
    else if (layout == ATLAS_HALT_ROW_MAJOR)
      call.in("scores", array, {int64_t(rows), int64_t(columns)}).in("lengths", lengths);
    else
      call.in("scores", array, {int64_t(columns), int64_t(rows)}).in("lengths", lengths);
    auto threshold = [&](llvm::StringRef scalar, llvm::StringRef table, double value) {
      call.scalar(scalar, perRow ? -1.0 : value);
      call.in(table, std::vector<double>(perRow ? rows : 0, value));
    };
    threshold("hard_limit", "hard_limits", config.hard_limit);
    threshold("window_threshold", "window_thresholds", config.window_threshold);
    threshold("trend_threshold", "trend_thresholds", config.trend_threshold);
    call.scalar("window", int64_t(config.window_size))
        .scalar("trend", int64_t(config.trend_window))
        .scalar("regression", int64_t(trend == ATLAS_HALT_REGRESSION))
        .scalar("per_row", int64_t(perRow))
        .scalar("measure", int64_t(1));
    call.out<int32_t>("halt_index", rows)
        .out<uint8_t>("reason", rows)
        .out<int32_t>("emitted", rows)
        .out<int32_t>("observed", rows)
        .out<double>("value", rows)
        .out<double>("avg", rows)
        .out<double>("min", rows);
    if (!call.run(kernel))
      return;
    Results results(c, rows);
    results.take(call);
    for (size_t i = 0; i < rows; ++i)
      results.expect(kernel.str() + (perRow ? " with a table" : ""), expected, i,
                     largest(i));
    results.expectIntact();
  }

  /// The largest score of a row.
  double largest(size_t i) const {
    double most = 0.0;
    for (int64_t j = offsets[i]; j < offsets[i + 1]; ++j)
      if (std::isfinite(scores[size_t(j)]))
        most = std::max(most, std::fabs(scores[size_t(j)]));
    return most;
  }

  Case &c;
  std::vector<double> scores;
  std::vector<int64_t> offsets, lengths;
  atlas_halt_config config;
  atlas_halt_trend_t trend;
  size_t rows, columns = 0;
};

} // namespace

void atlas::test::runHaltBatch(Case &c) {
  auto config = haltConfig(c, c.row.getObject("config"));
  auto scores = haltScores(c, c.row);
  auto trend = haltTrend(c);
  std::vector<int64_t> offsets;
  if (!config || !scores || !trend ||
      !readIntegers(c, c.row, "row_offsets", offsets))
    return;
  if (offsets.empty() || offsets.front() != 0 || !llvm::is_sorted(offsets) ||
      offsets.back() != int64_t(scores->size()))
    return c.malformed("'row_offsets' do not fit the scores");
  auto expected = expectedRows(c, offsets);
  if (!expected)
    return;
  if (c.row.getArray("scores_hex32"))
    BatchRuns<float>(c, plainScores(*scores), offsets, *config, *trend)
        .run(*expected);
  else
    BatchRuns<double>(c, plainScores(*scores), offsets, *config, *trend)
        .run(*expected);
}
