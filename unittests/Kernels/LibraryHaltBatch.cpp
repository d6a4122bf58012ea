//===- LibraryHaltBatch.cpp - Halting batches through the C interface -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "LibraryHaltBatch.h"

#include "atlas.h"

#include <bit>
#include <cmath>
#include <cstring>

using namespace atlas::test;

namespace {

/// A buffer's elements at their own alignment.
template <typename T>
std::vector<T> copyOf(const Invocation &call, llvm::StringRef name) {
  const Invocation::Buffer *b = call.findBuffer(name);
  size_t count = 1;
  for (int64_t dim : b->dims)
    count *= size_t(dim);
  std::vector<T> values(count);
  if (count)
    std::memcpy(values.data(), b->data, count * sizeof(T));
  return values;
}

/// The arguments of a call as those of the C interface.
struct Batch {
  Batch(llvm::StringRef kernel, const Invocation &call);

  bool isFloat;
  atlas_halt_layout_t layout;
  size_t rows, columns = 0;
  std::vector<double> doubles;
  std::vector<float> floats;
  std::vector<int64_t> extents; ///< offsets or lengths
  atlas_halt_config config;
  std::vector<double> hard, window, trend; ///< by row
  bool isRegression, measures;

  size_t size() const { return isFloat ? floats.size() : doubles.size(); }
};

Batch::Batch(llvm::StringRef kernel, const Invocation &call)
    : isFloat(kernel.ends_with("-f32")),
      layout(kernel.contains("-tokens") ? ATLAS_HALT_TOKEN_MAJOR
             : kernel.contains("-rows") ? ATLAS_HALT_ROW_MAJOR
                                        : ATLAS_HALT_CSR),
      rows(size_t(call.findBuffer("halt_index")->dims[0])) {
  auto integer = [&](llvm::StringRef name) { return call.findScalar(name)->bits; };
  auto real = [&](llvm::StringRef name) { return std::bit_cast<double>(integer(name)); };
  if (isFloat)
    floats = copyOf<float>(call, "scores");
  else
    doubles = copyOf<double>(call, "scores");
  if (layout != ATLAS_HALT_CSR)
    columns = size_t(call.findBuffer("scores")->dims[layout == ATLAS_HALT_ROW_MAJOR]);
  extents = copyOf<int64_t>(call, layout == ATLAS_HALT_CSR ? "offsets" : "lengths");
  atlas_halt_config_init(&config);
  config.hard_limit = real("hard_limit");
  config.window_size = integer("window");
  config.window_threshold = real("window_threshold");
  config.trend_window = integer("trend");
  config.trend_threshold = real("trend_threshold");
  isRegression = integer("regression");
  measures = integer("measure");
  auto table = [&](llvm::StringRef name, double all) {
    std::vector<double> values = copyOf<double>(call, name);
    for (double &value : values)
      value = std::isnan(value) ? all : value;
    return values;
  };
  hard = table("hard_limits", config.hard_limit);
  window = table("window_thresholds", config.window_threshold);
  trend = table("trend_thresholds", config.trend_threshold);
}

bool hasLegalExtents(const Batch &batch) {
  for (size_t i = 0; i < batch.extents.size(); ++i) {
    int64_t extent = batch.extents[i];
    if (extent < 0 || (batch.layout == ATLAS_HALT_CSR && i && extent < batch.extents[i - 1]))
      return false;
    if (extent > int64_t(batch.layout == ATLAS_HALT_CSR ? batch.size() : batch.columns))
      return false;
  }
  return true;
}

/// Results at the alignment of the C interface, then where the call wants them.
template <typename T>
void put(Invocation &call, llvm::StringRef name, const std::vector<T> &values) {
  if (!values.empty())
    std::memcpy(call.findBuffer(name)->data, values.data(), values.size() * sizeof(T));
}

} // namespace

bool atlas::test::isHaltBatch(llvm::StringRef kernel) {
  return kernel.starts_with("halt-batch");
}

bool atlas::test::isLegalHaltBatch(llvm::StringRef kernel, const Invocation &call) {
  Batch batch(kernel, call);
  return atlas_halt_config_validate(&batch.config, nullptr) == ATLAS_STATUS_OK &&
         hasLegalExtents(batch);
}

const char *atlas::test::runHaltBatch(llvm::StringRef kernel, Invocation &call) {
  Batch in(kernel, call);
  size_t rows = in.rows, measured = in.measures ? rows : 0;
  std::vector<int32_t> index(rows), emitted(rows), observed(rows);
  std::vector<uint8_t> reason(rows);
  std::vector<double> value(measured), avg(measured), min(measured);
  atlas_halt_batch batch = {};
  batch.size = sizeof(batch);
  batch.layout = in.layout;
  batch.type = in.isFloat ? ATLAS_HALT_F32 : ATLAS_HALT_F64;
  batch.trend = in.isRegression ? ATLAS_HALT_REGRESSION : ATLAS_HALT_ENDPOINT;
  batch.scores = in.isFloat ? static_cast<const void *>(in.floats.data()) : in.doubles.data();
  batch.rows = rows;
  batch.columns = in.columns;
  batch.offsets = batch.lengths = in.extents.data();
  batch.config = &in.config;
  if (!in.hard.empty()) {
    batch.hard_limits = in.hard.data();
    batch.window_thresholds = in.window.data();
    batch.trend_thresholds = in.trend.data();
  }
  atlas_halt_results results = {index.data(), reason.data(), emitted.data(), observed.data(),
                                nullptr,      nullptr,       nullptr};
  if (measured) {
    results.avg = avg.data();
    results.min = min.data();
    results.value = value.data();
  }
  if (atlas_halt_decide_batch(&batch, &results, nullptr) != ATLAS_STATUS_OK)
    return "the C interface refuses the batch";
  put(call, "halt_index", index);
  put(call, "reason", reason);
  put(call, "emitted", emitted);
  put(call, "observed", observed);
  put(call, "value", value);
  put(call, "avg", avg);
  put(call, "min", min);
  return nullptr;
}
