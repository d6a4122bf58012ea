//===- ToLLVM.cpp - atlas-finish-llvm -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The upstream conversions to the LLVM dialect, arranged for latency: views and
// vectors are only expanded when there are any, and all scalar dialects are
// converted in one walk. Each upstream pass run on its own costs a tenth of a
// millisecond or more before it looks at a single operation.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/Passes.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/DialectConversion.h"

namespace atlas {
#define GEN_PASS_DEF_FINISHLLVMPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;

namespace {

/// memref's atomics promise no order beyond themselves (CAP-16); those that a source
/// has in LLVM's own words, `own`, promise what they say.
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

struct FinishLLVM : atlas::impl::FinishLLVMPassBase<FinishLLVM> {
  void runOnOperation() override {
    bool views = false, vectors = false, special = false;
    DenseSet<Operation *> own;
    getOperation().walk([&](Operation *op) {
      if (isa<LLVM::AtomicRMWOp, LLVM::AtomicCmpXchgOp>(op))
        own.insert(op);
      views |= isa<ViewLikeOpInterface>(op) &&
               isa_and_nonnull<memref::MemRefDialect>(op->getDialect());
      views |= isa<memref::ExtractStridedMetadataOp>(op);
      vectors |= isa_and_nonnull<vector::VectorDialect>(op->getDialect());
      special |= isa_and_nonnull<math::MathDialect>(op->getDialect());
      for (Type type : op->getResultTypes())
        vectors |= isa<VectorType>(type);
    });
    OpPassManager first(ModuleOp::getOperationName());
    if (views) {
      first.addPass(memref::createExpandStridedMetadataPass());
      first.addPass(createLowerAffinePass());
    }
    first.addPass(createSCFToControlFlowPass());
    if (vectors) {
      ConvertVectorToLLVMPassOptions options;
      // 32-bit indices would give wrong masks from 2^31 elements on.
      options.force32BitVectorIndices = false;
      first.addPass(createConvertVectorToLLVMPass(options));
    }
    if (failed(runPipeline(first, getOperation())))
      return signalPassFailure();

    LLVMTypeConverter converter(&getContext());
    RewritePatternSet patterns(&getContext());
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    index::populateIndexToLLVMConversionPatterns(converter, patterns);
    if (special)
      populateMathToLLVMConversionPatterns(converter, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    LLVMConversionTarget target(getContext());
    target.addLegalOp<ModuleOp>();
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      return signalPassFailure();
    relaxAtomics(getOperation(), own);
  }
};

} // namespace
