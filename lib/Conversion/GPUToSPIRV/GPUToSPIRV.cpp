//===- GPUToSPIRV.cpp - gpu modules to SPIR-V for Vulkan ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream does the conversion; before it the module takes the form that the
// conversion reads, after it what Vulkan demands is put right.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

#include "Convert.h"
#include "FloatControls.h"
#include "Prepare.h"
#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/IR/TargetAndABI.h"
#include "mlir/Dialect/SPIRV/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/SPIRV/Serialization.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace atlas;

namespace {

/// 128 bytes of push constants (Vulkan, required limits).
constexpr unsigned kMostWords = 32;

spirv::Version versionOf(unsigned minor) {
  return *spirv::symbolizeVersion(minor);
}

//===----------------------------------------------------------------------===//
// Before the conversion
//===----------------------------------------------------------------------===//

MemRefType inClass(MemRefType type, spirv::StorageClass storage) {
  return MemRefType::get(
      type.getShape(), type.getElementType(), AffineMap(),
      spirv::StorageClassAttr::get(type.getContext(), storage));
}

void setEnvironment(ModuleOp module, unsigned minor) {
  using C = spirv::Capability;
  using E = spirv::Extension;
  MLIRContext *context = module.getContext();
  auto triple = spirv::VerCapExtAttr::get(
      versionOf(minor),
      {C::Shader, C::Int8, C::Int16, C::Int64, C::Int64Atomics, C::Float64, C::Float16,
       C::StorageBuffer8BitAccess, C::StorageBuffer16BitAccess},
      {E::SPV_KHR_8bit_storage, E::SPV_KHR_16bit_storage,
       E::SPV_KHR_storage_buffer_storage_class},
      context);
  module->setAttr(spirv::getTargetEnvAttrName(),
                  spirv::TargetEnvAttr::get(
                      triple, spirv::getDefaultResourceLimits(context),
                      spirv::ClientAPI::Vulkan, spirv::Vendor::Unknown,
                      spirv::DeviceType::Unknown,
                      spirv::TargetEnvAttr::kUnknownDeviceID));
}

/// Scalar arguments become loads from a push-constant block behind the buffers.
LogicalResult passWords(gpu::GPUFuncOp function, OpBuilder &b) {
  Block &body = function.getBody().front();
  unsigned count = function.getFunctionType().getNumInputs(), first = 0;
  while (first != count && isa<MemRefType>(body.getArgument(first).getType()))
    ++first;
  if (first == count)
    return success();
  Location loc = function.getLoc();
  if (count - first > kMostWords)
    return function.emitOpError("ATL0601: takes ")
           << count - first << " parameter words; Vulkan promises room for " << kMostWords;
  auto block = inClass(MemRefType::get({count - first}, b.getI32Type()),
                       spirv::StorageClass::PushConstant);
  BlockArgument words = body.insertArgument(first, block, loc);
  b.setInsertionPointToStart(&body);
  for (unsigned i = 0; i != count - first; ++i) {
    Value at = arith::ConstantIndexOp::create(b, loc, i);
    Value word = memref::LoadOp::create(b, loc, words, at);
    body.getArgument(first + 1).replaceAllUsesWith(word);
    body.eraseArgument(first + 1);
  }
  return success();
}

/// Workgroup attributions become allocations in the Workgroup class.
void placeWorkgroupMemory(gpu::GPUFuncOp function, OpBuilder &b) {
  Block &body = function.getBody().front();
  b.setInsertionPointToStart(&body);
  unsigned inputs = function.getFunctionType().getNumInputs();
  for (unsigned n = function.getNumWorkgroupAttributions(); n; --n) {
    BlockArgument memory = body.getArgument(inputs);
    auto type = inClass(cast<MemRefType>(memory.getType()), spirv::StorageClass::Workgroup);
    Value alloc = memref::AllocOp::create(b, function.getLoc(), type);
    memory.replaceAllUsesWith(alloc);
    body.eraseArgument(inputs);
  }
  function.getOperation()->removeAttr("workgroup_attributions");
}

/// Values carried by a loop become variables of the function. Upstream keeps
/// the results of a loop in variables that only the loop's body stores to: after
/// a loop without iterations they would be undefined.
class LoopVariables {
public:
  explicit LoopVariables(gpu::GPUFuncOp function) : function(function), b(function) {}

