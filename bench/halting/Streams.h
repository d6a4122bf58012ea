//===- Streams.h - Streams that halting is measured on ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Streams of 1,000 scores under the default configuration, the same every time,
// as one batch. Owns its arrays.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_HALTING_STREAMS_H
#define ATLAS_BENCH_HALTING_STREAMS_H

#include "HaltPlain.h"

#include "atlas-c/halt_batch.h"

#include <vector>

namespace atlas::bench {

/// What the scores do.
enum class Course {
  Calm,     ///< 0.75 to 0.88: nothing is near a threshold
  Restless, ///< 0.54 to 0.68: every other vector has a score below the window's
  Halting   ///< calm, but every other stream halts, at a place and for a reason
            ///< of its own
};

constexpr size_t kTokens = 1000;

class BenchStreams {
public:
  BenchStreams(atlas_halt_layout_t layout, atlas_halt_type_t type,
               Course course, size_t rows);
  BenchStreams(const BenchStreams &) = delete;

  /// One call of each; the results stay.
  void runNative();
  void runYardstick();
  /// Reads the scores that a decision depends on, and does nothing with them.
  void read(bool prefetch);
  /// True if both gave the same decisions, bit for bit.
  bool agrees() const;

  /// Bytes of the scores that a decision depends on.
  double bytes() const;
  double tokens() const { return bytes() / double(width()); }
  size_t halts() const;

private:
  size_t width() const { return type == ATLAS_HALT_F32 ? 4 : 8; }
  size_t place(size_t row, size_t token) const;
  void write(size_t row, size_t token, double score);
  void fill(Course course);
  template <typename T>
  void runYardstickOn(const T *scores);

  atlas_halt_layout_t layout;
  atlas_halt_type_t type;
  size_t rows;
  atlas_halt_config config;
  std::vector<uint8_t> storage;
  uint8_t *scores;
  std::vector<int64_t> offsets;
  std::vector<int32_t> index, observed, yardstickIndex;
  std::vector<uint8_t> reason, yardstickReason;
  std::vector<double> value, yardstickValue;
};

/// The rules of a configuration for the yardstick.
yardstick::HaltRules rulesOf(const atlas_halt_config &config);

} // namespace atlas::bench

#endif // ATLAS_BENCH_HALTING_STREAMS_H
