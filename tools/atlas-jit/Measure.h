//===- Measure.h - Medians of interleaved runs ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures several functions against each other in one process.
//
// Rounds visit every function once, so that a change of clock or load meets
// all of them. A sample is a batch of calls long enough for the clock; the
// result is the median of the samples.
//
// Failure: the first error of a function. Thread rule: one thread.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_MEASURE_H
#define ATLAS_TOOLS_ATLAS_JIT_MEASURE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace atlas::tool {

/// Calls something `count` times; 0 or an error code of the kernel.
using Batch = std::function<llvm::Error(uint64_t count)>;

/// Nanoseconds per call of each, medians of `runs` samples. `tick` is told
/// after every round.
llvm::Expected<std::vector<double>>
measure(llvm::ArrayRef<Batch> batches, unsigned runs,
        llvm::function_ref<void(unsigned round)> tick);

/// The middle value (of two, their mean). Not empty.
double median(std::vector<double> values);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_MEASURE_H
