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

/// Rows of all lengths, thresholds that are touched exactly or that few windows
/// miss, and now and then offsets that leave the scores.
void DiffGenerator::haltBatch() {
  size_t rows = random.below(12);
  std::vector<int64_t> offsets{random.chance(80) ? 0 : int64_t(random.below(9))};
  for (size_t r = 0; r < rows; ++r)
    offsets.push_back(offsets.back() + (random.chance(90) ? random.below(200)
                                                          : random.below(5000)));
  uint64_t window = random.chance(50)   ? 10
                    : random.chance(80) ? 1 + random.below(80)
                                        : 1 + random.below(4096);
  uint64_t trend = random.chance(60)   ? 5
                   : random.chance(80) ? 2 + random.below(80)
                                       : 2 + random.below(4095);
  if (random.chance(3)) // no configuration, but a meaning
    (random.chance(50) ? window : trend) = 0;
  double around = random.chance(70) ? 0.8 : 0.56;
  double spread = random.chance(50) ? 0.01 : random.chance(80) ? 0.1 : 0.0;
  std::vector<double> scores(size_t(offsets.back()) + random.below(3));
  for (double &s : scores)
    s = score(around, spread);
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
  if (random.chance(10))
    for (int64_t &offset : offsets)
      if (random.chance(30))
        offset = int64_t(random.next()) >> random.below(64);
  list("scores", scores);
  list("offsets", offsets);
  outputs<int32_t>("halt_index", rows);
  outputs<uint8_t>("reason", rows);
  outputs<int32_t>("emitted", rows);
  outputs<int32_t>("observed", rows);
  auto real = [&](llvm::StringRef name, double value) {
    scalar(name, std::bit_cast<uint64_t>(value));
  };
  real("hard_limit", random.chance(70) ? 0.5 : random.chance(50) ? 0.0 : 0.8);
  scalar("window", window);
  real("window_threshold", threshold);
  scalar("trend", trend);
  real("trend_threshold", random.chance(70) ? 0.15 : spread * 1.8);
}
