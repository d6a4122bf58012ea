//===- WindowOps.cpp - Folds and canonical forms of windows ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace atlas;

namespace {

std::optional<uint64_t> constantOf(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getZExtValue();
  return std::nullopt;
}

/// at(0) -> newest.
struct AtNewest : OpRewritePattern<WindowAtOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(WindowAtOp op,
                                PatternRewriter &rewriter) const override {
    if (constantOf(op.getDistance()) != 0)
      return failure();
    rewriter.replaceOpWithNewOp<WindowNewestOp>(op, op.getType(), op.getWindow());
    return success();
  }
};

/// oldest(n) -> at(n - 1) for a constant n >= 1.
struct OldestAt : OpRewritePattern<WindowOldestOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(WindowOldestOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<uint64_t> n = constantOf(op.getLength());
    if (!n || *n == 0)
      return failure();
    Value back = arith::ConstantIndexOp::create(rewriter, op.getLoc(), *n - 1);
    rewriter.replaceOpWithNewOp<WindowAtOp>(op, op.getType(), op.getWindow(), back);
    return success();
  }
};

} // namespace

void WindowAtOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                             MLIRContext *context) {
  set.add<AtNewest>(context);
}
void WindowOldestOp::getCanonicalizationPatterns(RewritePatternSet &set,
                                                 MLIRContext *context) {
  set.add<OldestAt>(context);
}

/// There is always one element.
OpFoldResult WindowFullOp::fold(FoldAdaptor) {
  std::optional<uint64_t> n = constantOf(getLength());
  return n && *n <= 1 ? BoolAttr::get(getContext(), true) : OpFoldResult();
}

/// A sum of nothing is zero. (A float sum of one is not the element: +0.0 + -0.0.)
OpFoldResult WindowSumOp::fold(FoldAdaptor) {
  if (constantOf(getLength()) == 0)
    return Builder(getContext()).getZeroAttr(getType());
  return {};
}

/// A fold over nothing.
OpFoldResult WindowFoldOp::fold(FoldAdaptor) {
  return constantOf(getLength()) == 0 ? OpFoldResult(getInit()) : OpFoldResult();
}

bool FindOp::isWindowed() {
  return !getBody().empty() && getBody().getNumArguments() != 0 &&
         isa<WindowType>(getBody().getArgument(0).getType());
}

unsigned FindOp::getNumWindows() {
  return llvm::count_if(getBody().getArgumentTypes(), llvm::IsaPred<WindowType>);
}
