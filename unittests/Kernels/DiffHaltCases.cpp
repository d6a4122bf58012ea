//===- DiffHaltCases.cpp - Random calls of the halting kernels ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "DiffGenerator.h"

using namespace atlas::test;

/// A score: mostly calm, now and then one of another kind.
double DiffGenerator::score(double around, double spread) {
  if (!random.chance(1) || random.chance(50))
    return around + spread * (double(random.below(2001)) * 1e-3 - 1.0);
  static constexpr double others[] = {0.0,
                                      -0.0,
                                      0.5,
                                      1.7,
                                      -0.2,
                                      5e-324,
                                      1e308,
                                      -1e308,
                                      std::numeric_limits<double>::infinity(),
                                      -std::numeric_limits<double>::infinity(),
                                      std::numeric_limits<double>::quiet_NaN()};
  return others[random.below(std::size(others))];
}

/// The lengths W and T: the usual ones, short ones, long ones.
std::pair<uint64_t, uint64_t> DiffGenerator::haltLengths() {
  uint64_t window = random.chance(50)   ? 10
                    : random.chance(80) ? 1 + random.below(80)
                                        : 1 + random.below(4096);
  uint64_t trend = random.chance(60)   ? 5
                   : random.chance(80) ? 2 + random.below(80)
                                       : 2 + random.below(4095);
  if (random.chance(3)) // no configuration, but a meaning
    (random.chance(50) ? window : trend) = 0;
  return {window, trend};
}

/// Rows of all lengths, thresholds that are touched exactly or that few windows
/// miss, and now and then offsets and lengths that leave the scores.
void DiffGenerator::haltBatch(llvm::StringRef kernel) {
  bool isFloat = kernel.ends_with("-f32"), isCsr = !kernel.contains("-rows") &&
                                                   !kernel.contains("-tokens");
  bool isLong = random.chance(isCsr ? 50 : 15);
  size_t rows = random.below(isLong ? 12 : 30);
  std::vector<int64_t> offsets{
      isCsr && random.chance(20) ? int64_t(random.below(9)) : 0};
  for (size_t r = 0; r < rows; ++r)
    offsets.push_back(offsets.back() +
                      random.below(isLong && random.chance(20) ? 5000 : 200));
  auto [window, trend] = haltLengths();
  double around = random.chance(70) ? 0.8 : 0.56;
  double spread = random.chance(50) ? 0.01 : random.chance(80) ? 0.1 : 0.0;
  std::vector<double> scores(size_t(offsets.back()) + random.below(3));
  for (double &s : scores) {
    s = score(around, spread);
    if (isFloat)
      s = float(s);
  }
  double threshold = random.chance(60) ? 0.55 : around - spread * 0.3;
  if (scores.size() >= window && window && random.chance(30)) { // exactly one mean
    size_t first = random.below(scores.size() - window + 1);
    double sum = 0.0;
    for (size_t j = first; j < first + window; ++j)
      sum += scores[j];
    threshold = sum / double(window);
    if (random.chance(50))
      threshold = std::nextafter(threshold, 2.0);
  }
  if (isFloat)
    haltScores<float>(isCsr, !kernel.contains("-tokens"), offsets, scores);
  else
    haltScores<double>(isCsr, !kernel.contains("-tokens"), offsets, scores);
  auto real = [&](llvm::StringRef name, double value) {
    scalar(name, std::bit_cast<uint64_t>(value));
  };
  real("hard_limit", random.chance(70) ? 0.5 : random.chance(50) ? 0.0 : 0.8);
  scalar("window", window);
  real("window_threshold", threshold);
  scalar("trend", trend);
  real("trend_threshold", random.chance(70) ? 0.15 : spread * 1.8);
  scalar("regression", random.chance(40));
  bool perRow = random.chance(25), measure = random.chance(40);
  scalar("per_row", perRow);
  scalar("measure", measure);
  for (llvm::StringRef table :
       {"hard_limits", "window_thresholds", "trend_thresholds"}) {
    std::vector<double> values(perRow ? rows : 0);
    for (double &value : values)
      value = random.chance(30) ? std::numeric_limits<double>::quiet_NaN()
                                : random.below(7) * 0.1 + 0.05;
    list(table, values);
  }
  outputs<int32_t>("halt_index", rows);
  outputs<uint8_t>("reason", rows);
  outputs<int32_t>("emitted", rows);
  outputs<int32_t>("observed", rows);
  for (llvm::StringRef name : {"value", "avg", "min"})
    outputs<double>(name, measure ? rows : 0);
}

/// The scores as a kernel takes them, and where rows begin or how long they are.
template <typename T>
void DiffGenerator::haltScores(bool isCsr, bool isRowMajor,
                               std::vector<int64_t> offsets,
                               const std::vector<double> &scores) {
  size_t rows = offsets.size() - 1, columns = 0;
  std::vector<int64_t> lengths;
  for (size_t r = 0; r < rows; ++r) {
    lengths.push_back(offsets[r + 1] - offsets[r]);
    columns = std::max(columns, size_t(lengths.back()));
  }
  std::vector<T> values(scores.begin(), scores.end());
  if (!isCsr) {
    values.assign(rows * columns, T(-1)); // what lies beyond a row would halt it
    for (size_t r = 0; r < rows; ++r)
      for (size_t j = 0; j < size_t(lengths[r]); ++j)
        values[isRowMajor ? r * columns + j : j * rows + r] =
            T(scores[size_t(offsets[r]) + j]);
  }
  list("scores", values);
  if (!isCsr) {
    int64_t m = int64_t(rows), n = int64_t(columns);
    result.buffers.back().dims = {isRowMajor ? m : n, isRowMajor ? n : m};
  }
  std::vector<int64_t> &extents = isCsr ? offsets : lengths;
  if (random.chance(10))
    for (int64_t &extent : extents)
      if (random.chance(30))
        extent = int64_t(random.next()) >> random.below(64);
  list(isCsr ? "offsets" : "lengths", extents);
}
