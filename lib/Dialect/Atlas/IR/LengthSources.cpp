//===- LengthSources.cpp - Lengths of values and declarations -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Lengths.h"
#include "Verification.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace atlas;

namespace {

using Node = LengthExpr::Node;

/// Operations looked up from one value.
constexpr unsigned kMaxDepth = 64;

/// What an operation on sizes means in a length expression; Constant if
/// nothing.
Node::Op lengthOp(Operation *op) {
  if (isa<arith::AddIOp>(op))
    return Node::Add;
  if (isa<arith::SubIOp>(op))
    return Node::Sub;
  if (isa<arith::MulIOp>(op))
    return Node::Mul;
  if (isa<arith::DivUIOp, arith::FloorDivSIOp>(op))
    return Node::FloorDiv;
  if (isa<arith::CeilDivUIOp, arith::CeilDivSIOp>(op))
    return Node::CeilDiv;
  if (isa<arith::MinUIOp, arith::MinSIOp>(op))
    return Node::Min;
  if (isa<arith::MaxUIOp, arith::MaxSIOp>(op))
    return Node::Max;
  return Node::Constant;
}

/// Bits of an integer; an index has 64.
unsigned widthOf(Type type) {
  return type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
}

/// The operand of a cast that keeps the value as an unsigned number.
Value keptByCast(Operation *op) {
  if (!isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtUIOp>(op))
    return {};
  Value from = op->getOperand(0);
  unsigned have = widthOf(from.getType()),
           want = widthOf(op->getResult(0).getType());
  return have == want || (have < want && !isa<arith::IndexCastOp>(op))
             ? from
             : Value();
}

} // namespace

LengthAlgebra::LengthAlgebra(FunctionOpInterface function)
    : function(function) {
  for (unsigned i = 0; function && i != function.getNumArguments(); ++i)
    if (isa<MemRefType>(function.getArgument(i).getType()))
      ofDeclared(cast<BlockArgument>(function.getArgument(i)));
}

Length LengthAlgebra::ofFold(OpFoldResult fold) {
  if (auto value = dyn_cast<Value>(fold))
    return ofValue(value);
  return ofConstant(cast<IntegerAttr>(cast<Attribute>(fold)).getInt());
}

Length LengthAlgebra::ofValue(Value value) {
  if (auto it = values.find(value); it != values.end())
    return it->second;
  if (depth == kMaxDepth)
    return ofTooLarge();
  ++depth;
  Length result = compute(value);
  --depth;
  return values[value] = result;
}

Length LengthAlgebra::compute(Value value) {
  Length self = termOf({Node::Scalar, value, 0, {}, {}});
  APInt constant;
  Type type = value.getType();
  if (!type.isIntOrIndex())
    return self;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return ofConstant(widthOf(type) < 64 ? constant.getZExtValue()
                                         : constant.getSExtValue());
  Operation *op = value.getDefiningOp();
  if (!op)
    return self;
  if (Value from = keptByCast(op))
    return ofValue(from);
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    std::optional<int64_t> k = dim.getConstantIndex();
    bool inRange = k && isa<MemRefType>(dim.getSource().getType()) && *k >= 0 &&
                   *k < cast<MemRefType>(dim.getSource().getType()).getRank();
    return inRange ? ofDim(dim.getSource(), *k) : self;
  }
  Op kind = lengthOp(op);
  if (kind == Node::Constant || widthOf(type) != 64)
    return self;
  Length a = ofValue(op->getOperand(0)), b = ofValue(op->getOperand(1));
  switch (kind) {
  case Node::Add:
    return add(a, b);
  case Node::Sub:
    return add(a, b, -1);
  case Node::Mul:
    return multiply(a, b);
  case Node::Min:
  case Node::Max:
    return extremum(kind, a, b);
  default:
    return divide(kind, a, b, /*cancel=*/false);
  }
}

