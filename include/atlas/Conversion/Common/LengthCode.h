//===- LengthCode.h - Length expressions as code and back -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_CONVERSION_COMMON_LENGTHCODE_H
#define ATLAS_CONVERSION_COMMON_LENGTHCODE_H

#include "atlas/Support/KernelABI.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace atlas::lowering {

/// The value (i64) of a dimension or scalar named in an expression.
using LengthLookup = llvm::function_ref<mlir::Value(
    llvm::StringRef name, unsigned k, bool isDim)>;

/// Emits a length expression as i64 arithmetic. Values are those of a checked
/// call: non-negative, no overflow, exact divisions.
mlir::Value emitLength(mlir::OpBuilder &b, mlir::Location loc,
                       const LengthExpr::Node &node, LengthLookup lookup);

/// The length expression of a value computed in a kernel from constants,
/// memref.dim of arguments and scalar arguments; none when it is anything else.
std::optional<std::string> lengthTextOf(mlir::Value value,
                                        const KernelABI &abi);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_LENGTHCODE_H
