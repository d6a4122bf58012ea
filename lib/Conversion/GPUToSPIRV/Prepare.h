//===- Prepare.h - What the conversion to SPIR-V does not read --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rewrites of a gpu.func before upstream's conversion. Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOSPIRV_PREPARE_H
#define ATLAS_LIB_CONVERSION_GPUTOSPIRV_PREPARE_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace atlas::spirv_prepare {

/// Tables of constants become variables of the function that are filled where it
/// begins; drivers make read-only tables of such variables again.
void placeTables(mlir::gpu::GPUFuncOp function);

/// Counts of zeros and ones, of 8 to 64 bits, become OpBitCount on 32 bits, the
/// width that Vulkan allows:
///
///   ctpop x of 64 bits   ctpop low + ctpop high
///   cttz x               ctpop ((x & -x) - 1), the width for x = 0
///   ctlz x               width - ctpop (x with all bits below the first one set)
///
/// Roundings, magnitudes, signs, square roots and fused multiply-adds of floats
/// become instructions of GLSL.std.450. Other functions, whose errors devices choose,
/// are refused (ATL0601).
mlir::LogicalResult expandMath(mlir::gpu::GPUFuncOp function);

} // namespace atlas::spirv_prepare

#endif // ATLAS_LIB_CONVERSION_GPUTOSPIRV_PREPARE_H
