//===- HostPipeline.cpp - atlas to the LLVM dialect for CPUs --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"

#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/Transforms/CleanUp.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace atlas;

static std::string specializationText(const HostPipelineOptions &options) {
  std::string text;
  for (const auto &[name, value] : options.specialize)
    text += name + "=" + std::to_string(value) + ";";
  return text;
}

void atlas::buildHostPipeline(OpPassManager &pm,
                              const HostPipelineOptions &options) {
  // Atlas levels: L0 algebra, L1, fusion.
  buildAtlasLevelsPipeline(pm);
  if (!options.specialize.empty()) {
    pm.addPass(createSpecializePass({specializationText(options)}));
    // Lengths and factors computed from the constants are constants.
    pm.addPass(createCanonicalizerPass());
  }
  pm.addPass(createFoldQuotientsPass());
  pm.addPass(createKernelsToFunctionsPass({options.serialOnly}));
  pm.addPass(
      createLowerToCPUPass(options.target, options.strategies, options.scalar));
  // Canonicalisation folds trip counts and views; quick code does without.
  // LLVM finds what is equal.
  if (!options.serialOnly)
    pm.addPass(createCleanUpPass());
  pm.addPass(createFinishLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCheckLoweredPass());
}

void atlas::registerHostDialects(DialectRegistry &registry) {
  registry.insert<AtlasDialect, arith::ArithDialect, func::FuncDialect,
                  math::MathDialect, memref::MemRefDialect, scf::SCFDialect,
                  LLVM::LLVMDialect>();
  func::registerInlinerExtension(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}
