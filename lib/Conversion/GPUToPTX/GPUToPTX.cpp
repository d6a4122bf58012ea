//===- GPUToPTX.cpp - gpu modules to PTX ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/GPUToPTX/GPUToPTX.h"

#include "NVVMConversion.h"
#include "PTXCode.h"

#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/NVVMToLLVM/NVVMToLLVM.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace atlas;

namespace {

/// Bare pointers want a fixed size; nothing depends on it.
constexpr int64_t kNominalSize = int64_t(1) << 30;
constexpr int64_t kBufferAlign = 16;

//===----------------------------------------------------------------------===//
// Before the conversion
//===----------------------------------------------------------------------===//

bool isOnlyRead(BlockArgument buffer) {
  return llvm::all_of(buffer.getUsers(), [](Operation *op) {
    return isa<memref::LoadOp, vector::LoadOp>(op);
  });
}

void prepare(gpu::GPUFuncOp function) {
  OpBuilder b(function.getContext());
  Block &body = function.getBody().front();
  unsigned inputs = function.getFunctionType().getNumInputs();
  SmallVector<Type> types;
  for (BlockArgument arg : body.getArguments().take_front(inputs)) {
    unsigned i = arg.getArgNumber();
    if (auto type = dyn_cast<MemRefType>(arg.getType())) {
      arg.setType(MemRefType::get({kNominalSize}, type.getElementType()));
      if (!function.getArgAttr(i, kOverlapAttr))
        function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), b.getUnitAttr());
      if (isOnlyRead(arg))
        function.setArgAttr(i, LLVM::LLVMDialect::getReadonlyAttrName(), b.getUnitAttr());
      function.setArgAttr(i, LLVM::LLVMDialect::getAlignAttrName(),
                          b.getI64IntegerAttr(kBufferAlign));
    }
    function.removeArgAttr(i, b.getStringAttr(kNameAttr));
    function.removeArgAttr(i, b.getStringAttr(kOverlapAttr));
    types.push_back(arg.getType());
  }
  function.setFunctionType(b.getFunctionType(types, {}));
  function->setAttr(NVVM::NVVMDialect::getMaxntidAttrName(),
                    function.getKnownBlockSizeAttr());
}

/// reduction <add> of zero-extended bytes -> one dot product for each four:
/// dp4a adds four products of bytes, here with 1, to its accumulator.
void sumBytesByDot(vector::ReductionOp op) {
  auto extend = op.getVector().getDefiningOp<arith::ExtUIOp>();
  auto type = extend ? dyn_cast<VectorType>(extend.getIn().getType()) : VectorType();
  if (!type || op.getKind() != vector::CombiningKind::ADD || op.getAcc() ||
      !type.getElementType().isInteger(8) || type.getNumElements() % 4 ||
      !op.getType().isInteger(32))
    return;
  OpBuilder b(op);
  Location loc = op.getLoc();
  Type i32 = b.getI32Type();
  int64_t count = type.getNumElements() / 4;
  Value words = vector::BitCastOp::create(b, loc, VectorType::get({count}, i32),
                                          extend.getIn());
  Value ones = arith::ConstantIntOp::create(b, loc, 0x01010101, 32);
  Value sum = arith::ConstantIntOp::create(b, loc, 0, 32);
  for (int64_t k = 0; k != count; ++k) {
    Value word = vector::ExtractOp::create(b, loc, words, k);
    sum = LLVM::CallIntrinsicOp::create(
              b, loc, i32, b.getStringAttr("llvm.nvvm.idp4a.u.u"),
              ValueRange{word, ones, sum})
              .getResult(0);
  }
  op.replaceAllUsesWith(sum);
  op.erase();
  if (extend->use_empty())
    extend.erase();
}

/// What PTX computes to the last bit by itself; exponentials and the like need a
/// library of the device's vendor.
LogicalResult checkMath(gpu::GPUModuleOp module) {
  auto result = module.walk([](Operation *op) -> WalkResult {
    if (!isa<math::MathDialect>(op->getDialect()) ||
        isa<math::AbsFOp, math::CeilOp, math::CopySignOp, math::CountLeadingZerosOp,
            math::CountTrailingZerosOp, math::CtPopOp, math::FloorOp, math::FmaOp,
            math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op))
      return WalkResult::advance();
    return op->emitOpError("ATL0601: has no form in PTX without a vendor's library");
  });
  return failure(result.wasInterrupted());
}

llvm::StringRef intrinsicOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, llvm::StringRef>(op)
      .Case([](math::AbsFOp) { return "llvm.fabs"; })
      .Case([](math::CeilOp) { return "llvm.ceil"; })
      .Case([](math::CopySignOp) { return "llvm.copysign"; })
      .Case([](math::FloorOp) { return "llvm.floor"; })
      .Case([](math::RoundEvenOp) { return "llvm.roundeven"; })
      .Case([](math::SqrtOp) { return "llvm.sqrt"; })
      .Case([](math::TruncOp) { return "llvm.trunc"; })
      .Case([](arith::MinimumFOp) { return "llvm.minimum"; })
      .Case([](arith::MaximumFOp) { return "llvm.maximum"; })
      .Case([](arith::MinNumFOp) { return "llvm.minnum"; })
      .Case([](arith::MaxNumFOp) { return "llvm.maxnum"; })
      .Default(llvm::StringRef());
}

