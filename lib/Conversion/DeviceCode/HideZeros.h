//===- HideZeros.h - Arithmetic with a literal zero, for Vulkan -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Some drivers fold x + 0.0 to x, 0.0 * x to 0.0 and x / 0.0 to anything while
// they make code, also where SignedZeroInfNanPreserve and NoContraction forbid it
// (Mesa's gallivm, which lavapipe is). A zero that they cannot see is computed
// with: bit 31 of the workgroup's number, which is below 65,536.
//
// Thread rule: as the function's context. See docs/Rationale/float-controls.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_DEVICECODE_HIDEZEROS_H
#define ATLAS_LIB_CONVERSION_DEVICECODE_HIDEZEROS_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace atlas {

/// Literal +0.0 operands of additions, subtractions, products and quotients.
void hideZeros(mlir::gpu::GPUFuncOp function);

} // namespace atlas

#endif // ATLAS_LIB_CONVERSION_DEVICECODE_HIDEZEROS_H
