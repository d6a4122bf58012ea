//===- Measure.cpp - Interleaved medians ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Measure.h"

#include <algorithm>
#include <cassert>
#include <chrono>

using namespace atlas::bench;

namespace {

double now() {
  using namespace std::chrono;
  return duration<double, std::nano>(steady_clock::now().time_since_epoch())
      .count();
}

double timeRuns(const Candidate &candidate, unsigned runs) {
  double start = now();
  for (unsigned i = 0; i < runs; ++i)
    candidate.run();
  return (now() - start) / runs;
}

double medianOf(std::vector<double> values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

} // namespace

Measurement::Measurement(const std::vector<Candidate> &candidates,
                         unsigned rounds, double sampleNs)
    : times(candidates.size()) {
  std::vector<unsigned> runs;
  for (const Candidate &candidate : candidates) {
    names.push_back(candidate.name);
    // Warm-up: code, caches and the clock of the core.
    double one = timeRuns(candidate, 1);
    double start = now();
    do
      one = std::min(one, timeRuns(candidate, 1));
    while (now() - start < sampleNs * 4);
    runs.push_back(std::max(1.0, sampleNs / std::max(one, 1.0)));
  }
  for (unsigned round = 0; round < rounds; ++round)
    for (size_t i = 0; i < candidates.size(); ++i) {
      size_t c = (i + round) % candidates.size();
      times[c].push_back(timeRuns(candidates[c], runs[c]));
    }
}

bool Measurement::has(const std::string &name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const std::vector<double> &Measurement::samples(const std::string &name) const {
  auto it = std::find(names.begin(), names.end(), name);
  assert(it != names.end() && "no such candidate");
  return times[it - names.begin()];
}

double Measurement::median(const std::string &name) const {
  return medianOf(samples(name));
}

double Measurement::speedup(const std::string &name,
                            const std::string &base) const {
  const std::vector<double> &a = samples(name), &b = samples(base);
  std::vector<double> ratios;
  for (size_t i = 0; i < a.size(); ++i)
    ratios.push_back(b[i] / a[i]);
  return medianOf(std::move(ratios));
}