/// Upstream would have these call the vendor's library.
void callIntrinsics(gpu::GPUModuleOp module) {
  SmallVector<Operation *> ops;
  module.walk([&](Operation *op) {
    if (!intrinsicOf(op).empty())
      ops.push_back(op);
  });
  for (Operation *op : ops) {
    OpBuilder b(op);
    Type type = op->getResult(0).getType();
    std::string name = intrinsicOf(op).str() + ".";
    if (auto vector = dyn_cast<VectorType>(type))
      name += "v" + std::to_string(vector.getNumElements());
    name += "f" + std::to_string(getElementTypeOrSelf(type).getIntOrFloatBitWidth());
    auto call = LLVM::CallIntrinsicOp::create(b, op->getLoc(), type, b.getStringAttr(name),
                                              op->getOperands());
    op->getResult(0).replaceAllUsesWith(call.getResult(0));
    op->erase();
  }
}

/// Atomics promise no order beyond the operation itself, and reach no further
/// than the workgroup where the memory is its own, else the device.
void relaxAtomics(gpu::GPUModuleOp module) {
  auto scopeOf = [](Value pointer) {
    bool isOwn = cast<LLVM::LLVMPointerType>(pointer.getType()).getAddressSpace() == 3;
    return isOwn ? "block" : "device";
  };
  module.walk([&](LLVM::AtomicRMWOp op) {
    op.setOrdering(LLVM::AtomicOrdering::monotonic);
    op.setSyncscope(scopeOf(op.getPtr()));
  });
  module.walk([&](LLVM::AtomicCmpXchgOp op) {
    op.setSuccessOrdering(LLVM::AtomicOrdering::monotonic);
    op.setFailureOrdering(LLVM::AtomicOrdering::monotonic);
    op.setSyncscope(scopeOf(op.getPtr()));
  });
}

LogicalResult toNVVM(gpu::GPUModuleOp module, StageObserver observe) {
  if (failed(checkMath(module)))
    return failure();
  callIntrinsics(module);
  for (auto function : module.getOps<gpu::GPUFuncOp>())
    prepare(function);
  SmallVector<vector::ReductionOp> sums;
  module.walk([&](vector::ReductionOp op) { sums.push_back(op); });
  for (vector::ReductionOp op : sums)
    sumBytesByDot(op);
  if (failed(observeStage(observe, kPreparedStage, module)))
    return failure();
  PassManager passes(module.getContext(), gpu::GPUModuleOp::getOperationName());
  passes.addPass(createSCFToControlFlowPass());
  addStage(passes, observe, "convert-scf-to-cf");
  passes.addPass(createNVVMConversion());
  passes.addPass(createReconcileUnrealizedCastsPass());
  if (failed(runPasses(passes, module)))
    return failure();
  foldDescriptors(module);
  relaxAtomics(module);
  return observeStage(observe, kFinalStage, module);
}

} // namespace

void atlas::registerPTXDialects(DialectRegistry &registry) {
  registry.insert<gpu::GPUDialect, LLVM::LLVMDialect, NVVM::NVVMDialect,
                  vector::VectorDialect>();
  // The conversion collects its patterns from the dialects.
  registry.insert<cf::ControlFlowDialect>();
  arith::registerConvertArithToLLVMInterface(registry);
  cf::registerConvertControlFlowToLLVMInterface(registry);
  registerConvertMemRefToLLVMInterface(registry);
  vector::registerConvertVectorToLLVMInterface(registry);
  registerConvertNVVMToLLVMInterface(registry);
  registerBuiltinDialectTranslation(registry);
  registerGPUDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerNVVMDialectTranslation(registry);
}

llvm::Expected<std::string> atlas::emitPTX(gpu::GPUModuleOp source,
                                           const PTXOptions &options,
                                           std::string *llvmText) {
  auto machine = createPTXMachine(options);
  if (!machine)
    return machine.takeError();
  MLIRContext *context = source.getContext();
  FirstDiagnostic diagnostics(*context);
  DialectRegistry registry;
  registerPTXDialects(registry);
  context->appendDialectRegistry(registry);
  // The conversion collects its patterns from the dialects that are loaded.
  context->loadDialect<cf::ControlFlowDialect, LLVM::LLVMDialect, NVVM::NVVMDialect,
                       vector::VectorDialect>();
  // The conversion asks the module around for its data layout.
  OwningOpRef<ModuleOp> outer = ModuleOp::create(source.getLoc());
  OpBuilder b(outer->getBodyRegion());
  auto module = cast<gpu::GPUModuleOp>(b.clone(*source));
  module->removeAttr("atlas.program");
  if (failed(toNVVM(module, options.observe)))
    return diagnostics.take("conversion to NVVM failed");

  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> code =
      translateModuleToLLVMIR(module, llvmContext, source.getName());
  if (!code)
    return diagnostics.take("translation to LLVM IR failed");
  optimizePTX(*code, **machine);
  if (llvmText) {
    llvm::raw_string_ostream os(*llvmText);
    code->print(os, nullptr);
  }
  return printPTX(*code, **machine);
}