  void demoteAll() {
    SmallVector<scf::ForOp> loops;
    function.walk([&](scf::ForOp loop) {
      if (loop.getNumResults())
        loops.push_back(loop);
    });
    for (scf::ForOp loop : loops)
      demote(loop);
  }

private:
  gpu::GPUFuncOp function;
  OpBuilder b;

  /// Booleans and indices have no form in memory.
  Type stored(Type type) {
    return type.isInteger(1) || type.isIndex() ? b.getI32Type() : type;
  }

  Value at(Location loc) { return arith::ConstantIndexOp::create(b, loc, 0); }

  void store(Location loc, Value value, Value variable) {
    if (value.getType().isInteger(1))
      value = arith::ExtUIOp::create(b, loc, b.getI32Type(), value);
    else if (value.getType().isIndex())
      value = arith::IndexCastOp::create(b, loc, b.getI32Type(), value);
    memref::StoreOp::create(b, loc, value, variable, at(loc));
  }
  Value load(Location loc, Value variable, Type type) {
    Value value = memref::LoadOp::create(b, loc, variable, at(loc));
    if (type.isIndex())
      return arith::IndexCastOp::create(b, loc, type, value);
    if (!type.isInteger(1))
      return value;
    Value zero = arith::ConstantIntOp::create(b, loc, 0, 32);
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, value, zero);
  }

  void demote(scf::ForOp loop) {
    Location loc = loop.getLoc();
    SmallVector<Value> variables;
    for (Type type : loop.getResultTypes()) {
      b.setInsertionPointToStart(&function.getBody().front());
      variables.push_back(
          memref::AllocaOp::create(b, loc, MemRefType::get({1}, stored(type))));
    }
    b.setInsertionPoint(loop);
    for (auto [variable, init] : llvm::zip_equal(variables, loop.getInitArgs()))
      store(loc, init, variable);
    auto plain = scf::ForOp::create(b, loc, loop.getLowerBound(), loop.getUpperBound(),
                                    loop.getStep());
    Block *body = plain.getBody();
    body->getTerminator()->erase();
    b.setInsertionPointToEnd(body);
    SmallVector<Value> carried{plain.getInductionVar()};
    for (auto [variable, type] : llvm::zip_equal(variables, loop.getResultTypes()))
      carried.push_back(load(loc, variable, type));
    for (auto [was, is] : llvm::zip_equal(loop.getBody()->getArguments(), carried))
      was.replaceAllUsesWith(is);
    body->getOperations().splice(body->end(), loop.getBody()->getOperations());
    Operation *end = body->getTerminator();
    b.setInsertionPoint(end);
    for (auto [variable, value] : llvm::zip_equal(variables, end->getOperands()))
      store(loc, value, variable);
    end->setOperands({});
    b.setInsertionPointAfter(plain);
    for (auto [variable, result] : llvm::zip_equal(variables, loop.getResults()))
      result.replaceAllUsesWith(load(loc, variable, result.getType()));
    loop.erase();
  }
};

LogicalResult prepare(gpu::GPUFuncOp function) {
  OpBuilder b(function.getContext());
  spirv_prepare::placeTables(function);
  if (failed(spirv_prepare::expandMath(function)))
    return failure();
  spirv_prepare::expandUpdates(function);
  LoopVariables(function).demoteAll();
  Block &body = function.getBody().front();
  auto size = function.getKnownBlockSizeAttr();
  placeWorkgroupMemory(function, b);
  if (failed(passWords(function, b)))
    return failure();
  for (BlockArgument arg : body.getArguments())
    if (auto type = cast<MemRefType>(arg.getType()); !type.getMemorySpace())
      arg.setType(inClass(type, spirv::StorageClass::StorageBuffer));
  function.walk([](memref::AllocaOp op) {
    op.getResult().setType(inClass(op.getType(), spirv::StorageClass::Function));
  });
  function.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
  function.setAllArgAttrs(
      SmallVector<Attribute>(body.getNumArguments(), b.getDictionaryAttr({})));
  function.removeKnownBlockSizeAttr();
  function->setAttr(spirv::getEntryPointABIAttrName(),
                    spirv::getEntryPointABIAttr(function.getContext(), size.asArrayRef()));
  return success();
}