Length LengthAlgebra::ofDim(Value buffer, unsigned k) {
  while (true) {
    auto type = cast<MemRefType>(buffer.getType());
    if (!type.isDynamicDim(k))
      return ofConstant(type.getDimSize(k));
    auto from = buffer.getDefiningOp<memref::CastOp>();
    if (!from || !isa<MemRefType>(from.getSource().getType()))
      break;
    buffer = from.getSource();
  }
  auto type = cast<MemRefType>(buffer.getType());
  Operation *op = buffer.getDefiningOp();
  if (isa_and_nonnull<memref::AllocOp, memref::AllocaOp>(op))
    return ofValue(op->getOperand(type.getDynamicDimIndex(k)));
  if (auto view = dyn_cast_if_present<memref::SubViewOp>(op)) {
    llvm::SmallBitVector dropped = view.getDroppedDims();
    for (auto [i, size] : llvm::enumerate(view.getMixedSizes()))
      if (!dropped.test(i) && k-- == 0)
        return ofFold(size);
  }
  if (auto select = dyn_cast_if_present<arith::SelectOp>(op)) {
    Length either = ofDim(select.getTrueValue(), k);
    if (either == ofDim(select.getFalseValue(), k))
      return either;
  }
  auto arg = dyn_cast<BlockArgument>(buffer);
  if (k == 0 && arg && function && arg.getOwner()->getParentOp() == function)
    return ofDeclared(arg);
  return termOf({Node::Dim, buffer, k, {}, {}});
}

/// The length of an argument: what its type or its declaration says.
Length LengthAlgebra::ofDeclared(BlockArgument arg) {
  unsigned number = arg.getArgNumber();
  if (auto it = declared.find(number); it != declared.end())
    return it->second;
  auto type = cast<MemRefType>(arg.getType());
  Length self = type.isDynamicDim(0) ? termOf({Node::Dim, arg, 0, {}, {}})
                                     : ofConstant(type.getDimSize(0));
  // Nobody checks what a helper is passed.
  auto text = isKernel(function)
                  ? function.getArgAttrOfType<StringAttr>(number, kLengthAttr)
                  : StringAttr();
  if (!text || !resolving.insert(number).second)
    return self;
  llvm::scope_exit done([&] { resolving.erase(number); });
  llvm::Expected<LengthExpr> expr = LengthExpr::parse(text.getValue());
  if (!expr) {
    llvm::consumeError(expr.takeError());
    return self;
  }
  // Every call has checked the divisions of a declaration.
  auto promise = [&](const Node &node, Lookup lookup, auto &&recurse) -> void {
    if (!node.lhs)
      return;
    recurse(*node.lhs, lookup, recurse);
    recurse(*node.rhs, lookup, recurse);
    SmallVector<std::string> unused;
    if (node.op == Node::ExactDiv)
      promised.emplace_back(ofExpr(*node.lhs, lookup, unused),
                            ofExpr(*node.rhs, lookup, unused));
  };
  auto lookup = [&](StringRef name, unsigned k, bool isDim) {
    for (unsigned i = 0, e = function.getNumArguments(); i != e; ++i)
      if (getArgName(function, i) == name)
        return isDim ? ofDim(function.getArgument(i), k)
                     : ofValue(function.getArgument(i));
    return ofTooLarge();
  };
  promise(expr->root(), lookup, promise);
  SmallVector<std::string> unused;
  Length length = ofExpr(expr->root(), lookup, unused);
  return declared[number] = type.isDynamicDim(0) ? length : self;
}

Length LengthAlgebra::ofExpr(const Node &node, Lookup lookup,
                             SmallVectorImpl<std::string> &inexact) {
  if (node.op == Node::Constant)
    return ofConstant(node.value);
  if (node.op == Node::Scalar || node.op == Node::Dim)
    return lookup(node.name, node.value, node.op == Node::Dim);
  Length a = ofExpr(*node.lhs, lookup, inexact);
  Length b = ofExpr(*node.rhs, lookup, inexact);
  switch (node.op) {
  case Node::Add:
    return add(a, b);
  case Node::Sub:
    return add(a, b, -1);
  case Node::Mul:
    return multiply(a, b);
  case Node::Min:
  case Node::Max:
    return extremum(node.op, a, b);
  default:
    break;
  }
  Length quotient = divide(node.op, a, b, /*cancel=*/true);
  // A quotient that is still a division was not cancelled.
  if (node.op == Node::ExactDiv && !isPromised(a, b) &&
      quotient == termOf({Node::ExactDiv, {}, 0, a, b}))
    inexact.push_back(text(quotient));
  return quotient;
}
