//===- HistogramBitslice.cpp - Histograms by bit-planes and popcount ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For AVX-512 with GFNI, VBMI and vector popcount, up to 256 bins. The bin number
// c of an element is split as c = low + 8 * mid + 32 * upper, and 64 elements
// are turned into sets of positions (64-bit words):
//
//   low    lane j = the elements with low == j
//   mid    one word for each of the four values
//   upper  one word for each value but the last
//
// A set word is made by a byte look-up that gives a one-hot code for each element
// and an 8x8 bit transpose of the codes: byte permute, GF2P8AFFINEQB against
// the identity matrix, byte permute. Then V[m] = low & mid[m], and one popcount
// and one add each count V[m] and V[m] & upper[u]; the last upper value is the
// total less the others. 96 bins take 43 vector operations per 64 elements,
// whatever the data.
//
// mid and upper go through memory and come back as broadcast operands, which
// cost no vector unit. The chain look-up, transpose, permute, store, reload is
// some 40 cycles long, so sets are prepared two blocks ahead of the counting;
// empty inline assembly holds that order.
//
// Look-ups see six bits of their index. When the region is a function of a byte
// whose low bits follow from bits 0..5 and whose upper part follows from bits
// 3..7, the tables are indexed by the byte itself and the region vanishes.
//===----------------------------------------------------------------------===//

#include "Histogram.h"
#include "Lowering.h"
#include "Strategy.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

constexpr int64_t kWidth = 64; ///< elements per block
constexpr unsigned kAhead = 2; ///< blocks between preparing and counting
constexpr unsigned kRing = 4;  ///< blocks of sets in memory
constexpr int64_t kShort = 16 * kWidth; ///< no loop up to here

/// The one-hot codes of one histogram.
struct Codes {
  uint64_t bins = 0;
  bool onByte = false; ///< indexed by the input byte, else by the bin number
  std::array<uint8_t, 64> low{};
  /// Codes of mid (sets 0..3) and upper (sets 4..), eight sets to a table,
  /// indexed by bits 3..7.
  SmallVector<std::array<uint8_t, 64>> high;

  unsigned groups() const { return (bins + 7) / 8; }
  /// Values of `upper` for a value of `mid`.
  unsigned uppers(unsigned mid) const {
    return mid < groups() ? (groups() - mid + 3) / 4 : 0;
  }
  unsigned mids() const { return std::min(4u, groups()); }
  unsigned accumulators() const {
    unsigned count = 0;
    for (unsigned mid = 0; mid != mids(); ++mid)
      count += uppers(mid);
    return count;
  }
};

/// Codes for bin numbers `bin[index]`; index bits 0..5 reach the low table, bits
/// 3..7 the others. False when the split does not hold for this function.
bool makeCodes(ArrayRef<uint64_t> bin, Codes &codes) {
  unsigned sets = 4 + codes.uppers(0) - 1;
  codes.high.assign((sets + 7) / 8, {});
  std::array<int, 64> low;
  std::array<int, 32> high;
  low.fill(-1);
  high.fill(-1);
  for (unsigned i = 0; i != 256; ++i) {
    if (bin[i] >= codes.bins && codes.onByte)
      return false;
    int &l = low[i % 64], &h = high[i / 8];
    int wantLow = bin[i] % 8, wantHigh = bin[i] / 8;
    if ((l >= 0 && l != wantLow) || (h >= 0 && h != wantHigh))
      return false;
    l = wantLow;
    h = wantHigh;
  }
  for (unsigned i = 0; i != 64; ++i) {
    codes.low[i] = 1u << low[i];
    unsigned mid = high[i % 32] % 4, upper = high[i % 32] / 4;
    codes.high[0][i] |= 1u << mid;
    if (unsigned set = 4 + upper; set < sets)
      codes.high[set / 8][i] |= 1u << (set % 8);
  }
  return true;
}

Codes codesFor(HistogramOp op, const CountShape &shape) {
  Codes codes;
  codes.bins = shape.bins;
  if (auto table = byteTable(op); table && shape.inRange) {
    codes.onByte = true;
    if (makeCodes(*table, codes))
      return codes;
  }
  std::vector<uint64_t> identity(256);
  for (unsigned i = 0; i != 256; ++i)
    identity[i] = i;
  codes.onByte = false;
  makeCodes(identity, codes);
  return codes;
}

