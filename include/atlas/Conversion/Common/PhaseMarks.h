//===- PhaseMarks.h - What phases say about themselves ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes and names by which the phases of a device's plan (Phases.h, under
// `PlanUnits::always`) tell their lowering what the plan made.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_PHASEMARKS_H
#define ATLAS_CONVERSION_COMMON_PHASEMARKS_H

#include "llvm/ADT/StringRef.h"

namespace atlas::lowering {

/// On the atlas.return of a phase: the first result that it returns, 0 without.
inline constexpr llvm::StringLiteral kFirstResultAttr = "atlas.first_result";

/// How the names of temporaries begin that were stack buffers of the kernel.
inline constexpr llvm::StringLiteral kStackTempPrefix = "stack";

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_PHASEMARKS_H
