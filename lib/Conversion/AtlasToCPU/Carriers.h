//===- Carriers.h - Scalars as C and as words carry them --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scalar of a kernel has any width; C carries it as an integer of 8, 16, 32
// or 64 bits, and the packed entry's argument block as a word of 64. Narrow
// values are zero-extended on the way out and truncated on the way in; floats
// keep their bits.
//
// Private to this folder. Source: cli-and-golden.md section 2.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_CARRIERS_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_CARRIERS_H

#include "mlir/IR/Builders.h"

namespace atlas::cpu {

/// The type that carries a scalar at C level: an integer of 8, 16, 32 or 64
/// bits, or the float itself.
mlir::Type carrierOf(mlir::OpBuilder &b, mlir::Type type);

/// Zero-extends or truncates an integer or index to `type`; floats stay.
mlir::Value convertInt(mlir::OpBuilder &b, mlir::Location loc,
                       mlir::Value value, mlir::Type type);

/// The 64-bit word of a scalar.
mlir::Value toWord(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value);

/// The scalar of `type` in a 64-bit word.
mlir::Value fromWord(mlir::OpBuilder &b, mlir::Location loc, mlir::Value word,
                     mlir::Type type);

/// Stores `values` as consecutive words at the pointer `words`.
void storeWords(mlir::OpBuilder &b, mlir::Location loc, mlir::Value words,
                mlir::ValueRange values);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_CARRIERS_H
