//===- Measures.h - Divergences of texts ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two text measures and the combination of coherence.h. Thread rule: pure
// functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_MEASURES_H
#define ATLAS_RUNTIME_HALTING_MEASURES_H

#include "Average.h"

#include "atlas-c/coherence.h"

#include <float.h>

namespace atlas::runtime::halting {

using Text = atlas_coherence_text;

/// Of what is missing or failed.
constexpr double kNeutral = 0.5;

/// In [0, 1]; neutral if it is not finite.
inline double usable(double divergence) {
  bool isFinite = divergence >= -DBL_MAX && divergence <= DBL_MAX;
  return isFinite ? clampUnit(divergence) : kNeutral;
}

/// False without memory.
bool measureFactual(Text context, Text output, double &divergence);
bool measureLogical(Text premise, Text hypothesis, double &divergence);

/// The configuration is valid; the divergences may be anything.
atlas_coherence_score combine(const atlas_halt_config &config, double logical,
                              double factual);

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_MEASURES_H
