//===- Expressions.h - Scalar operations as WGSL expressions ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_LIB_CONVERSION_GPUTOWGSL_EXPRESSIONS_H
#define ATLAS_LIB_CONVERSION_GPUTOWGSL_EXPRESSIONS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <string>

namespace atlas::wgsl {

/// "u32", "bool" or "f32"; none for a type that the language lacks.
std::optional<std::string> typeName(mlir::Type type);

/// A number or truth value.
std::string literal(mlir::TypedAttr value);

/// The expression of a pure scalar operation over named operands; none when
/// there is no such expression.
std::optional<std::string> expression(mlir::Operation *op,
                                      llvm::ArrayRef<std::string> operands);

} // namespace atlas::wgsl

#endif // ATLAS_LIB_CONVERSION_GPUTOWGSL_EXPRESSIONS_H
