//===- Dispatch.h - The kernels of libatlas for this processor --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One slot per kernel: an atomic function pointer that all calls go through.
//
// Slots start at the weakest level, so they work before any constructor has
// run; a constructor raises them once to the best level of this processor, and
// a compiler may replace them later (atlas-c/slots.h). A call costs one load
// and one indirect call, never a feature query. WebAssembly has one level and
// no compiler at run time, and checks the type of every indirect call, which
// costs as much as classifying a third of a page: there the slots are constant.
// Thread rule: slots are thread-safe. A forked child may use everything.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_DISPATCH_H
#define ATLAS_RUNTIME_DISPATCH_H

#include "atlas-c/slots.h"

#include <stdint.h>

namespace atlas::runtime {

/// What the processor can do beyond the ISA levels.
struct CpuFeatures {
  bool sha256 = false; ///< x86 SHA extensions or Arm SHA2
  /// Of the vectors that the level of the slots has, where the library itself is
  /// compiled for several.
  unsigned vectorBytes = 16;
};

/// Found once, before main; the least until then.
extern CpuFeatures cpuFeatures;

#if defined(__wasm__)
#define ATLAS_CONSTANT_SLOTS 1
#else
#define ATLAS_CONSTANT_SLOTS 0
#endif

namespace slot {
#if ATLAS_CONSTANT_SLOTS
#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  extern "C" __attribute__((visibility(                                        \
      "hidden"))) result atlas_aot_wasm32_##symbol##_typed parameters;         \
  using symbol##_fn = result parameters;                                       \
  inline constexpr symbol##_fn *symbol = atlas_aot_wasm32_##symbol##_typed;
#else
#define ATLAS_KERNEL(symbol, name, result, parameters)                         \
  using symbol##_fn = result parameters;                                       \
  extern symbol##_fn *symbol;
#endif
#include "Kernels.def"
} // namespace slot

/// The function in a slot now.
template <typename Function>
inline Function load(Function &slot) {
#if ATLAS_CONSTANT_SLOTS
  return slot;
#else
  return __atomic_load_n(&slot, __ATOMIC_ACQUIRE);
#endif
}

/// For tests, which link the static library: puts every slot to level number
/// `level` (Levels.h, weakest first), and `cpuFeatures` to what the processor
/// has or, without `extensions`, to nothing. False, and nothing changes, if the
/// processor does not run that level. No other call may run meanwhile.
bool useLevel(unsigned level, bool extensions);

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_DISPATCH_H
