//===- ExpandDomain.cpp - atlas-expand-domain -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Domain operations become data-parallel operations and arith (L0 to L1).
//
// The meaning is that of l2-l3.md section 2. 2^8, 2^16, 2^32 and 2^64 are all 64
// modulo 96, so no step may wrap unseen: residues are taken before they are
// added or subtracted, in a type that holds both.
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace atlas {
#define GEN_PASS_DEF_EXPANDDOMAINPASS
#include "atlas/Dialect/Atlas/Transforms/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

constexpr int64_t kClasses = 96;
constexpr int64_t kPages = 48;
constexpr int64_t kPageBytes = 256;
/// A residue ladder longer than this loses to one division.
constexpr uint64_t kLadderSteps = 2;

//===----------------------------------------------------------------------===//
// Integers, or vectors of them
//===----------------------------------------------------------------------===//

unsigned widthOf(Type type) {
  return cast<IntegerType>(getElementTypeOrSelf(type)).getWidth();
}

/// `type` with elements of `width` bits.
Type withWidth(Type type, unsigned width) {
  Type element = IntegerType::get(type.getContext(), width);
  if (auto shaped = dyn_cast<ShapedType>(type))
    return shaped.clone(element);
  return element;
}

/// Emits arithmetic at one place.
struct Emitter {
  OpBuilder &b;
  Location loc;

  Value constant(Type type, const APInt &value) {
    TypedAttr attr = IntegerAttr::get(getElementTypeOrSelf(type), value);
    if (auto shaped = dyn_cast<ShapedType>(type))
      attr = DenseElementsAttr::get(shaped, Attribute(attr));
    return arith::ConstantOp::create(b, loc, attr);
  }
  Value constant(Type type, int64_t value) {
    return constant(type, APInt(64, value, true).sextOrTrunc(widthOf(type)));
  }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  template <typename OpTy> Value make(Value lhs, Value rhs) {
    return OpTy::create(b, loc, lhs, rhs);
  }
  Value compare(arith::CmpIPredicate predicate, Value lhs, Value rhs) {
    return arith::CmpIOp::create(b, loc, predicate, lhs, rhs);
  }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, condition, yes, no);
  }

  /// `value` as unsigned in `type`, which must hold it.
  Value resize(Value value, Type type) {
    unsigned from = widthOf(value.getType()), to = widthOf(type);
    if (from < to)
      return arith::ExtUIOp::create(b, loc, type, value);
    if (from > to)
      return arith::TruncIOp::create(b, loc, type, value);
    return value;
  }

  /// `value mod m` in its own type. While x >= m, x - m is smaller; once x < m
  /// it wraps to something larger: each step is one subtraction and one minimum.
  ///
  ///   x    0..95   96..191   192..255      (m = 96, i8)
  ///   1    x       x - 96    x - 96
  ///   2    x       x - 96    x - 192
  Value residue(Value value, uint64_t m) {
    APInt most = getIntRange(value).umax();
    if (most.getActiveBits() <= 64 && most.getZExtValue() / m <= kLadderSteps) {
      uint64_t steps = most.getZExtValue() / m;
      for (uint64_t i = 0; i != steps; ++i) {
        Value less = make<arith::SubIOp>(value, constant(value.getType(), m));
        value = make<arith::MinUIOp>(value, less);
      }
      return value;
    }
    return make<arith::RemUIOp>(value, constant(value.getType(), m));
  }

  /// Residues of both operands in a type that holds 2m - 1.
  std::pair<Value, Value> residues(Value lhs, Value rhs, uint64_t m, Type result) {
    unsigned width = widthOf(result);
    while (width < 64 && (2 * m - 1) >> width)
      width = llvm::PowerOf2Ceil(width + 1);
    Type type = withWidth(result, width);
    return {resize(residue(lhs, m), type), resize(residue(rhs, m), type)};
  }

  Value modAdd(Value lhs, Value rhs, uint64_t m, Type result) {
    auto [x, y] = residues(lhs, rhs, m, result);
    Value sum = make<arith::AddIOp>(x, y); // below 2m - 1
    Value less = make<arith::SubIOp>(sum, constant(sum.getType(), m));
    return resize(make<arith::MinUIOp>(sum, less), result);
  }

  /// x - y wraps to at least 2^w - m + 1 > m when x < y; then adding m wraps
  /// back to the residue, and otherwise it only grows.
  Value modSub(Value lhs, Value rhs, uint64_t m, Type result) {
    auto [x, y] = residues(lhs, rhs, m, result);
    Value difference = make<arith::SubIOp>(x, y);
    Value more =
        make<arith::AddIOp>(difference, constant(difference.getType(), m));
    return resize(make<arith::MinUIOp>(difference, more), result);
  }

  /// Sums of the bytes of each buffer, in one pass over all of them.
  ReduceOp byteSums(ValueRange buffers, std::optional<int64_t> mod) {
    Type i64 = b.getI64Type();
    SmallVector<Value> inits(buffers.size(), constant(i64, 0));
    SmallVector<Type> types(buffers.size(), i64);
    auto reduce = ReduceOp::create(
        b, loc, types, buffers, inits, TypeAttr::get(i64),
        mod ? b.getI64IntegerAttr(*mod) : IntegerAttr(),
        FloatOrderAttr::get(b.getContext(), FloatOrder::Canonical),
        b.getArrayAttr(CombineKindAttr::get(b.getContext(), CombineKind::addi)));
    OpBuilder::InsertionGuard guard(b);
    Block *body = b.createBlock(&reduce.getBody());
    for (size_t i = 0; i != buffers.size(); ++i)
      body->addArgument(b.getI8Type(), loc);
    YieldOp::create(b, loc, body->getArguments());
    return reduce;
  }

  /// The residue of a buffer's byte sum, as a byte.
  Value byteResidue(Value buffer) {
    Value sum = byteSums(buffer, kClasses).getResult(0);
    return resize(residue(sum, kClasses), b.getI8Type());
  }

  Value isZero(Value value) {
    return compare(arith::CmpIPredicate::eq, value, constant(value.getType(), 0));
  }
  Value isNonZero(Value value) {
    return compare(arith::CmpIPredicate::ne, value, constant(value.getType(), 0));
  }

  Value length(Value buffer) { return memref::DimOp::create(b, loc, buffer, 0); }

  /// If residue k is not 0, moves the last byte of `buffer`, which holds `old`
  /// (read there when null), to the next admissible value: up by 96 - k, or
  /// down by k where that leaves the byte. Empty buffers have residue 0.
  void fixLast(Value buffer, Value k, Value old) {
    auto guardOp = scf::IfOp::create(b, loc, isNonZero(k), /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(guardOp.thenBlock());
    Value last = make<arith::SubIOp>(length(buffer), index(1));
    if (!old)
      old = memref::LoadOp::create(b, loc, buffer, last);
    Value classes = constant(old.getType(), kClasses);
    Value up = make<arith::AddIOp>(old, make<arith::SubIOp>(classes, k));
    Value down = make<arith::SubIOp>(old, k);
    Value wrapped = compare(arith::CmpIPredicate::ult, up, old);
    memref::StoreOp::create(b, loc, select(wrapped, down, up), buffer, last);
  }
};

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