/// The state between preparing and counting one block.
struct Prepared {
  Value low;
  Value sets; ///< pointer to the set words
};

class BitsliceEmitter {
public:
  BitsliceEmitter(HistogramOp op, OpBuilder &b, CountShape shape)
      : op(op), b(b), loc(op.getLoc()), shape(shape), codes(codesFor(op, shape)),
        bytes(VectorType::get({kWidth}, b.getI8Type())),
        words(VectorType::get({8}, b.getI64Type())),
        pointer(LLVM::LLVMPointerType::get(b.getContext())),
        inputs(op.getInputs()), bins(op.getBins()) {}

  /// Replaces the histogram, or the batch around it when that does nothing else.
  void run(RewriterBase &rewriter) {
    auto type = cast<MemRefType>(inputs[0].getType());
    BatchOp batch = pipelinedBatch();
    if (batch)
      b.setInsertionPoint(batch);
    makeRing();
    accs.assign(codes.accumulators(), Value());
    if (batch) {
      items(batch, type.getDimSize(0) / kWidth);
      rewriter.eraseOp(batch);
      return;
    }
    if (!type.isDynamicDim(0) && type.getDimSize(0) <= kShort)
      straight(type.getDimSize(0));
    else
      loops(extent(b, loc, inputs[0]));
    store();
    rewriter.eraseOp(op);
  }

private:
  HistogramOp op;
  OpBuilder &b;
  Location loc;
  CountShape shape;
  Codes codes;
  VectorType bytes, words;
  Type pointer;
  SmallVector<Value> accs; ///< null: still zero
  SmallVector<Value> ring;
  SmallVector<Value> inputs; ///< of the item at hand
  Value bins;

  //===------------------------------------------------------------------===//
  // Order
  //===------------------------------------------------------------------===//

  /// A static number of elements, without a loop.
  void straight(int64_t n) {
    int64_t full = n / kWidth, blocks = (n + kWidth - 1) / kWidth;
    // A short range is prepared whole: its first blocks overlap what came before.
    int64_t ahead = blocks <= kRing ? blocks : kAhead;
    SmallVector<Prepared> ready;
    auto next = [&](int64_t k) {
      Value mask;
      if (k >= full)
        mask = lowMask(b, loc, indexConstant(b, loc, n - full * kWidth), kWidth);
      ready.push_back(prepare(indexConstant(b, loc, k * kWidth), k % kRing, mask));
    };
    for (int64_t k = 0; k < ahead; ++k)
      next(k);
    // Else the optimiser forwards the stores and shuffles registers.
    if (ahead)
      ready.back().low = pin(ready.back().low);
    for (int64_t k = 0; k != blocks; ++k) {
      bool more = k + ahead < blocks;
      if (more)
        next(k + ahead);
      count(ready[k]);
      if (more)
        pin(ready.back().low);
    }
  }

  /// The batch around a short histogram over whole groups of blocks, if address
  /// arithmetic is all else that it holds.
  BatchOp pipelinedBatch() {
    auto batch = dyn_cast<BatchOp>(op->getParentOp());
    auto type = cast<MemRefType>(inputs[0].getType());
    if (!batch || type.isDynamicDim(0) || type.getDimSize(0) == 0 ||
        type.getDimSize(0) > kShort || type.getDimSize(0) % (kRing * kWidth) != 0)
      return {};
    for (Operation &other : batch.getBody().front().without_terminator())
      if (&other != op && !(isMemoryEffectFree(&other) && other.getNumRegions() == 0))
        return {};
    return batch;
  }

  /// Makes the buffers of item `i` of the batch the current ones.
  void select(BatchOp batch, Value i) {
    IRMapping map;
    Block &body = batch.getBody().front();
    map.map(body.getArgument(0), i);
    for (Operation &other : body.without_terminator())
      if (&other != op)
        b.clone(other, map);
    inputs.clear();
    for (Value input : op.getInputs())
      inputs.push_back(map.lookupOrDefault(input));
    bins = map.lookupOrDefault(op.getBins());
  }

