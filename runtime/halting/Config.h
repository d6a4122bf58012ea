//===- Config.h - Checks that halting calls share ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of atlas_halt_config_validate for values that come by themselves, and
// the enumerators beside a configuration. Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_CONFIG_H
#define ATLAS_RUNTIME_HALTING_CONFIG_H

#include "atlas-c/halting.h"

namespace atlas::runtime::halting {

/// OK if it is in [0, 1].
atlas_status_t validateLimit(double hardLimit, atlas_diag_t **diag);

/// OK for a window threshold that is a number and a trend threshold above 0.
atlas_status_t validateThresholds(double windowThreshold, double trendThreshold,
                                  atlas_diag_t **diag);

inline bool isTrend(atlas_halt_trend_t trend) {
  return trend == ATLAS_HALT_ENDPOINT || trend == ATLAS_HALT_REGRESSION;
}
inline bool isMode(atlas_halt_mode_t mode) {
  return mode == ATLAS_HALT_HARD || mode == ATLAS_HALT_SOFT;
}

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_CONFIG_H
