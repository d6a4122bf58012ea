//===- PlainLoops.cpp - The plain loops -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One element at a time, for every L1 operation; shares nothing with the vector
// strategies but the region.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/PlainLoops.h"

#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Conversion/Common/WindowPredicate.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::lowering;

namespace {

/// A position as one or two indices: row and column of rank-2 buffers.
SmallVector<Value> positionOf(OpBuilder &b, Location loc, Value i, Value like) {
  if (cast<MemRefType>(like.getType()).getRank() == 1)
    return {i};
  Value columns = extent(b, loc, like, 1);
  return {arith::DivUIOp::create(b, loc, i, columns),
          arith::RemUIOp::create(b, loc, i, columns)};
}

/// Number of elements of a buffer of either rank.
Value elementCount(OpBuilder &b, Location loc, Value buffer) {
  Value n = extent(b, loc, buffer);
  if (cast<MemRefType>(buffer.getType()).getRank() == 2)
    n = b.createOrFold<arith::MulIOp>(loc, n, extent(b, loc, buffer, 1));
  return n;
}

/// Emits the region for element `i` of `inputs` (any rank).
SmallVector<Value> emitOne(OpBuilder &b, Location loc, Block &body,
                           ValueRange inputs, ValueRange position) {
  IRMapping map;
  unsigned at = 0;
  for (Value input : inputs)
    map.map(body.getArgument(at++),
            memref::LoadOp::create(b, loc, input, position).getResult());
  for (Value p : position)
    if (at < body.getNumArguments())
      map.map(body.getArgument(at++), p);
  for (Operation &op : body.without_terminator())
    b.clone(op, map);
  SmallVector<Value> out;
  for (Value v : body.getTerminator()->getOperands())
    out.push_back(map.lookupOrDefault(v));
  return out;
}

Value widened(OpBuilder &b, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return arith::ExtUIOp::create(b, loc, type, value);
}

/// All accumulators through the author's combiner region: arguments are the
/// left values, then the right ones.
SmallVector<Value> combineRegion(OpBuilder &b, Region &combiner,
                                 ValueRange lhs, ValueRange rhs) {
  IRMapping map;
  Block &body = combiner.front();
  map.map(body.getArguments().take_front(lhs.size()), lhs);
  map.map(body.getArguments().drop_front(lhs.size()), rhs);
  for (Operation &op : body.without_terminator())
    b.clone(op, map);
  SmallVector<Value> out;
  for (Value v : body.getTerminator()->getOperands())
    out.push_back(map.lookupOrDefault(v));
  return out;
}

void lower(MapOp op, RewriterBase &b, Location loc) {
  Value like = op.getOutputs()[0];
  buildFor(b, loc, indexConstant(b, loc, 0), elementCount(b, loc, like), 1, {},
           [&](OpBuilder &in, Value i, ValueRange) {
             SmallVector<Value> at = positionOf(in, loc, i, like);
             SmallVector<Value> values =
                 emitOne(in, loc, op.getBody().front(), op.getInputs(), at);
             for (auto [value, output] : llvm::zip_equal(values, op.getOutputs()))
               memref::StoreOp::create(in, loc, value, output, at);
             return SmallVector<Value>();
           });
  b.eraseOp(op);
}

/// Left to right. Integer combinations are associative, so the order does not
/// show; float ones come here only for `order sequential` or `free` (the
/// canonical order has its own plain form, see ReduceCanonical.cpp).
void lower(ReduceOp op, RewriterBase &b, Location loc) {
  Value like = op.getInputs()[0];
  SmallVector<Value> results = buildFor(
      b, loc, indexConstant(b, loc, 0), elementCount(b, loc, like), 1,
      op.getInits(), [&](OpBuilder &in, Value i, ValueRange acc) {
        SmallVector<Value> at = positionOf(in, loc, i, like);
        SmallVector<Value> values =
            emitOne(in, loc, op.getBody().front(), op.getInputs(), at);
        for (auto [value, a] : llvm::zip_equal(values, acc))
          value = widened(in, loc, value, a.getType());
        if (op.hasCombinerRegion())
          return combineRegion(in, op.getCombiner(), acc, values);
        SmallVector<Value> next;
        for (auto [k, value] : llvm::enumerate(values))
          next.push_back(combine(in, loc, op.getKind(k), acc[k], value));
        return next;
      });
  b.replaceOp(op, results);
}

void lower(ScanOp op, RewriterBase &b, Location loc) {
  buildFor(b, loc, indexConstant(b, loc, 0), extent(b, loc, op.getOutput()), 1,
           ValueRange{op.getInit()}, [&](OpBuilder &in, Value i, ValueRange acc) {
             SmallVector<Value> values = emitOne(in, loc, op.getBody().front(),
                                                 op.getInputs(), {i});
             Value value = widened(in, loc, values[0], acc[0].getType());
             Value next =
                 op.hasCombinerRegion()
                     ? combineRegion(in, op.getCombiner(), acc, value)[0]
                     : combine(in, loc, op.getKind(), acc[0], value);
             memref::StoreOp::create(in, loc, op.getExclusive() ? acc[0] : next,
                                     op.getOutput(), i);
             return SmallVector<Value>{next};
           });
  b.eraseOp(op);
}

/// A loop that leaves when the predicate holds.
void lower(FindOp op, RewriterBase &b, Location loc) {
  Value n = extent(b, loc, op.getInputs()[0]);
  Value zero = indexConstant(b, loc, 0), one = indexConstant(b, loc, 1);
  auto loop = scf::WhileOp::create(
      b, loc, TypeRange{b.getIndexType()}, ValueRange{zero},
      [&](OpBuilder &in, Location l, ValueRange args) {
        Value inside = arith::CmpIOp::create(in, l, arith::CmpIPredicate::ult,
                                             args[0], n);
        auto go = scf::IfOp::create(
            in, l, inside,
            [&](OpBuilder &then, Location tl) {
              Value holds =
                  op.isWindowed()
                      ? emitWindowsScalar(then, tl, op, args[0])
                      : emitOne(then, tl, op.getBody().front(), op.getInputs(),
                                {args[0]})[0];
              Value not_ = arith::XOrIOp::create(
                  then, tl, holds, constantOf(then, tl, then.getI1Type(), 1));
              scf::YieldOp::create(then, tl, not_);
            },
            [&](OpBuilder &other, Location ol) {
              scf::YieldOp::create(
                  other, ol, constantOf(other, ol, other.getI1Type(), 0));
            });
        scf::ConditionOp::create(in, l, go.getResult(0), args);
      },
      [&](OpBuilder &in, Location l, ValueRange args) {
        scf::YieldOp::create(in, l, addIndex(in, l, args[0], one));
      });
  b.replaceOp(op, arith::IndexCastOp::create(b, loc, b.getI64Type(),
                                             loop.getResult(0)));
}

void lower(HistogramOp op, RewriterBase &b, Location loc) {
  Value bins = op.getBins();
  Type type = cast<MemRefType>(bins.getType()).getElementType();
  Value count = extent(b, loc, bins), zero = indexConstant(b, loc, 0);
  if (!op.getAccumulate())
    buildFor(b, loc, zero, count, 1, {}, [&](OpBuilder &in, Value i, ValueRange) {
      memref::StoreOp::create(in, loc, constantOf(in, loc, type, 0), bins, i);
      return SmallVector<Value>();
    });
  Value like = op.getInputs()[0];
  buildFor(b, loc, zero, elementCount(b, loc, like), 1, {},
           [&](OpBuilder &in, Value i, ValueRange) {
             SmallVector<Value> values =
                 emitOne(in, loc, op.getBody().front(), op.getInputs(),
                         positionOf(in, loc, i, like));
             auto [inside, index] = checkedIndex(in, loc, values[0], count);
             scf::IfOp::create(in, loc, inside, [&](OpBuilder &then, Location l) {
               Value old = memref::LoadOp::create(then, l, bins, index);
               Value weight = values.size() > 1 ? values[1]
                                                : constantOf(then, l, type, 1);
               Value now;
               if (isa<FloatType>(type)) {
                 if (values.size() == 1)
                   weight = constantOf(then, l, type,
                                       APFloat::getOne(cast<FloatType>(type)
                                                           .getFloatSemantics())
                                           .bitcastToAPInt());
                 now = arith::AddFOp::create(then, l, old, weight);
               } else {
                 now = arith::AddIOp::create(then, l, old,
                                             widened(then, l, weight, type));
               }
               memref::StoreOp::create(then, l, now, bins, index);
               scf::YieldOp::create(then, l);
             });
             return SmallVector<Value>();
           });
  b.eraseOp(op);
}

void lower(GatherOp op, RewriterBase &b, Location loc) {
  Value length = extent(b, loc, op.getSource());
  Type type = cast<MemRefType>(op.getOutput().getType()).getElementType();
  buildFor(b, loc, indexConstant(b, loc, 0), extent(b, loc, op.getOutput()), 1,
           {}, [&](OpBuilder &in, Value i, ValueRange) {
             auto [inside, index] = checkedIndex(
                 in, loc, memref::LoadOp::create(in, loc, op.getIndices(), i),
                 length);
             auto read = scf::IfOp::create(
                 in, loc, inside,
                 [&](OpBuilder &then, Location l) {
                   scf::YieldOp::create(
                       then, l,
                       memref::LoadOp::create(then, l, op.getSource(), index)
                           .getResult());
                 },
                 [&](OpBuilder &other, Location l) {
                   scf::YieldOp::create(other, l, constantOf(other, l, type, 0));
                 });
             memref::StoreOp::create(in, loc, read.getResult(0), op.getOutput(), i);
             return SmallVector<Value>();
           });
  b.eraseOp(op);
}

void lower(ScatterOp op, RewriterBase &b, Location loc) {
  Value length = extent(b, loc, op.getOutput());
  buildFor(b, loc, indexConstant(b, loc, 0), extent(b, loc, op.getIndices()), 1,
           {}, [&](OpBuilder &in, Value i, ValueRange) {
             Value value = memref::LoadOp::create(in, loc, op.getValues(), i);
             auto [inside, index] = checkedIndex(
                 in, loc, memref::LoadOp::create(in, loc, op.getIndices(), i),
                 length);
             scf::IfOp::create(in, loc, inside, [&](OpBuilder &then, Location l) {
               Value now = value;
               if (auto kind = op.getKind())
                 now = combine(then, l, *kind,
                               memref::LoadOp::create(then, l, op.getOutput(), index),
                               value);
               memref::StoreOp::create(then, l, now, op.getOutput(), index);
               scf::YieldOp::create(then, l);
             });
             return SmallVector<Value>();
           });
  b.eraseOp(op);
}

} // namespace

void lowering::lowerPlain(Operation *op, RewriterBase &b) {
  b.setInsertionPoint(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case<MapOp, ReduceOp, ScanOp, FindOp, HistogramOp, GatherOp, ScatterOp>(
          [&](auto concrete) { lower(concrete, b, concrete.getLoc()); });
}
