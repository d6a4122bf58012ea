//===- HaltModel.h - What halting must come to ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model of the halting rules written straight from their definition, random
// streams for it, and the ways through the C interface to compare with it.
// LLVM-free. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_RUNTIME_HALTMODEL_H
#define ATLAS_UNITTESTS_RUNTIME_HALTMODEL_H

#include "CallSequence.h"

#include "atlas.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace atlas::test {

using Scores = std::vector<double>;

/// Everything numeric that a stream comes to.
struct Outcome {
  int64_t haltIndex = -1;
  int reason = ATLAS_HALT_NONE;
  double value = 0.0;
  uint64_t emitted = 0, observed = 0;
  double avg = 0.0, min = 0.0;

  /// "" or the first field that differs, doubles by their bits.
  std::string difference(const Outcome &other) const;
};

/// The three predicates of a position, from sanitised scores.
bool hardFails(const atlas_halt_config &config, const Scores &scores, size_t i);
bool windowFails(const atlas_halt_config &config, const Scores &scores,
                 size_t i, double &mean);
bool trendFails(const atlas_halt_config &config, atlas_halt_trend_t trend,
                const Scores &scores, size_t i, double &drop);

Scores sanitized(const Scores &scores);
Outcome model(const atlas_halt_config &config, atlas_halt_trend_t trend,
              const Scores &scores);

// The same through the interface. A call that fails gives a haltIndex of -2.
Outcome throughDecide(const atlas_halt_config &config, atlas_halt_trend_t trend,
                      const Scores &scores);
Outcome throughPushes(const atlas_halt_config &config, atlas_halt_trend_t trend,
                      const Scores &scores);
Outcome throughStream(const atlas_halt_config &config, atlas_halt_trend_t trend,
                      const Scores &scores);

/// Rows of one batch and their rules.
struct BatchCase {
  atlas_halt_config config;
  atlas_halt_trend_t trend;
  std::vector<Scores> rows;
  /// Per row, or empty.
  Scores hardLimits, windowThresholds, trendThresholds;
  bool isNarrow = false; ///< all scores are float values

  /// The configuration of a row.
  atlas_halt_config rule(size_t row) const;
};

/// Rows through one layout and element type; avg in any order is not wanted
/// here: the reference sums from left to right.
std::vector<Outcome> throughBatch(const BatchCase &batch,
                                  atlas_halt_layout_t layout,
                                  atlas_halt_type_t type);

/// Streams with bad scores, subnormals, and thresholds that lie a few ulps from
/// what the streams come to. `large` allows lengths and windows up to 4,096.
BatchCase randomBatch(Random &random, bool large);

/// Compares every way with the model; "" or what differs.
std::string compareAll(const BatchCase &batch);

/// Sessions that are pushed to, and kernels with callbacks, hard and soft, with
/// refused memory; see CallSequence.h.
std::string runHaltCalls(const uint8_t *bytes, size_t size);

/// The default configuration.
inline atlas_halt_config defaultConfig() {
  atlas_halt_config config;
  atlas_halt_config_init(&config);
  return config;
}

struct DestroySession {
  void operator()(atlas_halt_session_t *s) const {
    atlas_halt_session_destroy(s);
  }
};
using Session = std::unique_ptr<atlas_halt_session_t, DestroySession>;
struct DestroyKernel {
  void operator()(atlas_halt_kernel_t *k) const {
    atlas_halt_kernel_destroy(k);
  }
};
using Kernel = std::unique_ptr<atlas_halt_kernel_t, DestroyKernel>;

/// Null after a failure.
Kernel makeKernel(const atlas_halt_config &config,
                  const atlas_halt_options &options = {});
Session openSession(const atlas_halt_config &config,
                    const atlas_halt_options &options = {});
/// Streams tokens "t0 ", "t1 ", ... with these scores; null after a failure.
Session stream(atlas_halt_kernel_t *kernel, const Scores &scores);
atlas_halt_summary summaryOf(const Session &session);
std::string outputOf(const Session &session);

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_RUNTIME_HALTMODEL_H
