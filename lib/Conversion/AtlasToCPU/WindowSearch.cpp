//===- WindowSearch.cpp - A search by blocks of vectors --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step tests a block of positions and gives one bit for each. The lowest bit
// of the first block with a bit is the first position that a plain loop finds.
//===----------------------------------------------------------------------===//

#include "Windows.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

SmallVector<Value> cpu::emitPredicates(OpBuilder &b, Location loc, FindOp find,
                                       Value i, unsigned lanes, unsigned vectors,
                                       WindowAnswer answer) {
  Block &body = find.getBody().front();
  SmallVector<IRMapping> maps(vectors);
  if (body.getNumArguments() > find.getNumWindows())
    for (auto [v, map] : llvm::enumerate(maps))
      map.map(body.getArguments().back(),
              positionLanes(b, loc,
                            addIndex(b, loc, i, indexConstant(b, loc, v * lanes)),
                            lanes));
  for (Operation &op : body.without_terminator()) {
    if (windowOf(&op)) {
      for (auto [map, value] : llvm::zip_equal(maps, answer(b, op, maps)))
        map.map(op.getResult(0), value);
      continue;
    }
    for (IRMapping &map : maps)
      emitOp(b, loc, op, map, lanes);
  }
  SmallVector<Value> out;
  for (IRMapping &map : maps)
    out.push_back(broadcast(
        b, loc, map.lookupOrDefault(body.getTerminator()->getOperand(0)), lanes));
  return out;
}

Value cpu::packBits(OpBuilder &b, Location loc, ArrayRef<Value> predicates) {
  SmallVector<Value> parts(predicates);
  // Neighbours are joined until one vector is left.
  while (parts.size() > 1) {
    SmallVector<Value> joined;
    for (unsigned k = 0; k + 1 < parts.size(); k += 2) {
      int64_t lanes = cast<VectorType>(parts[k].getType()).getDimSize(0);
      joined.push_back(vector::ShuffleOp::create(
          b, loc, parts[k], parts[k + 1],
          llvm::to_vector(llvm::seq<int64_t>(0, 2 * lanes))));
    }
    parts = joined;
  }
  int64_t lanes = cast<VectorType>(parts[0].getType()).getDimSize(0);
  auto wordType = VectorType::get({1}, b.getIntegerType(lanes));
  Value word = vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, wordType, parts[0]), 0);
  return lanes == 64 ? word
                     : arith::ExtUIOp::create(b, loc, b.getI64Type(), word)
                           .getResult();
}

/// True while nothing was found.
static Value isOpen(OpBuilder &b, Location loc, Value hits) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, hits,
                               constantOf(b, loc, b.getI64Type(), 0));
}

SearchState cpu::searchSteps(OpBuilder &b, Location loc, const SearchState &from,
                             Value n, int64_t width, SearchStep step,
                             function_ref<Value(OpBuilder &, Value)> more,
                             bool overlap) {
  SmallVector<Value> start{from.at, from.hits};
  llvm::append_range(start, from.carried);
  SmallVector<Type> types(ValueRange(start).getTypes());
  auto loop = scf::WhileOp::create(
      b, loc, types, start,
      [&](OpBuilder &in, Location l, ValueRange args) {
        // at <= n always, so n - at cannot wrap.
        Value size = indexConstant(in, l, width);
        Value left = arith::SubIOp::create(in, l, n, args[0]);
        Value go = arith::CmpIOp::create(in, l, arith::CmpIPredicate::uge,
                                         overlap ? n : left, size);
        if (overlap)
          go = arith::AndIOp::create(
              in, l, go,
              arith::CmpIOp::create(in, l, arith::CmpIPredicate::ne, args[0], n));
        go = arith::AndIOp::create(in, l, go, isOpen(in, l, args[1]));
        if (more)
          go = arith::AndIOp::create(in, l, go, more(in, args[0]));
        scf::ConditionOp::create(in, l, go, args);
      },
      [&](OpBuilder &in, Location l, ValueRange args) {
        Value size = indexConstant(in, l, width), start = args[0];
        if (overlap)
          start = arith::MinUIOp::create(in, l, start,
                                         arith::SubIOp::create(in, l, n, size));
        auto [hits, carried] = step(in, start, args.drop_front(2));
        Value next = addIndex(in, l, start, size);
        Value at = arith::SelectOp::create(in, l, isOpen(in, l, hits), next, start);
        SmallVector<Value> out{at, hits};
        llvm::append_range(out, carried);
        scf::YieldOp::create(in, l, out);
      });
  return {loop.getResult(0), loop.getResult(1),
          SmallVector<Value>(loop.getResults().drop_front(2))};
}

SearchState
cpu::searchRest(OpBuilder &b, Location loc, const SearchState &from, Value n,
                function_ref<Value(OpBuilder &, Value, Value)> step) {
  Value some = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, from.at, n);
  some = arith::AndIOp::create(b, loc, some, isOpen(b, loc, from.hits));
  auto branch = scf::IfOp::create(
      b, loc, some,
      [&](OpBuilder &then, Location l) {
        Value rest = arith::SubIOp::create(then, l, n, from.at);
        scf::YieldOp::create(then, l, step(then, from.at, rest));
      },
      [&](OpBuilder &other, Location l) {
        scf::YieldOp::create(other, l, from.hits);
      });
  return {from.at, branch.getResult(0), {}};
}

Value cpu::searchResult(OpBuilder &b, Location loc, const SearchState &state,
                        Value n) {
  Type word = b.getI64Type();
  Value bit = LLVM::CountTrailingZerosOp::create(b, loc, word, state.hits,
                                                 /*is_zero_poison=*/false);
  Value at = arith::IndexCastOp::create(b, loc, word, state.at);
  Value found = arith::AddIOp::create(b, loc, at, bit);
  Value length = arith::IndexCastOp::create(b, loc, word, n);
  return arith::SelectOp::create(b, loc, isOpen(b, loc, state.hits), length, found);
}
