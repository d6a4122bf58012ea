//===- Measure.h - Interleaved medians --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Times several candidates against each other in one process.
//
// Every round runs each candidate once, in rotating order, so that a change of
// clock or a busy neighbour hits all alike. A sample repeats the candidate
// until it takes long enough for the clock. Reported are the median time of one
// run and the median over rounds of the ratio of two candidates' times in one
// round.
//
// Thread rule: one measurement at a time on an otherwise idle machine.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_MEASURE_H
#define ATLAS_BENCH_MEASURE_H

#include <functional>
#include <string>
#include <vector>

namespace atlas::bench {

/// One piece of code to time.
struct Candidate {
  std::string name;
  std::function<void()> run;
};

/// Samples in nanoseconds per run: [candidate][round].
class Measurement {
public:
  /// At least `rounds` rounds after a warm-up; a sample lasts `sampleNs` or one
  /// run, whichever is longer.
  Measurement(const std::vector<Candidate> &candidates, unsigned rounds,
              double sampleNs);

  /// Median nanoseconds of one run.
  double median(const std::string &name) const;
  /// Median over rounds of time(base) / time(name): how many times faster than
  /// `base` the candidate is.
  double speedup(const std::string &name, const std::string &base) const;
  bool has(const std::string &name) const;

private:
  const std::vector<double> &samples(const std::string &name) const;
  std::vector<std::string> names;
  std::vector<std::vector<double>> times;
};

} // namespace atlas::bench

#endif // ATLAS_BENCH_MEASURE_H