/// mod -> ladder or remui, then the result's width.
struct ExpandMod : OpRewritePattern<ModOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModOp op, PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value r = e.residue(op.getValue(), op.getModulus());
    rewriter.replaceOp(op, e.resize(r, op.getType()));
    return success();
  }
};

/// classify -> residue by 96; for bytes two minimum steps.
struct ExpandClassify : OpRewritePattern<R96ClassifyOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(R96ClassifyOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    rewriter.replaceOp(op, e.residue(op.getValue(), kClasses));
    return success();
  }
};

/// modadd -> residues, their sum, one minimum step.
struct ExpandModAdd : OpRewritePattern<ModAddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModAddOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    rewriter.replaceOp(op, e.modAdd(op.getLhs(), op.getRhs(), op.getModulus(),
                                    op.getType()));
    return success();
  }
};

/// modsub -> residues, their difference, one minimum step.
struct ExpandModSub : OpRewritePattern<ModSubOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ModSubOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    rewriter.replaceOp(op, e.modSub(op.getLhs(), op.getRhs(), op.getModulus(),
                                    op.getType()));
    return success();
  }
};

/// harmonizes -> the residue of the sum is 0; right for all bytes, not only for
/// classes.
struct ExpandHarmonizes : OpRewritePattern<R96HarmonizesOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(R96HarmonizesOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Type byte = withWidth(op.getLhs().getType(), 8);
    rewriter.replaceOp(op, e.isZero(e.modAdd(op.getLhs(), op.getRhs(), kClasses, byte)));
    return success();
  }
};

/// encode -> page < 48 ? page * 256 + offset : -1.
struct ExpandEncode : OpRewritePattern<BoundaryEncodeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BoundaryEncodeOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Type type = op.getType(), pageType = op.getPage().getType();
    Value page = e.resize(op.getPage(), type);
    Value coord = e.make<arith::AddIOp>(
        e.make<arith::MulIOp>(page, e.constant(type, kPageBytes)),
        e.resize(op.getOffset(), type));
    if (widthOf(pageType) >= 6) // narrower pages are all below 48
      coord = e.select(e.compare(arith::CmpIPredicate::ult, op.getPage(),
                                 e.constant(pageType, kPages)),
                       coord, e.constant(type, -1));
    rewriter.replaceOp(op, coord);
    return success();
  }
};

