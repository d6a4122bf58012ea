//===- DomainOps.cpp - Rules, folds and bounds of domain operations -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants fold through one scalar function for each operation, also on splat
// vectors; symbolic algebra is in the canonicalisation patterns.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace atlas;

namespace {

constexpr uint64_t kClasses = 96;
constexpr uint64_t kPages = 48;
constexpr uint64_t kPageBytes = 256;

unsigned widthOf(Type type) {
  return getElementTypeOrSelf(type).getIntOrFloatBitWidth();
}

/// An integer constant, or the value of a splat.
std::optional<APInt> constantOf(Attribute attr) {
  if (auto integer = dyn_cast_or_null<IntegerAttr>(attr))
    return integer.getValue();
  auto dense = dyn_cast_or_null<DenseIntElementsAttr>(attr);
  if (dense && dense.isSplat())
    return dense.getSplatValue<APInt>();
  return std::nullopt;
}

/// An attribute of `type` (splat for vectors) from a 64-bit value, signed so
/// that -1 is -1 in every width.
TypedAttr attrOf(Type type, uint64_t value) {
  Type element = getElementTypeOrSelf(type);
  auto attr = IntegerAttr::get(
      element, APInt(64, value).sextOrTrunc(element.getIntOrFloatBitWidth()));
  if (auto shaped = dyn_cast<ShapedType>(type))
    return DenseElementsAttr::get(shaped, attr.getValue());
  return attr;
}

uint64_t modOf(const APInt &value, uint64_t m) {
  return value.getActiveBits() > 64 ? value.urem(APInt(value.getBitWidth(), m)).getZExtValue()
                                    : value.getZExtValue() % m;
}

/// The residue type must hold modulus - 1. (That shapes agree is a trait.)
LogicalResult verifyResidue(Operation *op, uint64_t modulus, Type result) {
  unsigned need = APInt(64, modulus - 1).getActiveBits();
  if (widthOf(result) < need)
    return op->emitOpError("result type ")
           << result << " cannot hold the residues 0.." << modulus - 1
           << "; it needs " << need << " bits";
  return success();
}

/// Zero-extends or truncates a value known to fit.
Value resize(PatternRewriter &rewriter, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  if (widthOf(value.getType()) < widthOf(type))
    return arith::ExtUIOp::create(rewriter, loc, type, value);
  return arith::TruncIOp::create(rewriter, loc, type, value);
}

/// True when the bounds of `value` prove that it is below `limit`.
bool isBelow(Value value, uint64_t limit) {
  if (isa<ShapedType>(value.getType()))
    return false;
  APInt most = getIntRange(value).umax();
  return most.getActiveBits() <= 64 && most.getZExtValue() < limit;
}

} // namespace

//===----------------------------------------------------------------------===//
// Modular arithmetic
//===----------------------------------------------------------------------===//

LogicalResult ModOp::verify() {
  return verifyResidue(*this, getModulus(), getType());
}
LogicalResult ModAddOp::verify() {
  return verifyResidue(*this, getModulus(), getType());
}
LogicalResult ModSubOp::verify() {
  return verifyResidue(*this, getModulus(), getType());
}

OpFoldResult ModOp::fold(FoldAdaptor adaptor) {
  if (auto value = constantOf(adaptor.getValue()))
    return attrOf(getType(), modOf(*value, getModulus()));
  if (getModulus() == 1)
    return attrOf(getType(), 0);
  return {};
}

OpFoldResult ModAddOp::fold(FoldAdaptor adaptor) {
  uint64_t m = getModulus();
  auto lhs = constantOf(adaptor.getLhs()), rhs = constantOf(adaptor.getRhs());
  if (lhs && rhs)
    return attrOf(getType(), (APInt(128, modOf(*lhs, m)) + APInt(128, modOf(*rhs, m)))
                                 .urem(m));
  return {};
}

OpFoldResult ModSubOp::fold(FoldAdaptor adaptor) {
  uint64_t m = getModulus();
  auto lhs = constantOf(adaptor.getLhs()), rhs = constantOf(adaptor.getRhs());
  if (lhs && rhs) {
    uint64_t a = modOf(*lhs, m), b = modOf(*rhs, m);
    return attrOf(getType(), a >= b ? a - b : m - (b - a));
  }
  if (getLhs() == getRhs())
    return attrOf(getType(), 0);
  return {};
}

namespace {

/// mod(x) -> x when x < m is known; resizes. One comparison of bounds.
struct DropKnownMod : OpRewritePattern<ModOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModOp op, PatternRewriter &rewriter) const override {
    if (!isBelow(op.getValue(), op.getModulus()))
      return failure();
    rewriter.replaceOp(op, resize(rewriter, op.getLoc(), op.getValue(), op.getType()));
    return success();
  }
};

