//===- Lowering.cpp - Shared parts of the CPU strategies ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Lowering.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

bool cpu::hasByteMasks(const CPUTarget &target) {
  return target.vectorBytes() == 64;
}

// An integer with `count` low bits set, seen as lanes of booleans: one shift
// and one register move, where a comparison of step vectors takes a dozen.
Value cpu::lowMask(OpBuilder &b, Location loc, Value count, unsigned lanes) {
  assert(lanes <= 64 && "mask wider than a word");
  Type word = b.getIntegerType(64);
  Value n = arith::IndexCastOp::create(b, loc, word, count);
  Value one = constantOf(b, loc, word, 1);
  // count == 64 would shift by the width: build it as ~(~0 << n) for n < 64 and
  // select all ones otherwise.
  Value bits = arith::SubIOp::create(
      b, loc, arith::ShLIOp::create(b, loc, one, n), one);
  if (lanes == 64) {
    Value full = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, n,
                                       constantOf(b, loc, word, 64));
    bits = arith::SelectOp::create(b, loc, full, constantOf(b, loc, word, -1),
                                   bits);
  } else {
    bits = arith::TruncIOp::create(b, loc, b.getIntegerType(lanes), bits);
  }
  Value vec = vector::BroadcastOp::create(
      b, loc, VectorType::get({1}, b.getIntegerType(lanes)), bits);
  return vector::BitCastOp::create(
      b, loc, VectorType::get({static_cast<int64_t>(lanes)}, b.getI1Type()), vec);
}

Value cpu::stackBuffer(OpBuilder &b, Operation *anchor, MemRefType type,
                       unsigned alignment) {
  OpBuilder::InsertionGuard guard(b);
  auto function = anchor->getParentOfType<FunctionOpInterface>();
  b.setInsertionPointToStart(&function.getFunctionBody().front());
  return memref::AllocaOp::create(b, anchor->getLoc(), type,
                                  b.getI64IntegerAttr(alignment));
}

unsigned cpu::widestBytes(Block &body, TypeRange elements) {
  unsigned bits = 8;
  auto count = [&](Type type) {
    if (type.isIntOrFloat() && !type.isInteger(1))
      bits = std::max(bits, type.getIntOrFloatBitWidth());
  };
  for (Type type : elements)
    count(type);
  Operation *end = body.getTerminator();
  for (Operation &op : body.without_terminator()) {
    bool lastWidening = isa<arith::ExtUIOp>(op) && op.hasOneUse() &&
                        *op.user_begin() == end;
    if (!lastWidening && !op.hasTrait<OpTrait::ConstantLike>())
      for (Type type : op.getResultTypes())
        count(type);
  }
  return bits / 8;
}

SmallVector<Value> cpu::stripMine(OpBuilder &b, Location loc, Value n,
                                  unsigned lanes, unsigned unroll, Tail tail,
                                  ValueRange carried, StripBody body,
                                  Value start) {
  Value zero = indexConstant(b, loc, 0);
  SmallVector<Value> state(carried);
  Value done = start ? start : zero;
  auto group = [&](unsigned count) {
    Value end = roundDown(b, loc, n, static_cast<int64_t>(lanes) * count);
    state = buildFor(b, loc, done, end, static_cast<int64_t>(lanes) * count,
                     state, [&](OpBuilder &in, Value i, ValueRange args) {
                       SmallVector<Value> now(args);
                       for (unsigned slot = 0; slot != count; ++slot) {
                         Value at = addIndex(
                             in, loc, i,
                             indexConstant(in, loc, static_cast<int64_t>(slot) * lanes));
                         now = body(in, at, lanes, Value(), slot, now);
                       }
                       return now;
                     });
    done = end;
  };
  if (unroll > 1)
    group(unroll);
  if (lanes > 1)
    group(1);
  if (lanes == 1 || tail == Tail::Scalar)
    return buildFor(b, loc, done, n, 1, state,
                    [&](OpBuilder &in, Value i, ValueRange args) {
                      return body(in, i, 1, Value(), 0, args);
                    });
  Value rest = b.createOrFold<arith::SubIOp>(loc, n, done);
  Value any = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, rest, zero);
  auto branch = scf::IfOp::create(
      b, loc, any,
      [&](OpBuilder &in, Location l) {
        Value mask = lowMask(in, l, rest, lanes);
        scf::YieldOp::create(in, l, body(in, done, lanes, mask, 0, state));
      },
      [&](OpBuilder &in, Location l) { scf::YieldOp::create(in, l, state); });
  return SmallVector<Value>(branch.getResults());
}
