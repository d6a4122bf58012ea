//===- Expressions.cpp - Scalar operations as WGSL expressions ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Differences between the languages that show here: integers are u32 and signed
// operations go through i32; booleans have no arithmetic; a shift count is taken
// modulo 32 at run time and must be below 32 as a constant.
//===----------------------------------------------------------------------===//

#include "Expressions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace atlas;
using arith::CmpFPredicate;
using arith::CmpIPredicate;
using llvm::formatv;
using llvm::StringRef;

namespace {

using Text = std::optional<std::string>;

std::string asSigned(StringRef text) { return ("bitcast<i32>(" + text + ")").str(); }
std::string asUnsigned(StringRef text) { return ("bitcast<u32>(" + text + ")").str(); }

std::string infix(StringRef x, StringRef sign, StringRef y) {
  return (x + " " + sign + " " + y).str();
}

Text compareInts(arith::CmpIOp op, ArrayRef<std::string> v) {
  CmpIPredicate p = op.getPredicate();
  StringRef sign;
  switch (p) {
  case CmpIPredicate::eq: sign = "=="; break;
  case CmpIPredicate::ne: sign = "!="; break;
  case CmpIPredicate::slt:
  case CmpIPredicate::ult: sign = "<"; break;
  case CmpIPredicate::sle:
  case CmpIPredicate::ule: sign = "<="; break;
  case CmpIPredicate::sgt:
  case CmpIPredicate::ugt: sign = ">"; break;
  case CmpIPredicate::sge:
  case CmpIPredicate::uge: sign = ">="; break;
  }
  bool isSigned = p == CmpIPredicate::slt || p == CmpIPredicate::sle ||
                  p == CmpIPredicate::sgt || p == CmpIPredicate::sge;
  bool isBool = op.getLhs().getType().isInteger(1);
  if (isBool && p != CmpIPredicate::eq && p != CmpIPredicate::ne)
    return std::nullopt;
  return isSigned ? infix(asSigned(v[0]), sign, asSigned(v[1]))
                  : infix(v[0], sign, v[1]);
}

Text compareFloats(arith::CmpFOp op, ArrayRef<std::string> v) {
  bool isHalf = op.getLhs().getType().isF16();
  auto isNaN = [&](StringRef x) {
    return formatv("((bitcast<u32>({0}) & 2147483647u) > 2139095040u)",
                   isHalf ? ("f32(" + x + ")").str() : x.str()).str();
  };
  auto negated = [&](StringRef sign) { return "!(" + infix(v[0], sign, v[1]) + ")"; };
  switch (op.getPredicate()) {
  // NaN shows in the bits only: WGSL allows an implementation to take it that
  // no operand is one.
  case CmpFPredicate::UNO: return isNaN(v[0]) + " || " + isNaN(v[1]);
  case CmpFPredicate::ORD: return "!(" + isNaN(v[0]) + " || " + isNaN(v[1]) + ")";
  case CmpFPredicate::ULT: return negated(">=");
  case CmpFPredicate::ULE: return negated(">");
  case CmpFPredicate::UGT: return negated("<=");
  case CmpFPredicate::UGE: return negated("<");
  case CmpFPredicate::OEQ: return infix(v[0], "==", v[1]);
  case CmpFPredicate::UNE: return infix(v[0], "!=", v[1]);
  case CmpFPredicate::OLT: return infix(v[0], "<", v[1]);
  case CmpFPredicate::OLE: return infix(v[0], "<=", v[1]);
  case CmpFPredicate::OGT: return infix(v[0], ">", v[1]);
  case CmpFPredicate::OGE: return infix(v[0], ">=", v[1]);
  default: return std::nullopt;
  }
}

Text cast(Operation *op, StringRef v) {
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  bool wasBool = from.isInteger(1), isBool = to.isInteger(1);
  if (wasBool && !isBool)
    return formatv("select(0u, {0}, {1})",
                   isa<arith::ExtSIOp>(op) ? "4294967295u" : "1u", v).str();
  if (isBool && !wasBool)
    return ("(" + v + " & 1u) != 0u").str();
  return v.str(); // index and i32 are one type
}

Text integers(Operation *op, ArrayRef<std::string> v) {
  bool isBool = op->getResult(0).getType().isInteger(1);
  auto either = [&](StringRef sign) -> Text { return infix(v[0], sign, v[1]); };
  auto word = [&](StringRef sign) -> Text {
    return isBool ? Text() : Text(infix(v[0], sign, v[1]));
  };
  auto throughSigned = [&](StringRef sign) -> Text {
    return isBool ? Text()
                  : Text(asUnsigned(infix(asSigned(v[0]), sign, asSigned(v[1]))));
  };
  auto call = [&](StringRef name, bool isSigned) -> Text {
    if (isBool)
      return std::nullopt;
    if (isSigned)
      return asUnsigned(formatv("{0}({1}, {2})", name, asSigned(v[0]), asSigned(v[1])).str());
    return formatv("{0}({1}, {2})", name, v[0], v[1]).str();
  };
  return llvm::TypeSwitch<Operation *, Text>(op)
      .Case([&](arith::AddIOp) { return word("+"); })
      .Case([&](arith::SubIOp) { return word("-"); })
      .Case([&](arith::MulIOp) { return word("*"); })
      .Case([&](arith::DivUIOp) { return word("/"); })
      .Case([&](arith::RemUIOp) { return word("%"); })
      .Case([&](arith::DivSIOp) { return throughSigned("/"); })
      .Case([&](arith::RemSIOp) { return throughSigned("%"); })
      .Case([&](arith::AndIOp) { return either("&"); })
      .Case([&](arith::OrIOp) { return either("|"); })
      .Case([&](arith::XOrIOp) { return isBool ? either("!=") : either("^"); })
      .Case([&](arith::ShLIOp) { return word("<<"); })
      .Case([&](arith::ShRUIOp) { return word(">>"); })
      .Case([&](arith::ShRSIOp) -> Text {
        return isBool ? Text() : Text(asUnsigned(infix(asSigned(v[0]), ">>", v[1])));
      })
      .Case([&](arith::MinUIOp) { return call("min", false); })
      .Case([&](arith::MaxUIOp) { return call("max", false); })
      .Case([&](arith::MinSIOp) { return call("min", true); })
      .Case([&](arith::MaxSIOp) { return call("max", true); })
      .Case([&](math::CtPopOp) { return "countOneBits(" + v[0] + ")"; })
      .Case([&](math::CountLeadingZerosOp) { return "countLeadingZeros(" + v[0] + ")"; })
      .Case([&](math::CountTrailingZerosOp) { return "countTrailingZeros(" + v[0] + ")"; })
      .Default(Text());
}

/// The lesser or greater of two floats: NaN shows in the bits only, and of two
/// zeros the one with the sign is less.
Text extreme(Operation *op, ArrayRef<std::string> v) {
  bool isHalf = op->getResult(0).getType().isF16();
  auto wide = [&](const std::string &x) { return isHalf ? "f32(" + x + ")" : x; };
  std::string x = wide(v[0]), y = wide(v[1]);
  auto isNaN = [](StringRef one) {
    return formatv("(bitcast<u32>({0}) & 2147483647u) > 2139095040u", one).str();
  };
  bool isLeast = isa<arith::MinimumFOp, arith::MinNumFOp>(op);
  std::string same = formatv("bitcast<f32>(bitcast<u32>({0}) {1} bitcast<u32>({2}))", x,
                             isLeast ? "|" : "&", y);
  std::string best = formatv("select(select({0}, {2}, {2} {3} {1}), {1}, {1} {3} {2})", same,
                             x, y, isLeast ? "<" : ">");
  // A number where there is one, or NaN where there is one.
  bool keepsNaN = isa<arith::MinimumFOp, arith::MaximumFOp>(op);
  std::string ofX = keepsNaN ? x : y, ofY = keepsNaN ? y : x;
  std::string all = formatv("select(select({0}, {1}, {2}), {3}, {4})", best, ofY, isNaN(y),
                            ofX, isNaN(x));
  return isHalf ? "f16(" + all + ")" : all;
}

Text withSign(ArrayRef<std::string> v) {
  return formatv("bitcast<f32>((bitcast<u32>({0}) & 2147483647u) | (bitcast<u32>({1}) & "
                 "2147483648u))",
                 v[0], v[1]).str();
}

Text floats(Operation *op, ArrayRef<std::string> v) {
  Text to = wgsl::typeName(op->getResult(0).getType());
  auto converted = [&](const std::string &x) -> Text { return *to + "(" + x + ")"; };
  return llvm::TypeSwitch<Operation *, Text>(op)
      .Case([&](arith::AddFOp) { return infix(v[0], "+", v[1]); })
      .Case([&](arith::SubFOp) { return infix(v[0], "-", v[1]); })
      .Case([&](arith::MulFOp) { return infix(v[0], "*", v[1]); })
      .Case([&](arith::DivFOp) { return infix(v[0], "/", v[1]); })
      .Case([&](arith::NegFOp) { return "-" + v[0]; })
      .Case<arith::UIToFPOp, arith::ExtFOp, arith::TruncFOp>(
          [&](Operation *) { return converted(v[0]); })
      .Case<arith::MinimumFOp, arith::MaximumFOp, arith::MinNumFOp, arith::MaxNumFOp>(
          [&](Operation *) { return extreme(op, v); })
      .Case([&](math::AbsFOp) { return "abs(" + v[0] + ")"; })
      .Case([&](math::CeilOp) { return "ceil(" + v[0] + ")"; })
      .Case([&](math::FloorOp) { return "floor(" + v[0] + ")"; })
      .Case([&](math::TruncOp) { return "trunc(" + v[0] + ")"; })
      .Case([&](math::RoundEvenOp) { return "round(" + v[0] + ")"; })
      .Case([&](math::SqrtOp) { return "sqrt(" + v[0] + ")"; })
      .Case([&](math::FmaOp) { return "fma(" + llvm::join(v, ", ") + ")"; })
      .Case([&](math::CopySignOp) {
        return op->getResult(0).getType().isF32() ? withSign(v) : Text();
      })
      .Case([&](arith::FPToUIOp) { return "u32(" + v[0] + ")"; })
      .Case([&](arith::FPToSIOp) { return asUnsigned("i32(" + v[0] + ")"); })
      .Case([&](arith::SIToFPOp) { return converted(asSigned(v[0])); })
      .Default(Text());
}

} // namespace