/// mod(extui(x)) -> mod(x): the residue needs no wide value.
struct NarrowMod : OpRewritePattern<ModOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModOp op, PatternRewriter &rewriter) const override {
    auto ext = op.getValue().getDefiningOp<arith::ExtUIOp>();
    if (!ext)
      return failure();
    rewriter.replaceOpWithNewOp<ModOp>(op, op.getType(), ext.getIn(),
                                       op.getModulusAttr());
    return success();
  }
};

/// mod m of (mod k m) -> the inner residue, resized.
struct ModOfMod : OpRewritePattern<ModOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getValue().getDefiningOp<ModOp>();
    if (!inner || inner.getModulus() % op.getModulus() != 0)
      return failure();
    rewriter.replaceOpWithNewOp<ModOp>(op, op.getType(), inner.getValue(),
                                       op.getModulusAttr());
    return success();
  }
};

/// modadd/modsub(mod x, y) -> modadd/modsub(x, y): operands are reduced anyway.
/// Applies when both operands can be taken from values of one type.
template <typename OpT>
struct PeelOperandMods : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    auto lhs = op.getLhs().template getDefiningOp<ModOp>();
    auto rhs = op.getRhs().template getDefiningOp<ModOp>();
    if (!lhs || !rhs || lhs.getModulus() % op.getModulus() != 0 ||
        rhs.getModulus() % op.getModulus() != 0 ||
        lhs.getValue().getType() != rhs.getValue().getType())
      return failure();
    rewriter.replaceOpWithNewOp<OpT>(op, op.getType(), lhs.getValue(),
                                     rhs.getValue(), op.getModulusAttr());
    return success();
  }
};

/// modadd(x, 0) and modsub(x, 0) -> mod(x).
template <typename OpT>
struct DropZero : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    APInt constant;
    if (!matchPattern(op.getRhs(), m_ConstantInt(&constant)) ||
        modOf(constant, op.getModulus()) != 0)
      return failure();
    rewriter.replaceOpWithNewOp<ModOp>(op, op.getType(), op.getLhs(),
                                       op.getModulusAttr());
    return success();
  }
};

} // namespace

void ModOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<DropKnownMod, NarrowMod, ModOfMod>(c);
}
void ModAddOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<PeelOperandMods<ModAddOp>, DropZero<ModAddOp>>(c);
}
void ModSubOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<PeelOperandMods<ModSubOp>, DropZero<ModSubOp>>(c);
}

//===----------------------------------------------------------------------===//
// Resonance and boundary
//===----------------------------------------------------------------------===//

LogicalResult R96ClassifyOp::verify() {
  if (widthOf(getType()) < 8)
    return emitOpError("classifies bytes or wider integers, found ") << getType();
  return success();
}

OpFoldResult R96ClassifyOp::fold(FoldAdaptor adaptor) {
  if (auto value = constantOf(adaptor.getValue()))
    return attrOf(getType(), modOf(*value, kClasses));
  // classify(classify(x)) -> classify(x)
  if (getValue().getDefiningOp<R96ClassifyOp>())
    return getValue();
  return {};
}

namespace {
/// classify(x) -> x when x < 96 is known.
struct DropKnownClass : OpRewritePattern<R96ClassifyOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(R96ClassifyOp op,
                                PatternRewriter &rewriter) const override {
    if (!isBelow(op.getValue(), kClasses))
      return failure();
    rewriter.replaceOp(op, op.getValue());
    return success();
  }
};

/// harmonizes(classify x, classify y) -> harmonizes(x, y), each side alone.
struct PeelHarmonizes : OpRewritePattern<R96HarmonizesOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(R96HarmonizesOp op,
                                PatternRewriter &rewriter) const override {
    auto peel = [](Value v) {
      auto inner = v.getDefiningOp<R96ClassifyOp>();
      return inner ? inner.getValue() : v;
    };
    Value lhs = peel(op.getLhs()), rhs = peel(op.getRhs());
    if (lhs == op.getLhs() && rhs == op.getRhs())
      return failure();
    rewriter.replaceOpWithNewOp<R96HarmonizesOp>(op, op.getType(), lhs, rhs);
    return success();
  }
};
} // namespace

void R96ClassifyOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                MLIRContext *c) {
  set.add<DropKnownClass>(c);
}
void R96HarmonizesOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                  MLIRContext *c) {
  set.add<PeelHarmonizes>(c);
}

LogicalResult R96HarmonizesOp::verify() {
  if (widthOf(getLhs().getType()) != 8)
    return emitOpError("compares bytes, found ") << getLhs().getType();
  return success();
}

