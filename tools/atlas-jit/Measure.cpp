//===- Measure.cpp - Medians of interleaved runs ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Measure.h"

#include <algorithm>
#include <chrono>

using namespace atlas::tool;

namespace {

/// Length of a sample: some thousand times the clock's step.
constexpr double kSampleNanoseconds = 100e3;
/// A bound for functions that take no time at all.
constexpr uint64_t kMaxBatch = uint64_t(1) << 24;

llvm::Expected<double> timeBatch(const Batch &batch, uint64_t count) {
  auto start = std::chrono::steady_clock::now();
  if (auto error = batch(count))
    return error;
  return std::chrono::duration<double, std::nano>(
             std::chrono::steady_clock::now() - start)
      .count();
}

/// Calls per sample. Also the warm-up.
llvm::Expected<uint64_t> calibrate(const Batch &batch) {
  for (uint64_t count = 1;;) {
    auto time = timeBatch(batch, count);
    if (!time)
      return time.takeError();
    if (*time >= kSampleNanoseconds || count >= kMaxBatch)
      return count;
    double wanted = count * kSampleNanoseconds / std::max(*time, 1.0);
    // Short timings are dominated by the clock: approach in steps.
    count = std::clamp<uint64_t>(uint64_t(wanted) + 1, count + 1, count * 16);
    count = std::min(count, kMaxBatch);
  }
}

} // namespace

double atlas::tool::median(std::vector<double> values) {
  size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  double upper = values[middle];
  if (values.size() % 2)
    return upper;
  return (upper + *std::max_element(values.begin(), values.begin() + middle)) /
         2;
}

llvm::Expected<std::vector<double>>
atlas::tool::measure(llvm::ArrayRef<Batch> batches, unsigned runs,
                     llvm::function_ref<void(unsigned)> tick) {
  std::vector<uint64_t> counts;
  for (const Batch &batch : batches) {
    auto count = calibrate(batch);
    if (!count)
      return count.takeError();
    counts.push_back(*count);
  }
  std::vector<std::vector<double>> samples(batches.size());
  for (unsigned round = 0; round < runs; ++round) {
    for (size_t i = 0; i < batches.size(); ++i) {
      auto time = timeBatch(batches[i], counts[i]);
      if (!time)
        return time.takeError();
      samples[i].push_back(*time / counts[i]);
    }
    tick(round + 1);
  }
  std::vector<double> medians;
  for (std::vector<double> &values : samples)
    medians.push_back(median(std::move(values)));
  return medians;
}
