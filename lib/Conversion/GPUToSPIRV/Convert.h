//===- Convert.h - The conversion to SPIR-V ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's patterns, and those it lacks: exchanges and updates by a function.
// Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOSPIRV_CONVERT_H
#define ATLAS_LIB_CONVERSION_GPUTOSPIRV_CONVERT_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/Pass.h"

#include <memory>

namespace atlas::spirv_prepare {

/// An update by a function becomes a loop that tries until nobody came between:
///
///   old = load m[i]
///   while ((seen = compare_exchange(m[i], old, f(old))) != old) old = seen
///
/// The compare-exchange is itself an update, by the function that selects between
/// two values from outside; Conversion knows it by that form.
void expandUpdates(mlir::gpu::GPUFuncOp function);

/// As upstream's conversion of gpu modules for shaders.
std::unique_ptr<mlir::Pass> createConversion();

} // namespace atlas::spirv_prepare

#endif // ATLAS_LIB_CONVERSION_GPUTOSPIRV_CONVERT_H
