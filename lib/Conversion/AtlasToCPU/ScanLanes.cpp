//===- ScanLanes.cpp - atlas.scan in vector lanes -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For integer combinations and floats of `order free`. Inside a register of L
// lanes log2(L) steps combine each lane with the one s = 1, 2, 4, ... before it;
// the running value of all earlier elements is combined from the left. The chain
// from one register to the next is a single scalar combination: the register's
// own total does not wait for what came before.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// result[i] = i < distance ? filler[i] : value[i - distance].
Value shiftUp(OpBuilder &b, Location loc, Value value, Value filler,
              int64_t distance) {
  int64_t lanes = cast<VectorType>(value.getType()).getDimSize(0);
  SmallVector<int64_t> pick;
  for (int64_t i = 0; i != lanes; ++i)
    pick.push_back(i < distance ? lanes + i : i - distance);
  return vector::ShuffleOp::create(b, loc, value, filler, pick);
}

struct ScanLanes : Strategy {
  StringRef op() const override { return "scan"; }
  StringRef name() const override { return "lanes"; }
  bool needsVectors() const override { return true; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto scan = cast<ScanOp>(op);
    if (scan.hasCombinerRegion()) {
      why = "the combiner is a region without a known identity";
      return std::nullopt;
    }
    if (isFloatKind(scan.getKind()) && scan.getOrder() != FloatOrder::Free) {
      why = "a float scan runs left to right";
      return std::nullopt;
    }
    if (!canVectorize(scan.getBody().front(), &why))
      return std::nullopt;
    return 1.0;
  }

  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &target) const override {
    auto scan = cast<ScanOp>(op);
    Location loc = op->getLoc();
    Block &body = scan.getBody().front();
    CombineKind kind = scan.getKind();
    Type type = scan.getInit().getType();
    SmallVector<Type> elements{type};
    for (Value input : scan.getInputs())
      elements.push_back(cast<MemRefType>(input.getType()).getElementType());
    unsigned lanes =
        std::max(2u, target.vectorBytes() / widestBytes(body, elements));
    Tail tail = hasByteMasks(target) ? Tail::Masked : Tail::Scalar;
    Value n = extent(rewriter, loc, scan.getOutput());
    stripMine(
        rewriter, loc, n, lanes, /*unroll=*/1, tail, ValueRange{scan.getInit()},
        [&](OpBuilder &b, Value i, unsigned width, Value mask, unsigned,
            ValueRange carried) -> SmallVector<Value> {
          Value x = emitElements(b, loc, body, scan.getInputs(), i, width, mask)[0];
          Type wide = widenType(type, width);
          if (x.getType() != wide)
            x = arith::ExtUIOp::create(b, loc, wide, x);
          Value before = carried[0];
          if (width == 1) {
            Value after = combine(b, loc, kind, before, x);
            storeElements(b, loc, scan.getExclusive() ? before : after,
                          scan.getOutput(), i, 1);
            return {after};
          }
          Value identity = identityOf(b, loc, kind, wide);
          for (unsigned s = 1; s < width; s *= 2)
            x = combine(b, loc, kind, shiftUp(b, loc, x, identity, s), x);
          Value earlier = broadcast(b, loc, before, width);
          Value all = combine(b, loc, kind, earlier, x);
          storeElements(b, loc,
                        scan.getExclusive() ? shiftUp(b, loc, all, earlier, 1) : all,
                        scan.getOutput(), i, width, mask);
          Value total = vector::ExtractOp::create(b, loc, x, width - 1);
          return {combine(b, loc, kind, before, total)};
        });
    rewriter.eraseOp(op);
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createScanLanes() {
  return std::make_unique<ScanLanes>();
}
