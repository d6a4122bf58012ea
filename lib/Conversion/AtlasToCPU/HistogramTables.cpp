//===- HistogramTables.cpp - Histograms by private tables -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bin numbers of a chunk are computed in vectors into a small buffer, then
// counted one by one, neighbours into different tables, so that equal
// neighbours do not wait for each other's store:
//
//   subtable  up to 255 bins: byte counters, folded into the bins every chunk
//   table     up to 4,096 bins: 32-bit counters, folded every 2^30 elements
//
// A bin number outside is clamped to one slot behind the bins, which is never
// folded. Wider, weighted or dynamic histograms use the plain loop.
//===----------------------------------------------------------------------===//

#include "Histogram.h"
#include "Lowering.h"
#include "Strategy.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

//===----------------------------------------------------------------------===//
// The strategies
//===----------------------------------------------------------------------===//

namespace {

/// How one of the two strategies counts.
struct TableKind {
  StringRef name;
  unsigned counterBits;
  unsigned tables;
  int64_t chunk;     ///< elements between two looks at the fold
  int64_t foldEvery; ///< elements before a counter could wrap
  uint64_t maxBins;
  double cost;
};

// 4 tables x 192 elements: a byte counter takes at most 192.
constexpr TableKind kSubtable = {"subtable", 8, 4, 768, 768, 255, 1.0};
constexpr TableKind kTable = {"table", 32, 4, 1024, int64_t(1) << 30, 4096, 1.5};

struct HistogramTables : Strategy {
  const TableKind &kind;
  explicit HistogramTables(const TableKind &kind) : kind(kind) {}
  StringRef op() const override { return "histogram"; }
  StringRef name() const override { return kind.name; }

  std::optional<double> cost(Operation *op, const CPUTarget &,
                             std::string &why) const override {
    auto histogram = cast<HistogramOp>(op);
    std::optional<CountShape> shape = countShape(histogram, why);
    if (!shape)
      return std::nullopt;
    if (shape->bins > kind.maxBins) {
      why = ("more than " + Twine(kind.maxBins) + " bins").str();
      return std::nullopt;
    }
    if (!canVectorize(histogram.getBody().front(), &why))
      return std::nullopt;
    return kind.cost;
  }

  void rewrite(Operation *op, RewriterBase &b,
               const CPUTarget &target) const override {
    auto histogram = cast<HistogramOp>(op);
    Location loc = op->getLoc();
    std::string why;
    Emitter e{histogram, kind, *countShape(histogram, why), target, loc, {}, {}};
    e.run(b);
    b.eraseOp(op);
  }

private:
  struct Emitter {
    HistogramOp op;
    const TableKind &kind;
    CountShape shape;
    const CPUTarget &target;
    Location loc;
    SmallVector<Value> tables;
    Value numbers; ///< bin numbers of one chunk

    Type counter(OpBuilder &b) { return b.getIntegerType(kind.counterBits); }
    /// Bytes hold the numbers 0..255, the clamp slot included.
    Type number(OpBuilder &b) { return b.getIntegerType(shape.bins <= 255 ? 8 : 16); }

    void run(OpBuilder &b) {
      Value bins = op.getBins(), zero = indexConstant(b, loc, 0);
      Type binType = cast<MemRefType>(bins.getType()).getElementType();
      int64_t slots = shape.bins + 1;
      for (unsigned t = 0; t != kind.tables; ++t)
        tables.push_back(stackBuffer(b, op, MemRefType::get({slots}, counter(b))));
      numbers = stackBuffer(b, op, MemRefType::get({kind.chunk}, number(b)));
      if (!op.getAccumulate())
        each(b, shape.bins, [&](OpBuilder &in, Value i, unsigned width) {
          storeElements(in, loc, constantOf(in, loc, widenType(binType, width), 0),
                        bins, i, width);
        });
      Value n = extent(b, loc, op.getInputs()[0]);
      buildFor(b, loc, zero, n, kind.foldEvery, {},
               [&](OpBuilder &in, Value base, ValueRange) {
                 clear(in);
                 Value left = arith::SubIOp::create(in, loc, n, base);
                 Value length = arith::MinUIOp::create(
                     in, loc, left, indexConstant(in, loc, kind.foldEvery));
                 if (kind.foldEvery == kind.chunk)
                   chunk(in, base, length);
                 else
                   chunks(in, base, length);
                 fold(in);
                 return SmallVector<Value>();
               });
    }

    /// A loop over [0, count) in vectors of the bins' width, then singly.
    void each(OpBuilder &b, int64_t count,
              function_ref<void(OpBuilder &, Value, unsigned)> body) {
      Type binType = cast<MemRefType>(op.getBins().getType()).getElementType();
      unsigned lanes = target.vectorBytes() / (binType.getIntOrFloatBitWidth() / 8);
      stripMine(b, loc, indexConstant(b, loc, count), std::max(2u, lanes), 1,
                Tail::Scalar, {},
                [&](OpBuilder &in, Value i, unsigned width, Value, unsigned,
                    ValueRange) {
                  body(in, i, width);
                  return SmallVector<Value>();
                });
    }

