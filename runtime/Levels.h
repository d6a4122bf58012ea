//===- Levels.h - Instruction-set levels of the build -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ATLAS_LEVELS(X, ...) expands X(symbol part, "name", ...) for each level that
// the kernels were compiled for (cmake/AtlasKernels.cmake), weakest first; the
// first, ATLAS_BASELINE, runs on every processor of the architecture.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_LEVELS_H
#define ATLAS_RUNTIME_LEVELS_H

#include "Dispatch.h"

#if defined(__x86_64__)
#define ATLAS_BASELINE x86_64
#define ATLAS_LEVELS(X, ...)                                                   \
  X(x86_64, "x86-64", __VA_ARGS__)                                             \
  X(x86_64_v2, "x86-64-v2", __VA_ARGS__)                                       \
  X(x86_64_v3, "x86-64-v3", __VA_ARGS__)                                       \
  X(x86_64_v4, "x86-64-v4", __VA_ARGS__)                                       \
  X(x86_64_v4_icl, "x86-64-v4-icl", __VA_ARGS__)
#elif defined(__aarch64__)
#define ATLAS_BASELINE aarch64
#define ATLAS_LEVELS(X, ...)                                                   \
  X(aarch64, "aarch64", __VA_ARGS__)                                           \
  X(aarch64_dotprod, "aarch64-dotprod", __VA_ARGS__)                           \
  X(aarch64_sve2, "aarch64-sve2", __VA_ARGS__)
#elif !ATLAS_CONSTANT_SLOTS
#error "no kernels are compiled for this architecture"
#endif

namespace atlas::runtime {

/// Index of the best level that this processor runs; also fills `features`.
/// Asks the processor; costs microseconds under virtualisation.
unsigned detectLevel(CpuFeatures &features);

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_LEVELS_H