  /// All items of a batch, the first blocks of the next one prepared while the
  /// last ones of this are counted. The last item prepares its own again.
  void items(BatchOp batch, int64_t blocks) {
    Value zero = indexConstant(b, loc, 0), one = indexConstant(b, loc, 1);
    Value count = batch.getCount();
    Value some = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, count, zero);
    auto branch = scf::IfOp::create(b, loc, some, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    Value last = arith::SubIOp::create(b, loc, count, one);
    select(batch, zero);
    SmallVector<Value> carried;
    for (unsigned k = 0; k != kAhead; ++k)
      carried.push_back(prepare(indexConstant(b, loc, k * kWidth), k, Value()).low);
    auto loop = scf::ForOp::create(b, loc, zero, count, one, carried);
    b.setInsertionPointToStart(loop.getBody());
    Value i = loop.getInductionVar();
    Value after = arith::MinUIOp::create(b, loc, addIndex(b, loc, i, one), last);
    select(batch, i);
    Value ownBins = bins;
    accs.assign(codes.accumulators(), Value());
    SmallVector<Value> lows(loop.getRegionIterArgs());
    for (int64_t k = 0; k != blocks; ++k) {
      int64_t ahead = k + kAhead;
      if (ahead == blocks)
        select(batch, after);
      Value at = indexConstant(b, loc, (ahead % blocks) * kWidth);
      Value low = prepare(at, ahead % kRing, Value()).low;
      this->count({lows[k], ring[k % kRing]});
      lows.push_back(pin(low));
    }
    bins = ownBins;
    store();
    scf::YieldOp::create(b, loc, ArrayRef<Value>(lows).take_back(kAhead));
  }

