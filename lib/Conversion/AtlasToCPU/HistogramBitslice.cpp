//===- HistogramBitslice.cpp - Histograms by bit-planes and popcount ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For AVX-512 with vector popcount, up to 256 bins, any region with a vector
// form. Per 64 elements:
//
//   1. the bin numbers as 64 bytes c (the region, vectorised);
//   2. their bit-planes: plane j is a word with bit i = bit j of c[i]. With
//      GFNI one 8x8 bit transpose and one byte permute give all eight, without
//      it one shift and one sign mask each;
//   3. eight 64-bit lanes carry the low three bits: lane l has bit i set iff
//      c[i] mod 8 == l (three ternary operations on broadcast planes);
//   4. planes 3 and 4 split that into four groups, one ternary operation each;
//   5. the upper planes split each group into its values; popcount and add. The
//      first value of a group is its total less the others.
//
// 96 bins take 12 popcounts per 64 elements, whatever the data. Accumulators are
// 64-bit and never wrap. Elements that are off (masked tail) or whose bin lies
// outside are cleared in step 3.
//===----------------------------------------------------------------------===//

#include "Histogram.h"
#include "Lowering.h"
#include "Strategy.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

constexpr unsigned kWidth = 64; ///< elements per step

VectorType words(OpBuilder &b) { return VectorType::get({8}, b.getI64Type()); }

/// How one value of a group is found from the accumulators.
struct Term {
  unsigned plus;
  SmallVector<unsigned> minus;
};

/// Emits the counting of one step, or only plans it (no builder): both walk the
/// same tree, so the accumulators and the terms agree by construction.
struct Counter {
  OpBuilder *b = nullptr;
  Location loc;
  ArrayRef<Value> planes;       ///< splat planes, vector<8xi64>
  SmallVector<Value> *accs = nullptr;
  unsigned next = 0;            ///< next accumulator
  SmallVector<Term> *terms = nullptr; ///< by group value, when planning

  Value both(Value x, Value y) {
    return b ? arith::AndIOp::create(*b, loc, x, y).getResult() : Value();
  }
  Value literal(unsigned plane, bool set) {
    if (!b)
      return Value();
    if (set)
      return planes[plane];
    return arith::XOrIOp::create(*b, loc, planes[plane],
                                 constantOf(*b, loc, words(*b), -1));
  }
  /// mask & literal & literal, shaped so that one ternary operation serves.
  Value split(Value mask, unsigned plane, unsigned value, unsigned bits) {
    Value pick = literal(plane, value & 1);
    if (bits == 2)
      pick = both(pick, literal(plane + 1, value & 2));
    return both(mask, pick);
  }
  /// Adds popcount(mask) to the next accumulator and returns its number.
  unsigned count(Value mask) {
    if (b) {
      Value bits = LLVM::CtPopOp::create(*b, loc, mask);
      (*accs)[next] = arith::AddIOp::create(*b, loc, (*accs)[next], bits);
    }
    return next++;
  }
  void term(unsigned value, unsigned plus, ArrayRef<unsigned> minus) {
    if (!terms)
      return;
    if (terms->size() <= value)
      terms->resize(value + 1);
    (*terms)[value] = {plus, SmallVector<unsigned>(minus)};
  }

  /// Counts the `q` values that `mask` splits into by `plane` and above; value
  /// v is number first + v * stride of the whole.
  void values(Value mask, unsigned plane, unsigned q, unsigned first,
              unsigned stride) {
    if (q <= 4) {
      unsigned total = count(mask);
      SmallVector<unsigned> others;
      for (unsigned v = 1; v < q; ++v) {
        // Three values: planes exclude each other, so one literal is enough.
        Value part = q <= 3 ? both(mask, literal(v == 1 ? plane : plane + 1, true))
                            : split(mask, plane, v, 2);
        others.push_back(count(part));
        term(first + v * stride, others.back(), {});
      }
      term(first, total, others);
      return;
    }
    for (unsigned v = 0; v != 4; ++v)
      values(split(mask, plane, v, 2), plane + 2, (q - v + 3) / 4,
             first + v * stride, stride * 4);
  }

  /// The whole tree below the eight lanes, `groups` = ceil(bins / 8) values.
  void tree(Value lanes, unsigned groups) {
    unsigned bits = groups > 2 ? 2 : groups > 1 ? 1 : 0;
    if (!bits)
      return values(lanes, 3, 1, 0, 1);
    for (unsigned low = 0; low != (1u << bits) && low < groups; ++low)
      values(split(lanes, 3, low, bits), 3 + bits,
             (groups - low + (1u << bits) - 1) >> bits, low, 1u << bits);
  }
};

/// The splat planes of 64 bin numbers.
struct PlaneEmitter {
  const CPUTarget &target;
  unsigned count;

