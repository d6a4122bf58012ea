//===- Emit.h - What lowerings of L1 operations share -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cloning a region for one element or for a vector of them, loading and storing,
// combining, constants and loops. Nothing here knows a target or a kernel; all
// functions emit at the builder's insertion point and keep no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_EMIT_H
#define ATLAS_CONVERSION_COMMON_EMIT_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace atlas::lowering {

using mlir::Block;
using mlir::Location;
using mlir::OpBuilder;
using mlir::Operation;
using mlir::SmallVector;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;
using mlir::VectorType;

//===----------------------------------------------------------------------===//
// Constants and index arithmetic (folded where possible)
//===----------------------------------------------------------------------===//

Value indexConstant(OpBuilder &b, Location loc, int64_t value);
/// A constant of an integer or float type, splat for vectors.
Value constantOf(OpBuilder &b, Location loc, Type type, llvm::APInt value);
Value constantOf(OpBuilder &b, Location loc, Type type, int64_t value);
Value addIndex(OpBuilder &b, Location loc, Value a, Value c);
/// a - a mod step, for a constant step (power of two or not).
Value roundDown(OpBuilder &b, Location loc, Value a, int64_t step);
/// Whether an unsigned integer or index lies below `length` (index), and its
/// value as index. 64-bit values are compared before they are narrowed: on
/// devices an index has 32 bits.
std::pair<Value, Value> checkedIndex(OpBuilder &b, Location loc, Value index,
                                     Value length);
/// Extent of dimension `dim`, a constant when static.
Value extent(OpBuilder &b, Location loc, Value buffer, unsigned dim = 0);
/// `type` for lanes == 1, else vector<lanes x type>.
Type widenType(Type type, unsigned lanes);
/// Broadcasts a scalar; identity for lanes == 1 or vectors.
Value broadcast(OpBuilder &b, Location loc, Value value, unsigned lanes);

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Loads `lanes` elements at `i` (a scalar for lanes == 1); with `mask`, lanes
/// that are off read as zero and are not accessed.
Value loadElements(OpBuilder &b, Location loc, Value buffer, Value i,
                   unsigned lanes, Value mask = {});
void storeElements(OpBuilder &b, Location loc, Value value, Value buffer,
                   Value i, unsigned lanes, Value mask = {});

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Whether `body` can be cloned over vectors; `why` names the obstacle.
bool canVectorize(Block &body, std::string *why = nullptr);

/// Clones the region for `lanes` elements and returns the yielded values
/// (vectors for lanes > 1). `elements` are the loaded values, `position` the
/// index of the first of them (null when the region takes none).
SmallVector<Value> emitRegion(OpBuilder &b, Location loc, Block &body,
                              ValueRange elements, Value position,
                              unsigned lanes);

/// Emits one operation of a region for `lanes` elements at once; `map` has the
/// values of its operands, where they differ, and takes those of its results.
void emitOp(OpBuilder &b, Location loc, Operation &op, mlir::IRMapping &map,
            unsigned lanes);

/// Loads the inputs at `i` and emits the region on them.
SmallVector<Value> emitElements(OpBuilder &b, Location loc, Block &body,
                                ValueRange inputs, Value i, unsigned lanes,
                                Value mask = {});

/// The combination of two values of one type.
Value combine(OpBuilder &b, Location loc, CombineKind kind, Value lhs,
              Value rhs);
/// The exact identity of `kind`, splat for vectors (-0.0 for addf; NaN for
/// minnumf and maxnumf).
Value identityOf(OpBuilder &b, Location loc, CombineKind kind, Type type);
bool isFloatKind(CombineKind kind);
//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// scf.for with a body builder that returns the values to yield.
SmallVector<Value>
buildFor(OpBuilder &b, Location loc, Value lo, Value hi, int64_t step,
         ValueRange carried,
         llvm::function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)>
             body);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_EMIT_H
