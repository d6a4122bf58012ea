//===- FindBlock.cpp - atlas.find by blocks of vectors --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Four vectors of predicates are or-ed per step; the first block with a hit, or
// the rest that does not fill a block, is walked element by element.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"
#include "Windows.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Whether any lane of a vector of booleans is set.
Value anyLane(OpBuilder &b, Location loc, Value lanes) {
  int64_t count = cast<VectorType>(lanes.getType()).getDimSize(0);
  auto wordType = VectorType::get({1}, b.getIntegerType(count));
  Value word = vector::ExtractOp::create(
      b, loc, vector::BitCastOp::create(b, loc, wordType, lanes), 0);
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, word,
                               constantOf(b, loc, word.getType(), 0));
}

/// while (i < n && go(i)) i += step; returns i.
Value searchLoop(
    OpBuilder &b, Location loc, Value start, Value n, int64_t step,
    function_ref<Value(OpBuilder &, Location, Value)> hit) {
  auto loop = scf::WhileOp::create(
      b, loc, TypeRange{b.getIndexType()}, ValueRange{start},
      [&](OpBuilder &in, Location l, ValueRange args) {
        // i <= n always, so n - i cannot wrap.
        Value left = arith::SubIOp::create(in, l, n, args[0]);
        Value inside =
            arith::CmpIOp::create(in, l, arith::CmpIPredicate::uge, left,
                                  indexConstant(in, l, step));
        auto go = scf::IfOp::create(
            in, l, inside,
            [&](OpBuilder &then, Location tl) {
              Value found = hit(then, tl, args[0]);
              scf::YieldOp::create(
                  then, tl,
                  arith::XOrIOp::create(then, tl, found,
                                        constantOf(then, tl, then.getI1Type(), 1))
                      .getResult());
            },
            [&](OpBuilder &other, Location ol) {
              scf::YieldOp::create(other, ol,
                                   constantOf(other, ol, other.getI1Type(), 0));
            });
        scf::ConditionOp::create(in, l, go.getResult(0), args);
      },
      [&](OpBuilder &in, Location l, ValueRange args) {
        scf::YieldOp::create(in, l,
                             addIndex(in, l, args[0], indexConstant(in, l, step)));
      });
  return loop.getResult(0);
}

struct FindBlock : Strategy {
  StringRef op() const override { return "find"; }
  StringRef name() const override { return "block"; }
  bool needsVectors() const override { return true; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    if (cast<FindOp>(op).isWindowed()) {
      why = "the predicate looks at windows";
      return std::nullopt;
    }
    if (!hasUnitStrides(cast<FindOp>(op), &why) ||
        !canVectorize(cast<FindOp>(op).getBody().front(), &why))
      return std::nullopt;
    return 1.0;
  }

  void rewrite(Operation *op, RewriterBase &b,
               const CPUTarget &target) const override {
    auto find = cast<FindOp>(op);
    Location loc = op->getLoc();
    Block &body = find.getBody().front();
    SmallVector<Type> elements;
    for (Value input : find.getInputs())
      elements.push_back(cast<MemRefType>(input.getType()).getElementType());
    unsigned lanes =
        std::max(2u, target.vectorBytes() / widestBytes(body, elements));
    Value n = extent(b, loc, find.getInputs()[0]);
    constexpr unsigned kVectors = 4;
    Value block = searchLoop(
        b, loc, indexConstant(b, loc, 0), n, lanes * kVectors,
        [&](OpBuilder &in, Location l, Value i) {
          Value all;
          for (unsigned v = 0; v != kVectors; ++v) {
            Value at = addIndex(in, l, i, indexConstant(in, l, v * lanes));
            Value p = emitElements(in, l, body, find.getInputs(), at, lanes)[0];
            all = all ? arith::OrIOp::create(in, l, all, p).getResult() : p;
          }
          return anyLane(in, l, all);
        });
    Value at = searchLoop(b, loc, block, n, 1,
                          [&](OpBuilder &in, Location l, Value i) {
                            return emitElements(in, l, body, find.getInputs(), i,
                                                1)[0];
                          });
    b.replaceOp(op, arith::IndexCastOp::create(b, loc, b.getI64Type(), at));
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createFindBlock() {
  return std::make_unique<FindBlock>();
}
