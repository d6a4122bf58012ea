//===- Streams.cpp - Streams that halting is measured on ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Streams.h"
#include "Values.h"
#include "Yardsticks.h"

#include <algorithm>
#include <cstring>
#include <random>

using namespace atlas;
using namespace atlas::bench;

yardstick::HaltRules atlas::bench::rulesOf(const atlas_halt_config &config) {
  return {config.hard_limit, config.window_threshold, config.trend_threshold,
          size_t(config.window_size), size_t(config.trend_window)};
}

BenchStreams::BenchStreams(atlas_halt_layout_t layout, atlas_halt_type_t type,
                           Course course, size_t rows)
    : layout(layout), type(type), rows(rows),
      storage(rows * kTokens * width() + 63), scores(aligned<uint8_t>(storage)),
      index(rows), observed(rows), yardstickIndex(rows), reason(rows),
      yardstickReason(rows), value(rows), yardstickValue(rows) {
  atlas_halt_config_init(&config);
  for (size_t i = 0; i <= rows; ++i)
    offsets.push_back(int64_t(i * kTokens));
  fill(course);
}

size_t BenchStreams::place(size_t row, size_t token) const {
  return layout == ATLAS_HALT_TOKEN_MAJOR ? token * rows + row
                                          : row * kTokens + token;
}

void BenchStreams::write(size_t row, size_t token, double score) {
  float narrow = float(score);
  std::memcpy(scores + place(row, token) * width(),
              type == ATLAS_HALT_F32 ? static_cast<void *>(&narrow) : &score,
              width());
}

void BenchStreams::fill(Course course) {
  std::minstd_rand random(1);
  double low = course == Course::Restless ? 0.54 : 0.75;
  double range = course == Course::Restless ? 0.14 : 0.13;
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < kTokens; ++j)
      write(i, j, low + range * double(random() % 65536) / 65536);
    if (course != Course::Halting || i % 2)
      continue;
    size_t at = 20 + random() % (kTokens - 40);
    switch (i / 2 % 3) {
    case 0: // the hard limit
      write(i, at, 0.4);
      break;
    case 1: // the window: down in steps that no trend sees
      for (size_t j = at; j < kTokens; ++j)
        write(i, j, std::max(0.52, 0.75 - 0.02 * double(j - at)));
      break;
    default: // the trend
      write(i, at - 4, 0.87);
      write(i, at, 0.70);
    }
  }
}

void BenchStreams::runNative() {
  atlas_halt_batch batch = {};
  batch.size = sizeof(batch);
  batch.layout = layout;
  batch.type = type;
  batch.scores = scores;
  batch.rows = rows;
  batch.columns = kTokens;
  batch.offsets = offsets.data();
  batch.config = &config;
  atlas_halt_results results = {};
  results.halt_index = index.data();
  results.reason = reason.data();
  results.observed = observed.data();
  results.value = value.data();
  atlas_halt_decide_batch(&batch, &results, nullptr);
}

template <typename T>
void BenchStreams::runYardstickOn(const T *first) {
  yardstick::HaltRules rules = rulesOf(config);
  bool interleaved = layout == ATLAS_HALT_TOKEN_MAJOR;
  for (size_t i = 0; i < rows; ++i) {
    yardstick::HaltOutcome out = yardstick::decideHalt(
        rules, first + place(i, 0), kTokens, interleaved ? rows : 1);
    yardstickIndex[i] = out.reason ? int32_t(out.index) : -1;
    yardstickReason[i] = out.reason;
    yardstickValue[i] = out.value;
  }
}

void BenchStreams::runYardstick() {
  if (type == ATLAS_HALT_F32)
    runYardstickOn(reinterpret_cast<const float *>(scores));
  else
    runYardstickOn(reinterpret_cast<const double *>(scores));
}

void BenchStreams::read(bool prefetch) {
  uint64_t all = 0;
  if (layout == ATLAS_HALT_TOKEN_MAJOR || halts() == 0)
    all = yardstick::readStream(scores, size_t(bytes()), prefetch);
  else
    for (size_t i = 0; i < rows; ++i)
      all |= yardstick::readStream(scores + place(i, 0) * width(),
                                   size_t(observed[i]) * width(), prefetch);
  keep(all);
}

bool BenchStreams::agrees() const {
  return index == yardstickIndex && reason == yardstickReason &&
         !std::memcmp(value.data(), yardstickValue.data(), rows * 8);
}

double BenchStreams::bytes() const {
  // Interleaved streams lie in the same lines of the cache.
  if (layout == ATLAS_HALT_TOKEN_MAJOR)
    return double(rows) * double(width()) *
           *std::max_element(observed.begin(), observed.end());
  double count = 0;
  for (int32_t scored : observed)
    count += scored;
  return count * double(width());
}

size_t BenchStreams::halts() const {
  return rows - size_t(std::count(index.begin(), index.end(), -1));
}