  SmallVector<Value> emit(OpBuilder &b, Location loc, Value bytes) const {
    return transposes() ? transposed(b, loc, bytes) : signMasks(b, loc, bytes);
  }

private:
  /// gf2p8affineqb with the data as the matrix and unit vectors as the bytes
  /// transposes each 8x8 bit block: byte j of word k holds bit j of bytes
  /// 8k..8k+7, the element 8k + 7 - i at bit i because matrix rows count from
  /// the top. Counting does not care; masks go through the same transpose. A
  /// byte permute then copies plane j to all eight lanes.
  SmallVector<Value> transposed(OpBuilder &b, Location loc, Value bytes) const {
    auto byteType = cast<VectorType>(bytes.getType());
    SmallVector<int8_t> unit(kWidth);
    for (unsigned i = 0; i != kWidth; ++i)
      unit[i] = static_cast<int8_t>(1u << (i % 8));
    Value units = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(byteType, ArrayRef<int8_t>(unit)));
    Value none = LLVM::ConstantOp::create(b, loc, b.getI8Type(),
                                          b.getI8IntegerAttr(0));
    Value blocks =
        LLVM::CallIntrinsicOp::create(
            b, loc, byteType,
            b.getStringAttr("llvm.x86.vgf2p8affineqb.512"),
            ValueRange{units, bytes, none})
            .getResult(0);
    SmallVector<Value> planes;
    for (unsigned j = 0; j != count; ++j) {
      SmallVector<int8_t> pick(kWidth);
      for (unsigned i = 0; i != kWidth; ++i)
        pick[i] = static_cast<int8_t>(8 * (i % 8) + j);
      Value index = arith::ConstantOp::create(
          b, loc, DenseElementsAttr::get(byteType, ArrayRef<int8_t>(pick)));
      Value splat =
          LLVM::CallIntrinsicOp::create(
              b, loc, byteType,
              b.getStringAttr("llvm.x86.avx512.permvar.qi.512"),
              ValueRange{blocks, index})
              .getResult(0);
      planes.push_back(vector::BitCastOp::create(b, loc, words(b), splat));
    }
    return planes;
  }

  SmallVector<Value> signMasks(OpBuilder &b, Location loc, Value bytes) const {
    SmallVector<Value> planes;
    Value zero = constantOf(b, loc, bytes.getType(), 0);
    for (unsigned j = 0; j != count; ++j) {
      Value shifted = bytes;
      if (j != 7)
        shifted = arith::ShLIOp::create(
            b, loc, bytes, constantOf(b, loc, bytes.getType(), 7 - j));
      Value signs = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                          shifted, zero);
      planes.push_back(splatMask(b, loc, signs));
    }
    return planes;
  }

  bool transposes() const {
    return target.has("gfni") && target.has("avx512vbmi");
  }

public:
  /// 64 booleans as a plane: in all eight lanes, elements ordered as emit()
  /// orders them.
  Value emitMask(OpBuilder &b, Location loc, Value mask) const {
    if (!transposes())
      return splatMask(b, loc, mask);
    Value bytes = arith::ExtUIOp::create(
        b, loc, VectorType::get({kWidth}, b.getI8Type()), mask);
    return PlaneEmitter{target, 1}.transposed(b, loc, bytes)[0];
  }

private:
  static Value splatMask(OpBuilder &b, Location loc, Value mask) {
    auto one = VectorType::get({1}, b.getI64Type());
    Value word = vector::ExtractOp::create(
        b, loc, vector::BitCastOp::create(b, loc, one, mask), 0);
    return broadcast(b, loc, word, 8);
  }
};

/// Lane l keeps element i iff the low three bits of its bin number are l.
Value lowLanes(OpBuilder &b, Location loc, ArrayRef<Value> planes,
               unsigned used) {
  Value lanes;
  for (unsigned j = 0; j != 3 && j < used; ++j) {
    SmallVector<int64_t> flip(8);
    for (unsigned l = 0; l != 8; ++l)
      flip[l] = (l >> j) & 1 ? 0 : -1;
    Value flips = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(words(b), ArrayRef<int64_t>(flip)));
    Value match = arith::XOrIOp::create(b, loc, planes[j], flips);
    lanes = lanes ? arith::AndIOp::create(b, loc, lanes, match).getResult() : match;
  }
  return lanes;
}

struct HistogramBitslice : Strategy {
  StringRef op() const override { return "histogram"; }
  StringRef name() const override { return "bitslice"; }

