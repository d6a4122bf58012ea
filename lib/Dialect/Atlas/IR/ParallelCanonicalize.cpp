//===- ParallelCanonicalize.cpp - Canonical forms of L1 operations --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace atlas;

namespace {

bool isEmptyBuffer(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  return llvm::is_contained(type.getShape(), 0);
}

/// The block whose first arguments go with the inputs.
template <typename OpT>
Block &elementBlock(OpT op) {
  if constexpr (std::is_same_v<OpT, FindOp>)
    return op.getElementRegion().front();
  else
    return op.getBody().front();
}

/// ins(%a, %a) { (x, y) } -> ins(%a) { (x) }: each buffer is read once. Linear
/// in the number of inputs squared, which is tiny.
template <typename OpT>
struct MergeInputs : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Block &body = elementBlock(op);
    for (unsigned i = 1; i < op.getInputs().size(); ++i)
      for (unsigned j = 0; j != i; ++j) {
        if (op.getInputs()[i] != op.getInputs()[j])
          continue;
        rewriter.modifyOpInPlace(op, [&] {
          body.getArgument(i).replaceAllUsesWith(body.getArgument(j));
          body.eraseArgument(i);
          op.getInputsMutable().erase(i);
        });
        return success();
      }
    return failure();
  }
};

/// An input whose elements the region ignores is not read, as long as another
/// buffer gives the range.
template <typename OpT>
struct DropUnusedInputs : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;
  LogicalResult matchAndRewrite(OpT op, PatternRewriter &rewriter) const override {
    Block &body = elementBlock(op);
    unsigned keep = std::is_same_v<OpT, MapOp> ? 0 : 1;
    for (unsigned i = 0; i < op.getInputs().size(); ++i) {
      if (!body.getArgument(i).use_empty() || op.getInputs().size() <= keep)
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        body.eraseArgument(i);
        op.getInputsMutable().erase(i);
      });
      return success();
    }
    return failure();
  }
};

/// A map over nothing does nothing.
struct EraseEmptyMap : OpRewritePattern<MapOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MapOp op, PatternRewriter &rewriter) const override {
    if (!isEmptyBuffer(op.getOutputs()[0]))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

/// A reduction over nothing is its init.
struct FoldEmptyReduce : OpRewritePattern<ReduceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    if (!isEmptyBuffer(op.getInputs()[0]))
      return failure();
    rewriter.replaceOp(op, op.getInits());
    return success();
  }
};

/// A search through nothing ends at 0.
struct FoldEmptyFind : OpRewritePattern<FindOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(FindOp op, PatternRewriter &rewriter) const override {
    if (!isEmptyBuffer(op.getInputs()[0]))
      return failure();
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, rewriter.getI64IntegerAttr(0));
    return success();
  }
};

/// A value of the map that is yielded twice has one window; one whose window
/// nobody looks at is not computed.
struct DropWindows : OpRewritePattern<FindOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(FindOp op, PatternRewriter &rewriter) const override {
    if (op.getMap().empty() || op.getNumWindows() < 2)
      return failure();
    Operation *yield = op.getMap().front().getTerminator();
    for (unsigned i = 0, e = op.getNumWindows(); i != e; ++i) {
      BlockArgument window = op.getBody().getArgument(i);
      unsigned same = llvm::find(yield->getOperands(), yield->getOperand(i)) -
                      yield->operand_begin();
      if (same == i && !window.use_empty())
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        if (same != i)
          window.replaceAllUsesWith(op.getBody().getArgument(same));
        op.getBody().eraseArgument(i);
        yield->eraseOperand(i);
      });
      return success();
    }
    return failure();
  }
};

/// map { yield x } window { p } -> window { p }.
struct DropIdentityMap : OpRewritePattern<FindOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(FindOp op, PatternRewriter &rewriter) const override {
    if (op.getMap().empty())
      return failure();
    Block &map = op.getMap().front();
    unsigned inputs = op.getInputs().size();
    if (map.getTerminator()->getOperands() !=
        ValueRange(map.getArguments().take_front(inputs)))
      return failure();
    rewriter.modifyOpInPlace(op, [&] { rewriter.eraseBlock(&map); });
    return success();
  }
};

} // namespace

void MapOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<MergeInputs<MapOp>, DropUnusedInputs<MapOp>, EraseEmptyMap>(c);
}
void ReduceOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<MergeInputs<ReduceOp>, DropUnusedInputs<ReduceOp>, FoldEmptyReduce>(c);
}
void ScanOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<MergeInputs<ScanOp>>(c);
}
void HistogramOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                              MLIRContext *c) {
  set.add<MergeInputs<HistogramOp>, DropUnusedInputs<HistogramOp>>(c);
}
void FindOp::getCanonicalizationPatterns(RewritePatternSet &set, MLIRContext *c) {
  set.add<MergeInputs<FindOp>, DropUnusedInputs<FindOp>, FoldEmptyFind,
          DropWindows, DropIdentityMap>(c);
}
