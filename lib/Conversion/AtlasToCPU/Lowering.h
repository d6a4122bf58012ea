//===- Lowering.h - Shared parts of the CPU strategies ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every CPU strategy needs beside Common/Emit.h: masks, stack buffers and
// strip-mining a range.
//
// Private to this folder. Nothing here knows a kernel; strategies know one L1
// operation each. All emitted accesses stay inside [0, n).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H
#define ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"
#include "atlas/Conversion/Common/Emit.h"

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

using lowering::addIndex;
using lowering::broadcast;
using lowering::buildFor;
using lowering::canVectorize;
using lowering::combine;
using lowering::constantOf;
using lowering::emitElements;
using lowering::emitOp;
using lowering::emitRegion;
using lowering::extent;
using lowering::identityOf;
using lowering::indexConstant;
using lowering::isFloatKind;
using lowering::loadElements;
using lowering::roundDown;
using lowering::storeElements;
using lowering::widenType;

/// True when the target can mask loads and stores of any byte.
bool hasByteMasks(const CPUTarget &target);

/// A mask of the `count` (0..lanes) lowest lanes as vector<lanes x i1>.
Value lowMask(OpBuilder &b, Location loc, Value count, unsigned lanes);

/// A stack buffer in the entry block of the function around `anchor` (the
/// operation being lowered: what is being built may not hang in a function yet).
Value stackBuffer(OpBuilder &b, Operation *anchor, mlir::MemRefType type,
                  unsigned alignment = 64);

/// Widest scalar, in bytes, that the region computes with, counting `elements`
/// and leaving out index values, booleans and a last widening before the yield.
unsigned widestBytes(Block &body, mlir::TypeRange elements);

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

} // namespace atlas::cpu

#endif // ATLAS_LIB_CONVERSION_ATLASTOCPU_LOWERING_H
