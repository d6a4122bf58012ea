//===- MapStrategies.cpp - atlas.map on CPUs ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vector: whole registers, four at a time, a masked (AVX-512) or scalar tail.
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "Strategy.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

namespace {

/// Lanes of the widest value that fit one register, at least 2.
unsigned lanesFor(Block &body, ValueRange buffers, const CPUTarget &target) {
  SmallVector<Type> elements;
  for (Value buffer : buffers)
    elements.push_back(cast<MemRefType>(buffer.getType()).getElementType());
  unsigned lanes = target.vectorBytes() / widestBytes(body, elements);
  return std::max(lanes, 2u);
}

struct MapVector : Strategy {
  StringRef op() const override { return "map"; }
  StringRef name() const override { return "vector"; }
  bool needsVectors() const override { return true; }

  std::optional<double> cost(Operation *op, const CPUTarget &target,
                             std::string &why) const override {
    auto map = cast<MapOp>(op);
    if (cast<MemRefType>(map.getOutputs()[0].getType()).getRank() != 1) {
      why = "the buffers are of rank 2 and not contiguous";
      return std::nullopt;
    }
    if (!canVectorize(map.getBody().front(), &why))
      return std::nullopt;
    return 1.0;
  }

  void rewrite(Operation *op, RewriterBase &rewriter,
               const CPUTarget &target) const override {
    auto map = cast<MapOp>(op);
    Location loc = op->getLoc();
    Block &body = map.getBody().front();
    SmallVector<Value> buffers(map.getInputs());
    llvm::append_range(buffers, map.getOutputs());
    unsigned lanes = lanesFor(body, buffers, target);
    Value n = extent(rewriter, loc, map.getOutputs()[0]);
    Tail tail = hasByteMasks(target) ? Tail::Masked : Tail::Scalar;
    stripMine(rewriter, loc, n, lanes, /*unroll=*/4, tail, {},
              [&](OpBuilder &b, Value i, unsigned width, Value mask, unsigned,
                  ValueRange) {
                SmallVector<Value> results = emitElements(
                    b, loc, body, map.getInputs(), i, width, mask);
                for (auto [value, output] :
                     llvm::zip_equal(results, map.getOutputs()))
                  storeElements(b, loc, value, output, i, width, mask);
                return SmallVector<Value>();
              });
    rewriter.eraseOp(op);
  }
};

} // namespace

std::unique_ptr<Strategy> cpu::createMapVector() {
  return std::make_unique<MapVector>();
}
