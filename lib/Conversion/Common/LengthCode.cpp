//===- LengthCode.cpp - Length expressions as code and back ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/LengthCode.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APInt.h"

using namespace mlir;
using namespace atlas;

Value lowering::emitLength(OpBuilder &b, Location loc, const LengthExpr::Node &node,
                      LengthLookup lookup) {
  using Node = LengthExpr::Node;
  auto constant = [&](int64_t v) -> Value {
    return arith::ConstantIntOp::create(b, loc, v, 64);
  };
  switch (node.op) {
  case Node::Constant: return constant(node.value);
  case Node::Scalar: return lookup(node.name, 0, false);
  case Node::Dim: return lookup(node.name, node.value, true);
  default: break;
  }
  Value x = emitLength(b, loc, *node.lhs, lookup);
  Value y = emitLength(b, loc, *node.rhs, lookup);
  switch (node.op) {
  case Node::Add: return arith::AddIOp::create(b, loc, x, y);
  case Node::Sub: return arith::SubIOp::create(b, loc, x, y);
  case Node::Mul: return arith::MulIOp::create(b, loc, x, y);
  case Node::CeilDiv: {
    Value less = arith::SubIOp::create(b, loc, y, constant(1));
    Value sum = arith::AddIOp::create(b, loc, x, less);
    return arith::DivUIOp::create(b, loc, sum, y);
  }
  case Node::FloorDiv:
  case Node::ExactDiv: return arith::DivUIOp::create(b, loc, x, y);
  case Node::Min: return arith::MinSIOp::create(b, loc, x, y);
  case Node::Max: return arith::MaxSIOp::create(b, loc, x, y);
  default: break;
  }
  llvm_unreachable("unknown length node");
}

std::optional<std::string> lowering::lengthTextOf(Value value, const KernelABI &abi) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return std::to_string(constant.getSExtValue());
  if (auto arg = dyn_cast<BlockArgument>(value)) {
    if (arg.getArgNumber() < abi.params.size() &&
        !abi.params[arg.getArgNumber()].isBuffer())
      return abi.params[arg.getArgNumber()].name;
    return std::nullopt;
  }
  Operation *op = value.getDefiningOp();
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtUIOp>(op))
    return lengthTextOf(op->getOperand(0), abi);
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    auto arg = dyn_cast<BlockArgument>(dim.getSource());
    auto type = dyn_cast<MemRefType>(dim.getSource().getType());
    std::optional<int64_t> index = dim.getConstantIndex();
    // A fixed one: of a buffer that specialisation has cast to its size.
    if (type && index && *index < type.getRank() && !type.isDynamicDim(*index))
      return std::to_string(type.getDimSize(*index));
    if (!arg || !index || arg.getArgNumber() >= abi.params.size())
      return std::nullopt;
    std::string text = "dim(" + abi.params[arg.getArgNumber()].name;
    return text + (*index ? "," + std::to_string(*index) : "") + ")";
  }
  const char *word = nullptr;
  if (isa<arith::AddIOp>(op)) word = " + ";
  else if (isa<arith::SubIOp>(op)) word = " - ";
  else if (isa<arith::MulIOp>(op)) word = " * ";
  else if (isa<arith::DivUIOp, arith::FloorDivSIOp>(op)) word = " floordiv ";
  else if (isa<arith::CeilDivUIOp, arith::CeilDivSIOp>(op)) word = " ceildiv ";
  else if (isa<arith::MinUIOp, arith::MinSIOp>(op)) word = " min ";
  else if (isa<arith::MaxUIOp, arith::MaxSIOp>(op)) word = " max ";
  if (!word)
    return std::nullopt;
  std::optional<std::string> x = lengthTextOf(op->getOperand(0), abi);
  std::optional<std::string> y = lengthTextOf(op->getOperand(1), abi);
  if (!x || !y)
    return std::nullopt;
  return "(" + *x + word + *y + ")";
}