Text wgsl::typeName(Type type) {
  if (type.isIndex() || type.isInteger(32))
    return "u32";
  if (type.isInteger(1))
    return "bool";
  if (type.isF32())
    return "f32";
  if (type.isF16())
    return "f16";
  // A word as a vector of itself, and what 16-bit floats are packed in.
  if (auto vector = dyn_cast<VectorType>(type); vector && vector.getRank() == 1)
    if (auto element = typeName(vector.getElementType()))
      return vector.getNumElements() == 1 ? *element
             : vector.getNumElements() == 2 && vector.getElementType().isF16()
                 ? Text("vec2<f16>")
                 : Text();
  return std::nullopt;
}

std::string wgsl::literal(TypedAttr value) {
  if (auto number = dyn_cast<FloatAttr>(value)) {
    uint64_t bits = number.getValue().bitcastToAPInt().getZExtValue();
    if (value.getType().isF16())
      return formatv("bitcast<vec2<f16>>({0:x}u).x", bits).str();
    return formatv("bitcast<f32>({0:x}u)", bits).str();
  }
  APInt integer = cast<IntegerAttr>(value).getValue();
  if (value.getType().isInteger(1))
    return integer.isZero() ? "false" : "true";
  return std::to_string(static_cast<uint32_t>(integer.getZExtValue())) + "u";
}

