//===- Lowering.h - Shared parts of the CPU strategies ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every CPU strategy needs: cloning a region for one element or for a
// vector of them, loading and storing, and strip-mining a range.
//
// Private to this folder. Nothing here knows a kernel; strategies know one L1
// operation each. All emitted accesses stay inside [0, n).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace atlas::cpu {

using mlir::Block;
using mlir::Location;
using mlir::OpBuilder;
using mlir::Operation;
using mlir::SmallVector;
using mlir::Type;
using mlir::Value;
using mlir::ValueRange;
using mlir::VectorType;

/// True when the target can mask loads and stores of any byte.
bool hasByteMasks(const CPUTarget &target);

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
/// Extent of dimension `dim`, a constant when static.
Value extent(OpBuilder &b, Location loc, Value buffer, unsigned dim = 0);
/// `type` for lanes == 1, else vector<lanes x type>.
Type widenType(Type type, unsigned lanes);
/// Broadcasts a scalar; identity for lanes == 1 or vectors.
Value broadcast(OpBuilder &b, Location loc, Value value, unsigned lanes);
/// A mask of the `count` (0..lanes) lowest lanes as vector<lanes x i1>.
Value lowMask(OpBuilder &b, Location loc, Value count, unsigned lanes);

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Loads `lanes` elements at `i` (a scalar for lanes == 1); with `mask`, lanes
/// that are off read as zero and are not accessed.
Value loadElements(OpBuilder &b, Location loc, Value buffer, Value i,
                   unsigned lanes, Value mask = {});
void storeElements(OpBuilder &b, Location loc, Value value, Value buffer,
                   Value i, unsigned lanes, Value mask = {});
/// A stack buffer in the entry block of the function around `anchor` (the
/// operation being lowered: what is being built may not hang in a function yet).
Value stackBuffer(OpBuilder &b, Operation *anchor, mlir::MemRefType type,
                  unsigned alignment = 64);

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Whether `body` can be cloned over vectors; `why` names the obstacle.
bool canVectorize(Block &body, std::string *why = nullptr);

/// Widest scalar, in bytes, that the region computes with, counting `elements`
/// and leaving out index values, booleans and a last widening before the yield.
unsigned widestBytes(Block &body, mlir::TypeRange elements);

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
/// Lanes combined by halving: j with j + L/2, then L/4, ... 1.
Value combineHalves(OpBuilder &b, Location loc, CombineKind kind, Value v);

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// How the elements that do not fill a vector are done.
enum class Tail { Scalar, Masked };

/// Body of a strip: `width` elements at `i` (1 in a scalar tail), `mask` in a
/// masked tail, `slot` 0..unroll-1; takes and returns the carried values.
using StripBody = llvm::function_ref<SmallVector<Value>(
    OpBuilder &b, Value i, unsigned width, Value mask, unsigned slot,
    ValueRange carried)>;

/// Runs `body` over [start, n), start 0 unless given: groups of lanes * unroll,
/// then of lanes, then the tail. Returns the carried values. A given start is a
/// multiple of lanes and at most n; unroll is 1 then.
SmallVector<Value> stripMine(OpBuilder &b, Location loc, Value n,
                             unsigned lanes, unsigned unroll, Tail tail,
                             ValueRange carried, StripBody body,
                             Value start = {});

/// scf.for with a body builder that returns the values to yield.
SmallVector<Value>
buildFor(OpBuilder &b, Location loc, Value lo, Value hi, int64_t step,
         ValueRange carried,
         llvm::function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)>
             body);

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H