  /// Groups of four blocks, prepared ahead across iterations; then single
  /// blocks; then a masked one.
  void loops(Value n) {
    constexpr int64_t kGroup = kRing * kWidth;
    Value zero = indexConstant(b, loc, 0);
    for (Value &acc : accs)
      acc = constantOf(b, loc, words, 0);
    Value end = roundDown(b, loc, n, kGroup);
    Value last = arith::SubIOp::create(
        b, loc, arith::MaxUIOp::create(b, loc, end, indexConstant(b, loc, kGroup)),
        indexConstant(b, loc, kGroup));
    Value some = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, end, zero);
    auto branch = scf::IfOp::create(b, loc, words_(accs.size()), some,
                                    /*withElseRegion=*/true);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(b, loc, accs);
      b.setInsertionPointToStart(branch.thenBlock());
      scf::YieldOp::create(b, loc, groupLoop(end, last));
    }
    accs.assign(branch.result_begin(), branch.result_end());
    accs = stripMine(b, loc, n, kWidth, 1, Tail::Masked, accs,
                     [&](OpBuilder &, Value i, unsigned, Value mask, unsigned,
                         ValueRange carried) {
                       accs.assign(carried.begin(), carried.end());
                       count(prepare(i, 0, mask));
                       return accs;
                     },
                     end);
  }

  SmallVector<Type> words_(unsigned count) { return SmallVector<Type>(count, words); }

  SmallVector<Value> groupLoop(Value end, Value last) {
    Value zero = indexConstant(b, loc, 0);
    SmallVector<Value> carried(accs);
    for (unsigned k = 0; k != kAhead; ++k)
      carried.push_back(prepare(indexConstant(b, loc, k * kWidth), k, Value()).low);
    SmallVector<Value> done = buildFor(
        b, loc, zero, end, kRing * kWidth, carried,
        [&](OpBuilder &in, Value base, ValueRange now) {
          OpBuilder::InsertionGuard guard(b);
          b.setInsertionPoint(in.getInsertionBlock(), in.getInsertionPoint());
          accs = llvm::to_vector(now.drop_back(kAhead));
          SmallVector<Value> lows = llvm::to_vector(now.take_back(kAhead));
          // After the last group its own first blocks are prepared again and not
          // used, so that nothing past the end is read.
          Value after = arith::MinUIOp::create(
              b, loc,
              addIndex(b, loc, base, indexConstant(b, loc, kRing * kWidth)), last);
          for (unsigned k = 0; k != kRing; ++k) {
            unsigned ahead = k + kAhead;
            Value from = ahead < kRing ? base : after;
            Value at = addIndex(b, loc, from,
                                indexConstant(b, loc, (ahead % kRing) * kWidth));
            Value low = prepare(at, ahead % kRing, Value()).low;
            count({lows[k], ring[k]});
            lows.push_back(pin(low));
          }
          SmallVector<Value> next(accs);
          next.append(lows.end() - kAhead, lows.end());
          in.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
          return next;
        });
    done.resize(done.size() - kAhead);
    return done;
  }

  //===------------------------------------------------------------------===//
  // One block
  //===------------------------------------------------------------------===//

  /// Stack memory for the sets, hidden from the optimiser: it would turn the
  /// broadcast loads into register shuffles.
  void makeRing() {
    unsigned size = codes.high.size() * 64;
    Value stack = stackBuffer(
        b, op, MemRefType::get({static_cast<int64_t>(kRing) * size}, b.getI8Type()));
    Value address = arith::IndexCastOp::create(
        b, loc, b.getI64Type(),
        memref::ExtractAlignedPointerAsIndexOp::create(b, loc, stack));
    Value base = LLVM::IntToPtrOp::create(b, loc, pointer, ValueRange{address});
    base = inlineAsm(base, "=r,0");
    for (unsigned k = 0; k != kRing; ++k)
      ring.push_back(offset(base, k * size));
  }

  Value offset(Value base, int32_t distance) {
    return LLVM::GEPOp::create(b, loc, pointer, b.getI8Type(), base,
                               SmallVector<LLVM::GEPArg>{distance});
  }

  /// Empty assembly that takes and gives `value`.
  Value inlineAsm(Value value, StringRef constraints) {
    return LLVM::InlineAsmOp::create(
               b, loc, value.getType(), ValueRange{value}, b.getStringAttr(""),
               b.getStringAttr(constraints), /*has_side_effects=*/b.getUnitAttr(),
               /*is_align_stack=*/UnitAttr(),
               LLVM::TailCallKindAttr::get(
                   b.getContext(), LLVM::tailcallkind::TailCallKind::None),
               LLVM::AsmDialectAttr(), ArrayAttr())
        .getResult(0);
  }
  Value pin(Value value) { return inlineAsm(value, "=v,0,~{memory}"); }

  Value byteConstant(ArrayRef<uint8_t> values) {
    SmallVector<int8_t> copy(values.begin(), values.end());
    return arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(bytes, ArrayRef<int8_t>(copy)));
  }

  Value intrinsic(StringRef name, ValueRange args) {
    return LLVM::CallIntrinsicOp::create(b, loc, bytes, b.getStringAttr(name), args)
        .getResult(0);
  }

  Value lookup(ArrayRef<uint8_t> table, Value index) {
    return intrinsic("llvm.x86.avx512.permvar.qi.512", {byteConstant(table), index});
  }

  /// Word j of the result = bit j of all 64 codes, positions in a fixed order.
  /// Byte j of the constant selects bit j, so the product with each word as the
  /// matrix is that word's 8x8 transpose (Intel SDM 2, GF2P8AFFINEQB).
  Value transpose(Value code) {
    SmallVector<uint8_t> unit, gather;
    for (unsigned i = 0; i != kWidth; ++i) {
      unit.push_back(1u << (i % 8));
      gather.push_back((i % 8) * 8 + i / 8);
    }
    Value none = LLVM::ConstantOp::create(b, loc, b.getI8Type(),
                                          b.getI8IntegerAttr(0));
    Value blocks = intrinsic("llvm.x86.vgf2p8affineqb.512",
                             {byteConstant(unit), code, none});
    return intrinsic("llvm.x86.avx512.permvar.qi.512", {blocks, byteConstant(gather)});
  }

  Prepared prepare(Value at, unsigned slot, Value mask) {
    Value index, valid = mask;
    if (codes.onByte) {
      index = loadElements(b, loc, inputs[0], at, kWidth, mask);
    } else {
      Value bin = emitElements(b, loc, op.getBody().front(), inputs, at,
                               kWidth, mask)[0];
      if (!shape.inRange)
        if (Value inside = inRange(bin))
          valid = mask ? arith::AndIOp::create(b, loc, mask, inside).getResult()
                       : inside;
      index = asBytes(bin);
    }
    Value low = lookup(codes.low, index);
    if (valid)
      low = arith::SelectOp::create(b, loc, valid, low, constantOf(b, loc, bytes, 0));
    // Bits 3..7 of each byte; what a 16-bit shift brings in from the neighbour
    // lands in bit 5 and above, and the tables have period 32.
    auto halves = VectorType::get({kWidth / 2}, b.getI16Type());
    Value shifted = vector::BitCastOp::create(
        b, loc, bytes,
        arith::ShRUIOp::create(b, loc,
                               vector::BitCastOp::create(b, loc, halves, index),
                               constantOf(b, loc, halves, 3)));
    for (auto [k, table] : llvm::enumerate(codes.high))
      LLVM::StoreOp::create(b, loc, transpose(lookup(table, shifted)),
                            offset(ring[slot], k * 64), /*alignment=*/64);
    Value lanes = vector::BitCastOp::create(b, loc, words, transpose(low));
    return {lanes, ring[slot]};
  }

  Value inRange(Value bin) {
    Type element = getElementTypeOrSelf(bin.getType());
    unsigned bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
    if (bits < 64 && shape.bins >= (uint64_t(1) << bits))
      return Value();
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, bin,
                                 constantOf(b, loc, bin.getType(), shape.bins));
  }

  Value asBytes(Value bin) {
    if (getElementTypeOrSelf(bin.getType()).isIndex())
      bin = arith::IndexCastOp::create(
          b, loc, VectorType::get({kWidth}, b.getI64Type()), bin);
    unsigned bits = getElementTypeOrSelf(bin.getType()).getIntOrFloatBitWidth();
    if (bits > 8)
      return arith::TruncIOp::create(b, loc, bytes, bin);
    if (bits < 8)
      return arith::ExtUIOp::create(b, loc, bytes, bin);
    return bin;
  }

  Value set(const Prepared &block, unsigned index) {
    Value word = LLVM::LoadOp::create(b, loc, b.getI64Type(),
                                      offset(block.sets, index * 8), /*alignment=*/8);
    return broadcast(b, loc, word, 8);
  }

  /// Accumulators are ordered by mid: total first, then upper 0, 1, ...
  void count(const Prepared &block) {
    SmallVector<Value> upper;
    for (unsigned u = 0; u + 1 < codes.uppers(0); ++u)
      upper.push_back(set(block, 4 + u));
    unsigned next = 0;
    for (unsigned mid = 0; mid != codes.mids(); ++mid) {
      Value v = arith::AndIOp::create(b, loc, block.low, set(block, mid));
      add(next++, v);
      for (unsigned u = 0; u + 1 < codes.uppers(mid); ++u)
        add(next++, arith::AndIOp::create(b, loc, v, upper[u]));
    }
  }

  void add(unsigned k, Value members) {
    Value bits = LLVM::CtPopOp::create(b, loc, members);
    accs[k] = accs[k] ? arith::AddIOp::create(b, loc, accs[k], bits).getResult()
                      : bits;
  }

  //===------------------------------------------------------------------===//
  // Results
  //===------------------------------------------------------------------===//

  /// Narrows vectors of eight words and joins them, pair by pair: each step
  /// keeps every second part of two vectors' useful elements.
  Value pack(SmallVector<Value> parts, Type element) {
    unsigned width = element.getIntOrFloatBitWidth(), ratio = 64 / width;
    int64_t lanes = 8 * ratio;
    auto type = VectorType::get({lanes}, element);
    for (Value &part : parts)
      part = vector::BitCastOp::create(b, loc, type, part);
    int64_t useful = 8, stride = ratio;
    while (parts.size() > 1) {
      SmallVector<int64_t> pick(lanes, -1);
      for (int64_t i = 0; i != useful; ++i) {
        pick[i] = i * stride;
        pick[useful + i] = lanes + i * stride;
      }
      SmallVector<Value> half;
      for (unsigned p = 0; p != parts.size(); p += 2)
        half.push_back(
            vector::ShuffleOp::create(b, loc, parts[p], parts[p + 1], pick));
      parts = half;
      useful *= 2;
      stride = 1;
    }
    return parts[0];
  }

  void store() {
    Type element = cast<MemRefType>(bins.getType()).getElementType();
    unsigned width = element.getIntOrFloatBitWidth();
    for (Value &acc : accs)
      if (!acc)
        acc = constantOf(b, loc, words, 0);
    // byGroup[g]: counts of bins 8g .. 8g + 7, with what is to be subtracted.
    unsigned groups = codes.groups();
    SmallVector<Value> plus(groups);
    SmallVector<SmallVector<Value>> minus(groups);
    unsigned next = 0;
    for (unsigned mid = 0; mid != codes.mids(); ++mid) {
      unsigned total = next++, last = mid + 4 * (codes.uppers(mid) - 1);
      plus[last] = accs[total];
      for (unsigned u = 0; u + 1 < codes.uppers(mid); ++u) {
        plus[mid + 4 * u] = accs[next];
        minus[last].push_back(accs[next++]);
      }
    }
    // Subtracting after packing costs one operation a register, not one a group,
    // and shares the packed counts with those that are stored.
    unsigned step = 64 / width; // groups that fill one register
    Value zero = constantOf(b, loc, words, 0);
    for (unsigned g = 0; g < groups; g += step) {
      size_t terms = 0;
      for (unsigned k = g; k < std::min(g + step, groups); ++k)
        terms = std::max(terms, minus[k].size());
      auto gather = [&](auto part) {
        SmallVector<Value> parts;
        for (unsigned k = g; k != g + step; ++k)
          parts.push_back(k < groups ? part(k) : zero);
        return pack(parts, element);
      };
      Value value = gather([&](unsigned k) { return plus[k]; });
      for (size_t t = 0; t != terms; ++t)
        value = arith::SubIOp::create(
            b, loc, value, gather([&](unsigned k) {
              return t < minus[k].size() ? minus[k][t] : zero;
            }));
      storeBins(value, g * 8);
    }
  }

  /// bins[first ...] := (or +=) one register, as far as the bins go.
  void storeBins(Value value, unsigned first) {
    int64_t lanes = cast<VectorType>(value.getType()).getDimSize(0);
    int64_t left = codes.bins - first;
    Value mask;
    if (left < lanes)
      mask = vector::ConstantMaskOp::create(
          b, loc, VectorType::get({lanes}, b.getI1Type()), ArrayRef<int64_t>{left});
    Value at = indexConstant(b, loc, first);
    if (op.getAccumulate())
      value = arith::AddIOp::create(b, loc, value,
                                    loadElements(b, loc, bins, at, lanes, mask));
    storeElements(b, loc, value, bins, at, lanes, mask);
  }
};

struct HistogramBitslice : Strategy {
  StringRef op() const override { return "histogram"; }
  StringRef name() const override { return "bitslice"; }

  std::optional<double> cost(Operation *op, const CPUTarget &target,
                             std::string &why) const override {
    auto histogram = cast<HistogramOp>(op);
    if (!hasByteMasks(target) || !target.has("avx512vpopcntdq") ||
        !target.has("gfni") || !target.has("avx512vbmi")) {
      why = "needs AVX-512 with vector popcount, GFNI and VBMI";
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
    // Vector operations per element: 7 to prepare, 3 for each accumulator.
    return (7.0 + 3.0 * ((shape->bins + 7) / 8)) / kWidth;
  }

  void rewrite(Operation *op, RewriterBase &b, const CPUTarget &) const override {
    auto histogram = cast<HistogramOp>(op);
    std::string why;
    BitsliceEmitter(histogram, b, *countShape(histogram, why)).run(b);
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createHistogramBitslice() {
  return std::make_unique<HistogramBitslice>();
}
