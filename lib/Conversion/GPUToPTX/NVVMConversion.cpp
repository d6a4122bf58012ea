//===- NVVMConversion.cpp - The conversion to the NVVM dialect ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "NVVMConversion.h"

#include "atlas/Conversion/Common/ExpandVectors.h"

#include "mlir/Conversion/ConvertToLLVM/ToLLVMInterface.h"
#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;
using namespace atlas;

namespace {

/// The patterns of a dialect, if registerPTXDialects() has them: MLIR takes a
/// question for what is promised only for a mistake, and with assertions aborts.
ConvertToLLVMPatternInterface *patternsOf(Dialect *dialect) {
  if (dialect->hasPromisedInterface(dialect->getTypeID(),
                                    ConvertToLLVMPatternInterface::getInterfaceID()))
    return nullptr;
  return dyn_cast<ConvertToLLVMPatternInterface>(dialect);
}

struct NVVMConversion : PassWrapper<NVVMConversion, OperationPass<gpu::GPUModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(NVVMConversion)

  StringRef getArgument() const override { return "convert-gpu-to-nvvm"; }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<LLVM::LLVMDialect, NVVM::NVVMDialect>();
  }

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    SmallVector<Operation *> vectors;
    getOperation().walk([&](Operation *op) {
      if (isa_and_present<vector::VectorDialect>(op->getDialect()))
        vectors.push_back(op);
    });
    expandVectors(vectors);
    LowerToLLVMOptions options(context, DataLayout(getOperation()));
    options.useBarePtrCallConv = true;
    LLVMTypeConverter converter(context, options);
    configureGpuToNVVMTypeConverter(converter);
    LLVMConversionTarget target(*context);
    RewritePatternSet patterns(context);
    for (Dialect *dialect : context->getLoadedDialects())
      if (auto *conversion = patternsOf(dialect))
        conversion->populateConvertToLLVMConversionPatterns(target, converter, patterns);
    populateGpuToNVVMConversionPatterns(converter, patterns, /*benefit=*/10);
    // Before those for the vendor's library: what would need it has been refused.
    populateMathToLLVMConversionPatterns(converter, patterns, /*approximateLog1p=*/false,
                                         /*benefit=*/20);
    configureGpuToNVVMConversionLegality(target);
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never; // all is folded that can be
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> atlas::createNVVMConversion() {
  return std::make_unique<NVVMConversion>();
}

void atlas::foldDescriptors(gpu::GPUModuleOp module) {
  module.walk([](LLVM::ExtractValueOp op) {
    SmallVector<OpFoldResult> folded;
    auto part = succeeded(op->fold(folded)) && folded.size() == 1
                    ? dyn_cast<Value>(folded.front())
                    : Value();
    if (!part || part == op.getResult())
      return;
    op.replaceAllUsesWith(part);
    op.erase();
  });
  module.walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    if (isOpTriviallyDead(op))
      op->erase();
  });
}