  std::optional<double> cost(Operation *op, const CPUTarget &target,
                             std::string &why) const override {
    auto histogram = cast<HistogramOp>(op);
    if (!hasByteMasks(target) || !target.has("avx512vpopcntdq")) {
      why = "needs AVX-512 with vector popcount";
      return std::nullopt;
    }
    std::optional<CountShape> shape = countShape(histogram, why);
    if (!shape)
      return std::nullopt;
    if (shape->bins > 256) {
      why = "more than 256 bins";
      return std::nullopt;
    }
    if (!canVectorize(histogram.getBody().front(), &why))
      return std::nullopt;
    // Measured: about 30 + 3 per group vector operations per 64 elements.
    return (30.0 + 3.0 * ((shape->bins + 7) / 8)) / kWidth;
  }

  void rewrite(Operation *op, RewriterBase &b,
               const CPUTarget &target) const override {
    auto histogram = cast<HistogramOp>(op);
    Location loc = op->getLoc();
    std::string why;
    CountShape shape = *countShape(histogram, why);
    Block &body = histogram.getBody().front();
    unsigned groups = (shape.bins + 7) / 8;

    SmallVector<Term> terms;
    Counter plan{nullptr, loc, {}, nullptr, 0, &terms};
    plan.tree(Value(), groups);
    SmallVector<Value> zero(plan.next, constantOf(b, loc, words(b), 0));

    unsigned planeCount = std::max(3u, llvm::Log2_32_Ceil(shape.bins));
    PlaneEmitter planeEmitter{target, planeCount};
    Value n = extent(b, loc, histogram.getInputs()[0]);
    SmallVector<Value> accs = stripMine(
        b, loc, n, kWidth, /*unroll=*/1, Tail::Masked, zero,
        [&](OpBuilder &in, Value i, unsigned width, Value mask, unsigned,
            ValueRange carried) {
          Value index = emitElements(in, loc, body, histogram.getInputs(), i,
                                     width, mask)[0];
          Value valid = shape.inRange ? Value() : inRange(in, loc, index, shape.bins);
          if (mask)
            valid = valid ? arith::AndIOp::create(in, loc, valid, mask).getResult()
                          : mask;
          SmallVector<Value> planes =
              planeEmitter.emit(in, loc, asBytes(in, loc, index));
          Value lanes = lowLanes(in, loc, planes, planeCount);
          if (valid)
            lanes = arith::AndIOp::create(
                in, loc, lanes, planeEmitter.emitMask(in, loc, valid));
          SmallVector<Value> now(carried);
          Counter counter{&in, loc, planes, &now, 0, nullptr};
          counter.tree(lanes, groups);
          return now;
        });
    for (unsigned g = 0; g != groups; ++g) {
      Value total = accs[terms[g].plus];
      for (unsigned minus : terms[g].minus)
        total = arith::SubIOp::create(b, loc, total, accs[minus]);
      storeGroup(b, loc, histogram, total, g * 8,
                 std::min<unsigned>(8, shape.bins - g * 8));
    }
    b.eraseOp(op);
  }

private:
  static Value inRange(OpBuilder &b, Location loc, Value index, uint64_t bins) {
    auto type = cast<VectorType>(index.getType());
    unsigned bits = getElementTypeOrSelf(type).isIndex()
                        ? 64
                        : type.getElementTypeBitWidth();
    if (bits < 64 && bins >= (uint64_t(1) << bits))
      return Value();
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index,
                                 constantOf(b, loc, type, bins));
  }

  static Value asBytes(OpBuilder &b, Location loc, Value index) {
    auto type = cast<VectorType>(index.getType());
    auto bytes = VectorType::get(type.getShape(), b.getI8Type());
    if (type.getElementType().isIndex())
      index = arith::IndexCastOp::create(
          b, loc, VectorType::get(type.getShape(), b.getI64Type()), index);
    unsigned bits = cast<VectorType>(index.getType()).getElementTypeBitWidth();
    if (bits > 8)
      return arith::TruncIOp::create(b, loc, bytes, index);
    if (bits < 8)
      return arith::ExtUIOp::create(b, loc, bytes, index);
    return index;
  }

  /// bins[first .. first + count) := (or +=) the lanes of `total`.
  static void storeGroup(OpBuilder &b, Location loc, HistogramOp op, Value total,
                         unsigned first, unsigned count) {
    Value bins = op.getBins();
    Type type = cast<MemRefType>(bins.getType()).getElementType();
    auto vector = VectorType::get({8}, type);
    if (!type.isInteger(64))
      total = arith::TruncIOp::create(b, loc, vector, total);
    Value at = indexConstant(b, loc, first);
    Value mask;
    if (count < 8)
      mask = vector::ConstantMaskOp::create(
          b, loc, VectorType::get({8}, b.getI1Type()), ArrayRef<int64_t>{count});
    if (op.getAccumulate())
      total = arith::AddIOp::create(b, loc, total,
                                    loadElements(b, loc, bins, at, 8, mask));
    storeElements(b, loc, total, bins, at, 8, mask);
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createHistogramBitslice() {
  return std::make_unique<HistogramBitslice>();
}