Text wgsl::expression(Operation *op, ArrayRef<std::string> operands) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return literal(constant.getValue());
  if (auto compared = dyn_cast<arith::CmpIOp>(op))
    return compareInts(compared, operands);
  if (auto compared = dyn_cast<arith::CmpFOp>(op))
    return compareFloats(compared, operands);
  if (isa<arith::SelectOp>(op))
    return formatv("select({0}, {1}, {2})", operands[2], operands[1], operands[0]).str();
  if (isa<vector::BroadcastOp>(op))
    return operands.size() == 1 && typeName(op->getResult(0).getType()) != "vec2<f16>"
               ? operands[0]
               : "vec2<f16>(" + operands[0] + ")";
  if (auto elements = dyn_cast<vector::FromElementsOp>(op))
    return operands.size() == 1 ? operands[0]
                                : "vec2<f16>(" + operands[0] + ", " + operands[1] + ")";
  if (auto extract = dyn_cast<vector::ExtractOp>(op)) {
    if (extract.getSourceVectorType().getNumElements() == 1)
      return operands[0];
    return operands[0] + (extract.getStaticPosition()[0] ? ".y" : ".x");
  }
  if (isa<arith::BitcastOp, vector::BitCastOp>(op))
    return formatv("bitcast<{0}>({1})", *typeName(op->getResult(0).getType()),
                   operands[0]).str();
  if (isa<arith::ExtUIOp, arith::ExtSIOp, arith::TruncIOp, arith::IndexCastOp,
          arith::IndexCastUIOp>(op))
    return cast(op, operands[0]);
  if (Text text = integers(op, operands))
    return text;
  return floats(op, operands);
}
