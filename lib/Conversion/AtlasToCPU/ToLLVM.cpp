//===- ToLLVM.cpp - atlas-finish-llvm -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversion to the LLVM dialect, arranged for latency: views and vector
// operations are expanded where they stand, without a look at the others;
// structured control flow takes upstream's patterns without their driver; one
// walk (Direct/) makes what has one form, and upstream's conversion gets what
// is left.
//===----------------------------------------------------------------------===//

#include "Direct/DirectConversion.h"
#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Conversion/Common/ExpandVectors.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Rewrite/PatternApplicator.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace atlas {
#define GEN_PASS_DEF_FINISHLLVMPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;

namespace {

/// memref's atomics promise no order beyond themselves (CAP-16); those that a
/// source has in LLVM's own words, `own`, promise what they say.
void relaxAtomics(ModuleOp module, const DenseSet<Operation *> &own) {
  module.walk([&](Operation *op) {
    if (own.contains(op))
      return;
    if (auto update = dyn_cast<LLVM::AtomicRMWOp>(op))
      update.setOrdering(LLVM::AtomicOrdering::monotonic);
    if (auto exchange = dyn_cast<LLVM::AtomicCmpXchgOp>(op)) {
      exchange.setSuccessOrdering(LLVM::AtomicOrdering::monotonic);
      exchange.setFailureOrdering(LLVM::AtomicOrdering::monotonic);
    }
  });
}

/// 32-bit indices would give wrong masks from 2^31 elements on.
constexpr bool kNarrowIndices = false;

/// Views become a pointer, an offset, sizes and strides, computed by arith.
void expandViews(ArrayRef<Operation *> views, MLIRContext *context) {
  RewritePatternSet patterns(context);
  memref::populateExpandStridedMetadataPatterns(patterns);
  populateAffineToStdConversionPatterns(patterns);
  GreedyRewriteConfig config;
  config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
  (void)applyOpPatternsGreedily(views, std::move(patterns), config);
}

bool isParallel(Operation *op) {
  return isa<scf::ParallelOp, scf::ForallOp>(op);
}

/// Makes branches of the structures there are, from the outside in; where some
/// are parallel loops, those become loops and all others wait. True if there is
/// more to do.
bool makeBranchesOnce(ModuleOp module, PatternApplicator &applicator) {
  SmallVector<Operation *> structures;
  module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    // What ends a structure goes with it.
    if (op->getNumRegions() && !op->hasTrait<OpTrait::IsTerminator>() &&
        isa_and_nonnull<scf::SCFDialect>(op->getDialect()))
      structures.push_back(op);
  });
  bool wait = llvm::any_of(structures, isParallel);
  if (wait)
    llvm::erase_if(structures, std::not_fn(isParallel));
  PatternRewriter rewriter(module.getContext());
  bool changed = false;
  for (Operation *op : structures) {
    rewriter.setInsertionPoint(op);
    changed |= succeeded(applicator.matchAndRewrite(op, rewriter));
  }
  return wait && changed;
}

/// Structured control flow becomes branches. What has no pattern stays, for the
/// check at the end.
void makeBranches(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  populateSCFToControlFlowConversionPatterns(patterns);
  FrozenRewritePatternSet frozen(std::move(patterns));
  PatternApplicator applicator(frozen);
  applicator.applyDefaultCostModel();
  while (makeBranchesOnce(module, applicator))
    ;
}

struct FinishLLVM : atlas::impl::FinishLLVMPassBase<FinishLLVM> {
  void runOnOperation() override {
    bool special = false;
    SmallVector<Operation *> views, vectors;
    DenseSet<Operation *> own;
    getOperation().walk([&](Operation *op) {
      Dialect *dialect = op->getDialect();
      if (isa<LLVM::AtomicRMWOp, LLVM::AtomicCmpXchgOp>(op))
        own.insert(op);
      if ((isa<ViewLikeOpInterface>(op) &&
           isa_and_nonnull<memref::MemRefDialect>(dialect)) ||
          isa<memref::ExtractStridedMetadataOp>(op) ||
          isa_and_nonnull<affine::AffineDialect>(dialect))
        views.push_back(op);
      if (isa_and_nonnull<vector::VectorDialect>(dialect))
        vectors.push_back(op);
      special |= isa_and_nonnull<math::MathDialect>(dialect);
    });
    if (!views.empty())
      expandViews(views, &getContext());
    if (!vectors.empty())
      atlas::expandVectors(vectors);
    makeBranches(getOperation());

    LLVMTypeConverter converter(&getContext());
    if (atlas::cpu::convertDirectly(getOperation(), converter) &&
        !isAnythingLeft())
      return relaxAtomics(getOperation(), own);
    RewritePatternSet patterns(&getContext());
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    index::populateIndexToLLVMConversionPatterns(converter, patterns);
    if (special)
      populateMathToLLVMConversionPatterns(converter, patterns);
    if (!vectors.empty()) {
      vector::populateVectorTransferLoweringPatterns(patterns);
      populateVectorToLLVMConversionPatterns(converter, patterns,
                                             /*reassociateFPReductions=*/false,
                                             kNarrowIndices);
    }
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();
    // What folds has been folded.
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never;
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns), config)))
      return signalPassFailure();
    relaxAtomics(getOperation(), own);
  }

private:
  /// Whether there are operations that are not of the LLVM dialect.
  bool isAnythingLeft() {
    return getOperation()
        .getBody()
        ->walk([](Operation *op) {
          return isa_and_nonnull<LLVM::LLVMDialect>(op->getDialect())
                     ? WalkResult::advance()
                     : WalkResult::interrupt();
        })
        .wasInterrupted();
  }
};

} // namespace