/// decode -> coord < 12288 ? (coord / 256, coord mod 256) : (-1, -1).
struct ExpandDecode : OpRewritePattern<BoundaryDecodeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BoundaryDecodeOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value coord = op.getCoord();
    Type type = coord.getType();
    Value page = e.resize(e.make<arith::ShRUIOp>(coord, e.constant(type, 8)),
                          op.getPage().getType());
    Value offset =
        e.resize(e.make<arith::AndIOp>(coord, e.constant(type, kPageBytes - 1)),
                 op.getOffset().getType());
    Value known = e.compare(arith::CmpIPredicate::ult, coord,
                            e.constant(type, kPages * kPageBytes));
    page = e.select(known, page, e.constant(page.getType(), -1));
    offset = e.select(known, offset, e.constant(offset.getType(), -1));
    rewriter.replaceOp(op, {page, offset});
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

/// sum -> one reduce that widens to i64; exact up to 2^56 bytes.
struct ExpandSum : OpRewritePattern<ConservedSumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedSumOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    rewriter.replaceOp(op, e.byteSums(op.getData(), std::nullopt));
    return success();
  }
};

/// delta -> one reduce over both buffers, then the difference of residues.
struct ExpandDelta : OpRewritePattern<ConservedDeltaOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedDeltaOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    ReduceOp sums = e.byteSums({op.getBefore(), op.getAfter()}, kClasses);
    rewriter.replaceOp(op, e.modSub(sums.getResult(1), sums.getResult(0),
                                    kClasses, op.getType()));
    return success();
  }
};

/// check -> the residue of the sum is 0.
struct ExpandCheck : OpRewritePattern<ConservedCheckOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedCheckOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value sum = e.byteSums(op.getData(), kClasses).getResult(0);
    rewriter.replaceOp(op, e.isZero(e.residue(sum, kClasses)));
    return success();
  }
};

/// update -> the chunk's sum, then state := (state + sum) mod 96. The chunk is
/// read completely before the state is written.
struct ExpandUpdate : OpRewritePattern<ConservedUpdateOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedUpdateOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value sum = e.byteSums(op.getChunk(), kClasses).getResult(0);
    Value zero = e.index(0);
    Value old = memref::LoadOp::create(rewriter, op.getLoc(), op.getState(), zero);
    Value now = e.modAdd(old, sum, kClasses, old.getType());
    memref::StoreOp::create(rewriter, op.getLoc(), now, op.getState(), zero);
    rewriter.eraseOp(op);
    return success();
  }
};

/// fixup -> the residue, then the last byte.
struct ExpandFixup : OpRewritePattern<ConservedFixupOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedFixupOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value k = e.byteResidue(op.getData());
    e.fixLast(op.getData(), k, /*old=*/nullptr);
    rewriter.replaceOp(op, k);
    return success();
  }
};

/// fill -> a map without inputs; the residue follows from value and length, so
/// nothing is read back.
struct ExpandFill : OpRewritePattern<ConservedFillOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedFillOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value dst = op.getDst(), value = op.getValue();
    auto map = MapOp::create(rewriter, op.getLoc(), ValueRange(), dst);
    {
      OpBuilder::InsertionGuard guard(rewriter);
      rewriter.createBlock(&map.getBody());
      YieldOp::create(rewriter, op.getLoc(), value);
    }
    Type i64 = rewriter.getI64Type();
    Value n = arith::IndexCastOp::create(rewriter, op.getLoc(), i64, e.length(dst));
    Value product = e.make<arith::MulIOp>(e.resize(value, i64),
                                          e.residue(n, kClasses));
    Value k = e.resize(e.residue(product, kClasses), value.getType());
    e.fixLast(dst, k, value);
    rewriter.replaceOp(op, e.constant(op.getType(), 0));
    return success();
  }
};

/// copy -> check of the source, then memref.copy (which has memmove meaning
/// here) under it; the code is the negated check.
struct ExpandCopy : OpRewritePattern<ConservedCopyOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ConservedCopyOp op,
                                PatternRewriter &rewriter) const override {
    Emitter e{rewriter, op.getLoc()};
    Value sum = e.byteSums(op.getSrc(), kClasses).getResult(0);
    Value k = e.residue(sum, kClasses);
    auto guardOp = scf::IfOp::create(rewriter, op.getLoc(), e.isZero(k),
                                     /*withElseRegion=*/false);
    {
      OpBuilder::InsertionGuard guard(rewriter);
      rewriter.setInsertionPointToStart(guardOp.thenBlock());
      memref::CopyOp::create(rewriter, op.getLoc(), op.getSrc(), op.getDst());
    }
    rewriter.replaceOp(op, e.resize(e.isNonZero(k), op.getType()));
    return success();
  }
};

struct ExpandDomain : atlas::impl::ExpandDomainPassBase<ExpandDomain> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandMod, ExpandClassify, ExpandModAdd, ExpandModSub,
                 ExpandHarmonizes, ExpandEncode, ExpandDecode, ExpandSum,
                 ExpandDelta, ExpandCheck, ExpandUpdate, ExpandFixup,
                 ExpandFill, ExpandCopy>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