//===----------------------------------------------------------------------===//
// After it
//===----------------------------------------------------------------------===//

bool isStorage(spirv::GlobalVariableOp variable, spirv::StorageClass storage) {
  return cast<spirv::PointerType>(variable.getType()).getStorageClass() == storage;
}

/// How the buffers of an entry are used, by their position.
struct BufferUse {
  std::string variable;
  bool isAliased = false, isOnlyRead = false;
};

std::vector<BufferUse> describeBuffers(gpu::GPUFuncOp function) {
  std::vector<BufferUse> uses;
  for (BlockArgument arg : function.getArguments().take_front(
           function.getFunctionType().getNumInputs())) {
    if (!isa<MemRefType>(arg.getType()))
      break;
    BufferUse use;
    use.variable = (function.getName() + "_arg_" + Twine(arg.getArgNumber())).str();
    use.isAliased = function.getArgAttr(arg.getArgNumber(), kOverlapAttr) != nullptr;
    use.isOnlyRead = llvm::all_of(arg.getUsers(), llvm::IsaPred<memref::LoadOp>);
    uses.push_back(std::move(use));
  }
  return uses;
}

/// Variables are taken not to overlap unless they say so.
void decorateBuffers(spirv::ModuleOp module, ArrayRef<BufferUse> uses) {
  auto unit = UnitAttr::get(module.getContext());
  for (const BufferUse &use : uses) {
    auto variable = module.lookupSymbol<spirv::GlobalVariableOp>(use.variable);
    if (variable && use.isAliased)
      variable->setAttr("aliased", unit);
    if (variable && use.isOnlyRead)
      variable->setAttr("non_writable", unit);
  }
}

/// Push constants are bound by nothing.
void unbindWords(spirv::ModuleOp module) {
  for (auto variable : module.getOps<spirv::GlobalVariableOp>())
    if (isStorage(variable, spirv::StorageClass::PushConstant)) {
      variable.removeBindingAttr();
      variable.removeDescriptorSetAttr();
    }
}

/// Atomics are relaxed, which Vulkan spells without an order; barriers order
/// storage buffers too; nothing is contracted.
void fixOperations(spirv::ModuleOp module) {
  MLIRContext *context = module.getContext();
  using S = spirv::MemorySemantics;
  auto relaxed = spirv::MemorySemanticsAttr::get(context, S::None);
  auto all = spirv::MemorySemanticsAttr::get(
      context, S::AcquireRelease | S::WorkgroupMemory | S::UniformMemory);
  module.walk([&](Operation *op) {
    if (auto barrier = dyn_cast<spirv::ControlBarrierOp>(op))
      barrier.setMemorySemanticsAttr(all);
    else if (op->hasAttr("semantics"))
      op->setAttr("semantics", relaxed);
    else if (isa<spirv::FAddOp, spirv::FSubOp, spirv::FMulOp, spirv::FDivOp,
                 spirv::FNegateOp, spirv::FRemOp>(op))
      op->setAttr("no_contraction", UnitAttr::get(context));
  });
}

/// Below 1.4 the interface of an entry point lists inputs and outputs only.
void trimInterfaces(spirv::ModuleOp module, unsigned minor) {
  if (minor >= 4)
    return;
  for (auto entry : module.getOps<spirv::EntryPointOp>()) {
    SmallVector<Attribute> kept;
    for (Attribute name : entry.getInterface()) {
      auto variable = module.lookupSymbol<spirv::GlobalVariableOp>(
          cast<FlatSymbolRefAttr>(name).getValue());
      if (variable && isStorage(variable, spirv::StorageClass::Input))
        kept.push_back(name);
    }
    entry.setInterfaceAttr(ArrayAttr::get(module.getContext(), kept));
  }
}

