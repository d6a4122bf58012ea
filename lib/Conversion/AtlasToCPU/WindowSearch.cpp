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

/// True while nothing was found.
static Value isOpen(OpBuilder &b, Location loc, Value hits) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, hits,
                               constantOf(b, loc, b.getI64Type(), 0));
}

SearchState cpu::searchStart(OpBuilder &b, Location loc) {
  Value zero = indexConstant(b, loc, 0);
  return {zero, zero, constantOf(b, loc, b.getI64Type(), 0), {}};
}

SearchState cpu::searchSteps(OpBuilder &b, Location loc, const SearchState &from,
                             Value until, int64_t width, Value last,
                             SearchStep step) {
  SmallVector<Value> start{from.at, from.step, from.hits};
  llvm::append_range(start, from.carried);
  SmallVector<Type> types(ValueRange(start).getTypes());
  auto loop = scf::WhileOp::create(
      b, loc, types, start,
      [&](OpBuilder &in, Location l, ValueRange args) {
        Value more = arith::CmpIOp::create(in, l, arith::CmpIPredicate::ult, args[0],
                                           until);
        Value go = arith::AndIOp::create(in, l, more, isOpen(in, l, args[2]));
        scf::ConditionOp::create(in, l, go, args);
      },
      [&](OpBuilder &in, Location l, ValueRange args) {
        Value start = args[0];
        if (last)
          start = arith::MinUIOp::create(in, l, start, last);
        auto [hits, carried] = step(in, start, args[0], args.drop_front(3));
        Value next = addIndex(in, l, start, indexConstant(in, l, width));
        SmallVector<Value> out{next, start, hits};
        llvm::append_range(out, carried);
        scf::YieldOp::create(in, l, out);
      });
  return {loop.getResult(0), loop.getResult(1), loop.getResult(2),
          SmallVector<Value>(loop.getResults().drop_front(3))};
}

SearchState cpu::searchForms(OpBuilder &b, Location loc, const SearchState &from,
                             Value n, const SearchForms &forms) {
  int64_t width = forms.lanes * forms.vectors;
  auto lastOf = [&](int64_t step) -> Value {
    return arith::SubIOp::create(b, loc, n, indexConstant(b, loc, step));
  };
  auto holds = [&](arith::CmpIPredicate kind, Value x, Value y) -> Value {
    return arith::CmpIOp::create(b, loc, kind, x, y);
  };
  // A steady step fits behind `reach`: n >= width and n - width >= reach.
  Value last = lastOf(width);
  Value fits = arith::AndIOp::create(
      b, loc,
      holds(arith::CmpIPredicate::uge, n, indexConstant(b, loc, width)),
      holds(arith::CmpIPredicate::uge, last, forms.reach));
  Value until = arith::SelectOp::create(b, loc, fits, forms.reach, n);
  SearchState state =
      searchSteps(b, loc, from, until, forms.lanes,
                  forms.overlap ? lastOf(forms.lanes) : Value(), forms.general);
  return searchSteps(b, loc, state, n, width, last, forms.steady);
}

Value cpu::searchResult(OpBuilder &b, Location loc, const SearchState &state,
                        Value n) {
  Type word = b.getI64Type();
  Value bit = LLVM::CountTrailingZerosOp::create(b, loc, word, state.hits,
                                                 /*is_zero_poison=*/false);
  Value at = arith::IndexCastOp::create(b, loc, word, state.step);
  Value found = arith::AddIOp::create(b, loc, at, bit);
  Value length = arith::IndexCastOp::create(b, loc, word, n);
  return arith::SelectOp::create(b, loc, isOpen(b, loc, state.hits), length, found);
}
