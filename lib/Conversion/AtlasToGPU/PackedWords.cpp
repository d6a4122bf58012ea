//===- PackedWords.cpp - Lanes of 8 and 16 bits in one word ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Words.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::device;
using namespace atlas::lowering;

/// `bits` in every lane.
static uint32_t splat(uint32_t bits, unsigned width) {
  return width == 8 ? bits * 0x01010101u : bits * 0x00010001u;
}

Value Words::lane(Value word, unsigned k, unsigned width) {
  Value low = k ? make<arith::ShRUIOp>(word, constant(k * width)) : word;
  return (k + 1) * width == 32 ? low : masked(low, width);
}

Value Words::pack(ArrayRef<Value> lanes, unsigned width) {
  Value word = lanes[0];
  for (unsigned k = 1; k != lanes.size(); ++k)
    word = make<arith::OrIOp>(word,
                              make<arith::ShLIOp>(lanes[k], constant(k * width)));
  return word;
}

// 8 bits: four lanes become two sums of 16 bits, then one.
Value Words::sumLanes(Value word, unsigned width) {
  if (width == 8) {
    Value mask = constant(0x00ff00ff);
    Value even = make<arith::AndIOp>(word, mask);
    Value odd = make<arith::AndIOp>(make<arith::ShRUIOp>(word, constant(8)), mask);
    word = make<arith::AddIOp>(even, odd);
  }
  return make<arith::AddIOp>(make<arith::AndIOp>(word, constant(0xffff)),
                             make<arith::ShRUIOp>(word, constant(16)));
}

namespace {

/// The splat constant behind a packed operand, if it is one.
std::optional<uint32_t> splatOf(Value value) {
  DenseIntElementsAttr dense;
  if (matchPattern(value, m_Constant(&dense)) && dense.isSplat())
    return static_cast<uint32_t>(dense.getSplatValue<APInt>().getZExtValue());
  return std::nullopt;
}

/// The constant c of umin(x, x - c), the step of a residue ladder.
std::optional<uint32_t> ladderStep(Operation *op, unsigned &which) {
  for (which = 0; which != 2; ++which) {
    Value x = op->getOperand(which), less = op->getOperand(1 - which);
    if (auto sub = less.getDefiningOp<arith::SubIOp>(); sub && sub.getLhs() == x)
      return splatOf(sub.getRhs());
    // canonicalisation turns x - c into x + (-c)
    if (auto add = less.getDefiningOp<arith::AddIOp>(); add && add.getLhs() == x)
      if (auto negated = splatOf(add.getRhs()))
        return -*negated;
  }
  return std::nullopt;
}

} // namespace

// Per lane of w bits, with H = 1 << (w - 1) in each lane:
//
//   x + y        ((x & ~H) + (y & ~H)) ^ ((x ^ y) & H)
//   x - y        ((x | H) - (y & ~H)) ^ ((x ^ ~y) & H)
//   umin(x, x-c) x - (g >> (w-1)) * c, g = H where x >= c:
//                c <= H:  (x | ((x & ~H) + (H - c))) & H
//                c >  H:  x & ((x & ~H) + (2H - c)) & H
Value Words::packed(Operation *op, ArrayRef<Value> operands, unsigned width) {
  uint32_t high = splat(1u << (width - 1), width);
  Value h = constant(high), rest = constant(~high);
  if (isa<arith::AndIOp>(op))
    return make<arith::AndIOp>(operands[0], operands[1]);
  if (isa<arith::OrIOp>(op))
    return make<arith::OrIOp>(operands[0], operands[1]);
  if (isa<arith::XOrIOp>(op))
    return make<arith::XOrIOp>(operands[0], operands[1]);
  if (isa<arith::AddIOp>(op)) {
    Value sum = make<arith::AddIOp>(make<arith::AndIOp>(operands[0], rest),
                                    make<arith::AndIOp>(operands[1], rest));
    Value top = make<arith::AndIOp>(make<arith::XOrIOp>(operands[0], operands[1]), h);
    return make<arith::XOrIOp>(sum, top);
  }
  if (isa<arith::SubIOp>(op)) {
    Value less = make<arith::SubIOp>(make<arith::OrIOp>(operands[0], h),
                                     make<arith::AndIOp>(operands[1], rest));
    Value differ = make<arith::XOrIOp>(operands[0], operands[1]);
    Value top = make<arith::AndIOp>(make<arith::XOrIOp>(differ, constant(~0u)), h);
    return make<arith::XOrIOp>(less, top);
  }
  unsigned which = 0;
  if (!isa<arith::MinUIOp>(op))
    return {};
  auto step = ladderStep(op, which);
  uint32_t c = step ? *step & ((1u << width) - 1) : 0, half = 1u << (width - 1);
  if (!c)
    return {};
  Value x = operands[which], low = make<arith::AndIOp>(x, rest);
  uint32_t gap = c <= half ? half - c : 2 * half - c;
  Value carry = make<arith::AddIOp>(low, constant(splat(gap, width)));
  Value over = c <= half ? make<arith::OrIOp>(x, carry) : make<arith::AndIOp>(x, carry);
  Value ones = make<arith::ShRUIOp>(make<arith::AndIOp>(over, h), constant(width - 1));
  return make<arith::SubIOp>(x, make<arith::MulIOp>(ones, constant(c)));
}