OpFoldResult R96HarmonizesOp::fold(FoldAdaptor adaptor) {
  auto lhs = constantOf(adaptor.getLhs()), rhs = constantOf(adaptor.getRhs());
  if (lhs && rhs)
    return attrOf(getType(),
                  (lhs->getZExtValue() + rhs->getZExtValue()) % kClasses == 0);
  return {};
}

LogicalResult BoundaryEncodeOp::verify() {
  if (widthOf(getCoord().getType()) < 15)
    return emitOpError("result type ")
           << getCoord().getType() << " cannot hold coordinates below 12288 and -1";
  // A wider offset could leave its page.
  if (widthOf(getOffset().getType()) > 8)
    return emitOpError("offsets are bytes, found ") << getOffset().getType();
  return success();
}

OpFoldResult BoundaryEncodeOp::fold(FoldAdaptor adaptor) {
  auto page = constantOf(adaptor.getPage()), offset = constantOf(adaptor.getOffset());
  if (!page || !offset)
    return {};
  bool inside = page->ult(kPages);
  return attrOf(getCoord().getType(),
                inside ? page->getZExtValue() * kPageBytes + offset->getZExtValue()
                       : ~uint64_t(0));
}

LogicalResult BoundaryDecodeOp::verify() {
  if (widthOf(getPage().getType()) < 7 || widthOf(getOffset().getType()) < 8)
    return emitOpError("pages need 7 bits and offsets 8, found ")
           << getPage().getType() << " and " << getOffset().getType();
  if (widthOf(getCoord().getType()) < 14)
    return emitOpError("operand type ")
           << getCoord().getType() << " cannot hold coordinates below 12288";
  return success();
}

LogicalResult BoundaryDecodeOp::fold(FoldAdaptor adaptor,
                                     SmallVectorImpl<OpFoldResult> &results) {
  auto coord = constantOf(adaptor.getCoord());
  if (!coord)
    return failure();
  bool inside = coord->ult(kPages * kPageBytes);
  uint64_t value = inside ? coord->getZExtValue() : 0;
  results.push_back(attrOf(getPage().getType(),
                           inside ? value / kPageBytes : ~uint64_t(0)));
  results.push_back(attrOf(getOffset().getType(),
                           inside ? value % kPageBytes : ~uint64_t(0)));
  return success();
}

//===----------------------------------------------------------------------===//
// Conservation
//===----------------------------------------------------------------------===//

namespace {

/// A type mismatch of static lengths is an error at compile time.
LogicalResult verifySameLength(Operation *op, Value a, Value b, const char *what) {
  int64_t x = cast<MemRefType>(a.getType()).getDimSize(0);
  int64_t y = cast<MemRefType>(b.getType()).getDimSize(0);
  if (ShapedType::isStatic(x) && ShapedType::isStatic(y) && x != y)
    return op->emitOpError(what) << " have one length, found " << x << " and " << y;
  return success();
}

Value constant(PatternRewriter &rewriter, Operation *op, Type type, int64_t value) {
  return arith::ConstantOp::create(rewriter, op->getLoc(), attrOf(type, value));
}

bool isEmpty(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getDimSize(0) == 0;
}

/// Operations over a statically empty buffer have their empty value.
template <typename OpT, int64_t Empty>
struct FoldEmpty : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    if (!isEmpty(op->getOperand(0)))
      return failure();
    rewriter.replaceOp(op, constant(rewriter, op, op->getResult(0).getType(), Empty));
    return success();
  }
};

/// delta(x, x) -> 0.
struct DeltaOfSame : OpRewritePattern<ConservedDeltaOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedDeltaOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getBefore() != op.getAfter())
      return failure();
    rewriter.replaceOp(op, constant(rewriter, op, op.getType(), 0));
    return success();
  }
};

} // namespace

LogicalResult ConservedDeltaOp::verify() {
  return verifySameLength(*this, getBefore(), getAfter(), "before and after");
}

LogicalResult ConservedCopyOp::verify() {
  return verifySameLength(*this, getDst(), getSrc(), "destination and source");
}

LogicalResult ConservedUpdateOp::verify() {
  int64_t length = cast<MemRefType>(getState().getType()).getDimSize(0);
  if (ShapedType::isStatic(length) && length != 1)
    return emitOpError("the state is one i64, found ") << length << " elements";
  return success();
}

void ConservedSumOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                 MLIRContext *c) {
  set.add<FoldEmpty<ConservedSumOp, 0>>(c);
}
void ConservedCheckOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                   MLIRContext *c) {
  set.add<FoldEmpty<ConservedCheckOp, 1>>(c);
}
void ConservedDeltaOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                   MLIRContext *c) {
  set.add<DeltaOfSame, FoldEmpty<ConservedDeltaOp, 0>>(c);
}
