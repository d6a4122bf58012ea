//===- atlas-opt.cpp - mlir-opt for Atlas ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses kernel files, runs passes and pipelines by name, prints the result.
//
// Everything mlir-opt offers works (-verify-diagnostics, -split-input-file,
// reproducers, --emit-bytecode, --mlir-print-ir-after-all). Registered are the
// dialects a kernel passes on its way to the LLVM dialect, the passes of
// --atlas-host-pipeline, so that reproducers of it run, and a few upstream
// passes that are useful between them.
//===----------------------------------------------------------------------===//

#include "atlas/Backend/Compiler.h"
#include "atlas/Backend/Passes.h"
#include "atlas/Contract/Library.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/Conversion/AtlasToCPU/Passes.h"
#include "atlas/Conversion/AtlasToGPU/Passes.h"
#include "atlas/Conversion/Constructs/Constructs.h"
#include "atlas/Dialect/Atlas/Transforms/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

/// Upstream passes of the host pipeline.
static void registerLoweringPasses() {
  memref::registerExpandStridedMetadataPass();
  registerLowerAffinePass();
  registerSCFToControlFlowPass();
  registerConvertVectorToLLVMPass();
  registerFinalizeMemRefToLLVMConversionPass();
  registerConvertMathToLLVMPass();
  registerArithToLLVMConversionPass();
  registerConvertControlFlowToLLVMPass();
  registerConvertFuncToLLVMPass();
  registerConvertIndexToLLVMPass();
  registerUBToLLVMConversionPass();
  registerReconcileUnrealizedCastsPass();
}

/// Upstream passes that are useful at any level.
static void registerGeneralPasses() {
  registerCanonicalizerPass();
  registerCSEPass();
  registerInlinerPass();
  registerLoopInvariantCodeMotionPass();
  registerPrintOpStatsPass();
  registerRemoveDeadValuesPass();
  registerSCCPPass();
  registerStripDebugInfoPass();
  registerSymbolDCEPass();
  registerSymbolPrivatizePass();
  registerTopologicalSortPass();
  registerViewOpGraphPass();
  arith::registerArithIntRangeOptsPass();
}

/// The contracts that ship; they are checked by `atlas-jit contract lint`.
static std::shared_ptr<const atlas::contract::ContractCorpus> libraryCorpus() {
  atlas::contract::Issues issues;
  std::vector<atlas::contract::Contract> all;
  for (const auto &one : atlas::contract::libraryContracts())
    if (auto parsed = atlas::contract::parseContract(
            one.text, one.path, atlas::backend::contractVocabulary(), issues))
      all.push_back(std::move(*parsed));
  return atlas::contract::ContractCorpus::create(
      std::move(all), atlas::backend::contractVocabulary(), issues);
}

int main(int argc, char **argv) {
  DialectRegistry registry;
  atlas::registerHostDialects(registry);
  registry.insert<affine::AffineDialect, cf::ControlFlowDialect,
                  gpu::GPUDialect, index::IndexDialect, ub::UBDialect, vector::VectorDialect>();
  registerGeneralPasses();
  registerLoweringPasses();
  atlas::registerAtlasTransforms();
  atlas::registerAtlasConversionPasses();
  atlas::registerAtlasGPUPasses();
  atlas::registerConstructModels(registry);
  atlas::backend::registerCitationPasses(libraryCorpus);
  return asMainReturnCode(
      MlirOptMain(argc, argv, "Atlas kernel optimizer\n", registry));
}