/// Atomics on 64-bit integers, whose capability is not deduced.
bool hasWideAtomics(spirv::ModuleOp module) {
  return module
      .walk([](Operation *op) {
        bool isAtomic = op->getName().stripDialect().starts_with("Atomic");
        return isAtomic && op->getResult(0).getType().isInteger(64)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The deduced capabilities and those of float controls under the version asked for,
/// without extensions that it contains and without what Shader implies.
void setTriple(spirv::ModuleOp module, unsigned minor,
               SmallVector<spirv::Capability> capabilities, SPIRVCode &code) {
  auto deduced = *module.getVceTriple();
  bool hasControls = !capabilities.empty();
  for (spirv::Capability c : deduced.getCapabilities())
    if (c != spirv::Capability::Matrix)
      capabilities.push_back(c);
  SmallVector<spirv::Extension> extensions;
  if (hasControls && minor < 4)
    extensions.push_back(spirv::Extension::SPV_KHR_float_controls);
  for (spirv::Extension e : deduced.getExtensions()) {
    bool isCore = ((e == spirv::Extension::SPV_KHR_storage_buffer_storage_class ||
                    e == spirv::Extension::SPV_KHR_16bit_storage) &&
                   minor >= 3) ||
                  (e == spirv::Extension::SPV_KHR_8bit_storage && minor >= 5);
    if (!isCore)
      extensions.push_back(e);
  }
  if (hasWideAtomics(module))
    capabilities.push_back(spirv::Capability::Int64Atomics);
  llvm::sort(capabilities);
  llvm::sort(extensions);
  module.setVceTripleAttr(spirv::VerCapExtAttr::get(
      versionOf(minor), capabilities, extensions, module.getContext()));
  for (spirv::Capability c : capabilities)
    code.capabilities.push_back(spirv::stringifyCapability(c).str());
  for (spirv::Extension e : extensions)
    code.extensions.push_back(spirv::stringifyExtension(e).str());
  llvm::sort(code.capabilities);
  llvm::sort(code.extensions);
}

} // namespace

void atlas::registerSPIRVDialects(DialectRegistry &registry) {
  registry.insert<spirv::SPIRVDialect, gpu::GPUDialect>();
}

llvm::Expected<SPIRVCode> atlas::emitSPIRV(gpu::GPUModuleOp source,
                                           const SPIRVOptions &options) {
  MLIRContext *context = source.getContext();
  FirstDiagnostic diagnostics(*context);
  context->getOrLoadDialect<spirv::SPIRVDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(source.getLoc());
  (*module)->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                     UnitAttr::get(context));
  OpBuilder b(module->getBodyRegion());
  auto copy = cast<gpu::GPUModuleOp>(b.clone(*source));
  setEnvironment(*module, options.minor);
  std::vector<BufferUse> uses;
  for (auto function : copy.getOps<gpu::GPUFuncOp>()) {
    llvm::append_range(uses, describeBuffers(function));
    if (failed(prepare(function)))
      return diagnostics.take("the module has no form in SPIR-V");
  }
  for (auto table : llvm::make_early_inc_range(copy.getOps<memref::GlobalOp>()))
    table.erase();
  if (failed(observeStage(options.observe, kPreparedStage, copy)))
    return diagnostics.take("the module was refused");

  PassManager passes(context, ModuleOp::getOperationName());
  passes.addPass(spirv_prepare::createConversion());
  addStage(passes, options.observe, "convert-gpu-to-spirv");
  OpPassManager &inner = passes.nest<spirv::ModuleOp>();
  inner.addPass(spirv::createSPIRVLowerABIAttributesPass());
  inner.addPass(spirv::createSPIRVUpdateVCEPass());
  if (failed(runPasses(passes, *module)))
    return diagnostics.take("conversion to SPIR-V failed");
  auto found = module->getOps<spirv::ModuleOp>();
  if (found.empty())
    return diagnostics.take("conversion to SPIR-V made no module");
  spirv::ModuleOp result = *found.begin();

  SPIRVCode code;
  unbindWords(result);
  decorateBuffers(result, uses);
  fixOperations(result);
  trimInterfaces(result, options.minor);
  setTriple(result, options.minor, spirv_floats::addModes(result, options.floats), code);
  if (failed(observeStage(options.observe, kFinalStage, result)))
    return diagnostics.take("the module was refused");
  SmallVector<uint32_t, 0> words;
  if (failed(spirv::serialize(result, words)))
    return diagnostics.take("SPIR-V could not be serialised");
  code.words.assign(words.begin(), words.end());
  if (options.withText) {
    llvm::raw_string_ostream os(code.text);
    result.print(os);
  }
  return std::move(code);
}
