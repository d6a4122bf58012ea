//===- Lengths.cpp - Lengths as polynomials -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Lengths.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace atlas;

namespace {

using Node = LengthExpr::Node;

/// Operations looked up from one value, and products in one length.
constexpr unsigned kMaxDepth = 64, kMaxProducts = 64;
/// Divisions, minima and maxima in each other that a text shows.
constexpr unsigned kMaxNesting = 3;

/// `min` and the like; null for what is no infix word.
const char *wordOf(Node::Op op) {
  switch (op) {
  case Node::CeilDiv:
    return " ceildiv ";
  case Node::FloorDiv:
    return " floordiv ";
  case Node::ExactDiv:
    return " exactdiv ";
  case Node::Min:
    return " min ";
  case Node::Max:
    return " max ";
  default:
    return nullptr;
  }
}

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

std::optional<int64_t> atlas::constantLength(const Length &length) {
  if (length.empty())
    return 0;
  if (length.size() == 1 && length.begin()->first.empty())
    return length.begin()->second;
  return std::nullopt;
}

LengthAlgebra::LengthAlgebra(FunctionOpInterface function)
    : function(function) {
  for (unsigned i = 0; function && i != function.getNumArguments(); ++i)
    if (isa<MemRefType>(function.getArgument(i).getType()))
      ofDeclared(cast<BlockArgument>(function.getArgument(i)));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Length LengthAlgebra::ofConstant(int64_t value) const {
  return value ? Length{{{}, value}} : Length();
}

Length LengthAlgebra::termOf(Term term) {
  unsigned at = 0;
  while (at != terms.size() && terms[at].key() != term.key())
    ++at;
  if (at == terms.size())
    terms.push_back(std::move(term));
  return {{{at}, 1}};
}

Length LengthAlgebra::ofTooLarge() {
  return termOf({Node::Scalar, Value(), ++tooLarge, {}, {}});
}

Length LengthAlgebra::add(const Length &a, const Length &b, int64_t factor) {
  Length sum = a;
  for (const auto &[product, amount] : b) {
    int64_t scaled, &slot = sum[product];
    if (llvm::MulOverflow(amount, factor, scaled) ||
        llvm::AddOverflow(slot, scaled, slot))
      return ofTooLarge();
    if (slot == 0)
      sum.erase(product);
  }
  return sum.size() > kMaxProducts ? ofTooLarge() : cancelQuotients(sum);
}

Length LengthAlgebra::multiply(const Length &a, const Length &b) {
  Length result;
  for (const auto &[left, factor] : a)
    for (const auto &[right, other] : b) {
      std::vector<unsigned> product(left.size() + right.size());
      std::merge(left.begin(), left.end(), right.begin(), right.end(),
                 product.begin());
      int64_t amount, &slot = result[product];
      if (llvm::MulOverflow(factor, other, amount) ||
          llvm::AddOverflow(slot, amount, slot))
        return ofTooLarge();
      if (slot == 0)
        result.erase(product);
    }
  return result.size() > kMaxProducts ? ofTooLarge() : cancelQuotients(result);
}

/// `(x exactdiv 256) * 256` -> `x`, in one product of the sum at a time.
Length LengthAlgebra::cancelQuotients(Length length) {
  for (const auto &[product, factor] : length)
    for (auto [i, number] : llvm::enumerate(product)) {
      const Term &term = terms[number];
      std::optional<int64_t> divisor = constantLength(term.rhs);
      if (term.op != Node::ExactDiv || !divisor || *divisor <= 0 ||
          factor % *divisor)
        continue;
      std::vector<unsigned> others(product);
      others.erase(others.begin() + i);
      Length whole = multiply({{others, factor / *divisor}}, term.lhs);
      Length rest = length;
      rest.erase(product);
      return add(rest, whole);
    }
  return length;
}

bool LengthAlgebra::isPromised(const Length &a, const Length &b) const {
  return llvm::is_contained(promised, std::make_pair(a, b));
}

/// `cancel`: the quotient of a multiple is the factor, because neither wrapped.
Length LengthAlgebra::divide(Op op, const Length &a, const Length &b,
                             bool cancel) {
  if (isPromised(a, b))
    return termOf({Node::ExactDiv, {}, 0, a, b});
  std::optional<int64_t> divisor = constantLength(b), value = constantLength(a);
  if (divisor && *divisor > 0) {
    if (value && *value >= 0 && op != Node::ExactDiv)
      return ofConstant(*value / *divisor +
                        (op == Node::CeilDiv && *value % *divisor));
    bool isMultiple = llvm::all_of(
        a, [&](const auto &entry) { return entry.second % *divisor == 0; });
    if (isMultiple && cancel) {
      Length quotient = a;
      for (auto &[product, factor] : quotient)
        factor /= *divisor;
      return quotient;
    }
  }
  return termOf({op, {}, 0, a, b});
}

Length LengthAlgebra::extremum(Op op, const Length &a, const Length &b) {
  if (std::optional<int64_t> distance = constantLength(add(a, b, -1)))
    return (*distance < 0) == (op == Node::Min) ? a : b;
  return a < b ? termOf({op, {}, 0, a, b}) : termOf({op, {}, 0, b, a});
}

//===----------------------------------------------------------------------===//
// Values and declarations
//===----------------------------------------------------------------------===//

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
  if (auto view = dyn_cast_if_present<memref::SubViewOp>(op))
    if (view.getDroppedDims().none())
      return ofFold(view.getMixedSizes()[k]);
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
  auto text = function.getArgAttrOfType<StringAttr>(number, kLengthAttr);
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

bool LengthAlgebra::isNonNegative(const Length &length) const {
  return llvm::all_of(length, [&](const auto &entry) {
    return entry.second > 0 && llvm::all_of(entry.first, [&](unsigned number) {
             return terms[number].op == Node::Dim;
           });
  });
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string LengthAlgebra::text(const Term &term, unsigned nesting) const {
  const char *word = wordOf(term.op);
  if ((word && nesting == kMaxNesting) || (!word && !term.value))
    return "...";
  if (word)
    return "(" + text(term.lhs, nesting + 1) + word +
           text(term.rhs, nesting + 1) + ")";
  std::string name;
  auto arg = dyn_cast<BlockArgument>(term.value);
  if (Operation *op = term.value.getDefiningOp())
    name = "'" + op->getName().getStringRef().str() + "'";
  else if (function && arg.getOwner()->getParentOp() == function)
    name = getArgName(function, arg.getArgNumber());
  else
    name = "'" + arg.getOwner()->getParentOp()->getName().getStringRef().str() +
           "'";
  if (term.op != Node::Dim)
    return name;
  return "dim(" + name + (term.k ? ", " + std::to_string(term.k) : "") + ")";
}

std::string LengthAlgebra::text(const Length &length, unsigned nesting) const {
  // Products first, the constant last.
  std::string sum;
  auto append = [&](const std::vector<unsigned> &product, int64_t factor) {
    SmallVector<std::string> factors;
    uint64_t amount = factor < 0 ? -static_cast<uint64_t>(factor) : factor;
    for (unsigned number : product)
      factors.push_back(text(terms[number], nesting));
    if (amount != 1 || product.empty())
      factors.push_back(std::to_string(amount));
    sum += sum.empty() ? (factor < 0 ? "-" : "") : (factor < 0 ? " - " : " + ");
    sum += llvm::join(factors, " * ");
  };
  for (const auto &[product, factor] : length)
    if (!product.empty())
      append(product, factor);
  if (auto it = length.find({}); it != length.end())
    append(it->first, it->second);
  return sum.empty() ? "0" : sum;
}
