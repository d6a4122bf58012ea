//===- RuntimeCalls.h - Kernels make no calls into the runtime --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A witness belongs to the program that calls the kernel: no temporary of a
// launch plan holds one and no target has code for it. Whatever plans or lowers
// a kernel refuses first.
//
// Thread rule: as the operations walked.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_RUNTIMECALLS_H
#define ATLAS_CONVERSION_COMMON_RUNTIMECALLS_H

#include "mlir/IR/Operation.h"

namespace atlas::lowering {

/// Fails after an ATL0601 diagnostic at the first operation on witnesses in
/// `root`; succeeds if there is none.
mlir::LogicalResult refuseRuntimeCalls(mlir::Operation *root);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_RUNTIMECALLS_H