    void clear(OpBuilder &b) {
      unsigned lanes = target.vectorBytes() / (kind.counterBits / 8);
      for (Value table : tables)
        stripMine(b, loc, indexConstant(b, loc, shape.bins + 1), lanes, 1,
                  Tail::Scalar, {},
                  [&](OpBuilder &in, Value i, unsigned width, Value, unsigned,
                      ValueRange) {
                    storeElements(
                        in, loc,
                        constantOf(in, loc, widenType(counter(in), width), 0), table,
                        i, width);
                    return SmallVector<Value>();
                  });
    }

    void chunks(OpBuilder &b, Value base, Value length) {
      buildFor(b, loc, indexConstant(b, loc, 0), length, kind.chunk, {},
               [&](OpBuilder &in, Value at, ValueRange) {
                 Value left = arith::SubIOp::create(in, loc, length, at);
                 Value size = arith::MinUIOp::create(
                     in, loc, left, indexConstant(in, loc, kind.chunk));
                 chunk(in, addIndex(in, loc, base, at), size);
                 return SmallVector<Value>();
               });
    }

    /// Numbers of [base, base + length), then their counts.
    void chunk(OpBuilder &b, Value base, Value length) {
      Block &body = op.getBody().front();
      SmallVector<Type> elements{number(b)};
      for (Value input : op.getInputs())
        elements.push_back(cast<MemRefType>(input.getType()).getElementType());
      unsigned lanes =
          std::max(2u, target.vectorBytes() / widestBytes(body, elements));
      Tail tail = hasByteMasks(target) ? Tail::Masked : Tail::Scalar;
      stripMine(b, loc, length, lanes, 1, tail, {},
                [&](OpBuilder &in, Value i, unsigned width, Value mask, unsigned,
                    ValueRange) {
                  Value index =
                      emitElements(in, loc, body, op.getInputs(),
                                   addIndex(in, loc, base, i), width, mask)[0];
                  storeElements(in, loc, clamped(in, index, width), numbers, i,
                                width, mask);
                  return SmallVector<Value>();
                });
      stripMine(b, loc, length, 1, kind.tables, Tail::Scalar, {},
                [&](OpBuilder &in, Value i, unsigned, Value, unsigned slot,
                    ValueRange) {
                  Value number = arith::IndexCastUIOp::create(
                      in, loc, in.getIndexType(),
                      memref::LoadOp::create(in, loc, numbers, i));
                  Value table = tables[slot];
                  Value old = memref::LoadOp::create(in, loc, table, number);
                  Value one = constantOf(in, loc, counter(in), 1);
                  memref::StoreOp::create(
                      in, loc, arith::AddIOp::create(in, loc, old, one), table,
                      number);
                  return SmallVector<Value>();
                });
    }

    /// The bin number, or `bins` when it lies outside, in the buffer's type.
    Value clamped(OpBuilder &b, Value index, unsigned width) {
      if (getElementTypeOrSelf(index.getType()).isIndex())
        index = arith::IndexCastOp::create(
            b, loc, widenType(b.getI64Type(), width), index);
      if (!shape.inRange)
        index = arith::MinUIOp::create(
            b, loc, index, constantOf(b, loc, index.getType(), shape.bins));
      unsigned have = getElementTypeOrSelf(index.getType()).getIntOrFloatBitWidth();
      unsigned want = number(b).getIntOrFloatBitWidth();
      Type type = widenType(number(b), width);
      if (have > want)
        return arith::TruncIOp::create(b, loc, type, index);
      if (have < want)
        return arith::ExtUIOp::create(b, loc, type, index);
      return index;
    }

    /// bins += all tables.
    void fold(OpBuilder &b) {
      Value bins = op.getBins();
      Type binType = cast<MemRefType>(bins.getType()).getElementType();
      unsigned binBits = binType.getIntOrFloatBitWidth();
      each(b, shape.bins, [&](OpBuilder &in, Value i, unsigned width) {
        Value sum = loadElements(in, loc, bins, i, width);
        for (Value table : tables) {
          Value part = loadElements(in, loc, table, i, width);
          Type want = widenType(binType, width);
          if (binBits > kind.counterBits)
            part = arith::ExtUIOp::create(in, loc, want, part);
          else if (binBits < kind.counterBits)
            part = arith::TruncIOp::create(in, loc, want, part);
          sum = arith::AddIOp::create(in, loc, sum, part);
        }
        storeElements(in, loc, sum, bins, i, width);
      });
    }
  };
};

} // namespace

std::unique_ptr<Strategy> cpu::createHistogramSubtable() {
  return std::make_unique<HistogramTables>(kSubtable);
}
std::unique_ptr<Strategy> cpu::createHistogramTable() {
  return std::make_unique<HistogramTables>(kTable);
}
