//===- StructuredIR.cpp - Structured operations as LLVM IR ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's target takes less than LLVM's language: an access through an address
// that folds to the base of an array breaks it, so addresses are instructions; a
// loop without a convergence token is not seen as one; a resource needs a name.
//===----------------------------------------------------------------------===//

#include "StructuredIR.h"

#include "Scalars.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/IR/IntrinsicsSPIRV.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::llvmspirv;
using llvm::BasicBlock;
using IRValue = llvm::Value *;

namespace {

// Storage classes as LLVM numbers them; StorageBuffer in SPIR-V's own numbers.
constexpr unsigned kStorage = 11, kWorkgroup = 3, kPushConstant = 13, kFunction = 0;
constexpr unsigned kStorageBufferClass = 12;

/// Where a memref lives.
struct Memory {
  unsigned space = kStorage;
  llvm::Type *element = nullptr;
  llvm::Type *array = nullptr; ///< of workgroup and private memory
  IRValue base = nullptr;      ///< the resource's handle, or the variable
};

class EntryBuilder {
public:
  EntryBuilder(gpu::GPUFuncOp function, llvm::Module &module, std::string &reason)
      : function(function), module(module), context(module.getContext()), b(context),
        i32(llvm::Type::getInt32Ty(context)), reason(reason) {}

  bool run() {
    createFunction();
    token = call(llvm::Intrinsic::experimental_convergence_entry, {}, {});
    Block &body = function.getBody().front();
    if (!bindArguments(body) || !placeWorkgroupMemory(body) || !addBlock(body))
      return false;
    b.CreateRetVoid();
    return true;
  }

private:
  gpu::GPUFuncOp function;
  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::IRBuilder<> b;
  llvm::Type *i32;
  std::string &reason;
  llvm::Function *code = nullptr;
  IRValue token = nullptr; ///< of the innermost loop
  DenseMap<Value, IRValue> values;
  DenseMap<Value, Memory> memories;

  bool decline(Operation *op, const Twine &what) {
    reason = (op->getName().getStringRef() + ": " + what).str();
    return false;
  }

  IRValue call(llvm::Intrinsic::ID id, ArrayRef<llvm::Type *> types,
               ArrayRef<IRValue> arguments) {
    return b.CreateIntrinsic(id, types, arguments);
  }
  /// A convergent call, controlled by the token of the loop around it.
  llvm::CallInst *controlled(llvm::Intrinsic::ID id) {
    llvm::Function *callee = llvm::Intrinsic::getOrInsertDeclaration(&module, id);
    return b.CreateCall(callee, {}, {llvm::OperandBundleDef("convergencectrl", token)});
  }

  void createFunction() {
    code = llvm::Function::Create(
        llvm::FunctionType::get(llvm::Type::getVoidTy(context), false),
        llvm::GlobalValue::ExternalLinkage, function.getName(), module);
    auto size = function.getKnownBlockSizeAttr();
    code->addFnAttr("hlsl.shader", "compute");
    code->addFnAttr("hlsl.numthreads", std::to_string(size ? size[0] : 1) + ",1,1");
    code->addFnAttr(llvm::Attribute::Convergent);
    b.SetInsertPoint(BasicBlock::Create(context, "entry", code));
  }

  BasicBlock *block(StringRef name) { return BasicBlock::Create(context, name, code); }

  //===------------------------------------------------------------------===//
  // Arguments and memory
  //===------------------------------------------------------------------===//

  bool bindArguments(Block &body) {
    unsigned inputs = function.getFunctionType().getNumInputs(), binding = 0;
    SmallVector<BlockArgument> words;
    for (BlockArgument arg : body.getArguments().take_front(inputs)) {
      if (!isa<MemRefType>(arg.getType()))
        words.push_back(arg);
      else if (!bindBuffer(arg, binding++))
        return false;
    }
    if (!words.empty())
      bindWords(words);
    return true;
  }

  bool bindBuffer(BlockArgument arg, unsigned binding) {
    auto type = cast<MemRefType>(arg.getType());
    Memory memory;
    memory.element = scalarType(type.getElementType(), context);
    if (!memory.element || type.getElementType().isInteger(1) || type.getRank() != 1 ||
        !type.getLayout().isIdentity())
      return decline(function, "a buffer of this form");
    auto *handle = llvm::TargetExtType::get(
        context, "spirv.VulkanBuffer", {llvm::ArrayType::get(memory.element, 0)},
        {kStorageBufferClass, isOnlyRead(arg) ? 0u : 1u});
    std::string text = bufferName(function, arg.getArgNumber());
    auto *bytes = llvm::ConstantDataArray::getString(context, text);
    auto *name = new llvm::GlobalVariable(module, bytes->getType(), true,
                                          llvm::GlobalValue::PrivateLinkage, bytes,
                                          text + ".name", nullptr,
                                          llvm::GlobalValue::NotThreadLocal, kFunction);
    memory.base = call(llvm::Intrinsic::spv_resource_handlefrombinding, {handle},
                       {b.getInt32(0), b.getInt32(binding), b.getInt32(1), b.getInt32(0),
                        name});
    memories[arg] = memory;
    return true;
  }

  /// Parameter words are the members of one push-constant block.
  void bindWords(ArrayRef<BlockArgument> words) {
    auto *block = llvm::StructType::create(
        context, SmallVector<llvm::Type *>(words.size(), i32),
        (function.getName() + "_words_t").str());
    auto *type = llvm::TargetExtType::get(context, "spirv.PushConstant", {block});
    auto *variable = new llvm::GlobalVariable(
        module, type, false, llvm::GlobalValue::ExternalLinkage, nullptr,
        function.getName() + "_words", nullptr, llvm::GlobalValue::NotThreadLocal,
        kPushConstant, /*isExternallyInitialized=*/true);
    variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
    auto *pointer = llvm::PointerType::get(context, kPushConstant);
    IRValue base = call(llvm::Intrinsic::spv_pushconstant_getpointer, {pointer, pointer},
                        {variable});
    for (auto [k, word] : llvm::enumerate(words))
      values[word] = b.CreateLoad(i32, address(block, base, b.getInt32(k)));
  }

  /// Always an instruction, never a folded constant.
  IRValue address(llvm::Type *type, IRValue base, IRValue index) {
    return b.Insert(llvm::GetElementPtrInst::CreateInBounds(type, base,
                                                            {b.getInt32(0), index}));
  }

  /// Arrays of a size known here.
  bool describeArray(Value value, Memory &memory) {
    auto type = cast<MemRefType>(value.getType());
    memory.element = scalarType(type.getElementType(), context);
    if (!memory.element || type.getElementType().isInteger(1) || type.getRank() != 1 ||
        !type.hasStaticShape() || !type.getLayout().isIdentity())
      return decline(function, "an array of this form");
    memory.array = llvm::ArrayType::get(memory.element, type.getDimSize(0));
    return true;
  }

  bool placeWorkgroupMemory(Block &body) {
    unsigned inputs = function.getFunctionType().getNumInputs();
    for (BlockArgument arg : body.getArguments().drop_front(inputs)) {
      Memory memory;
      if (!describeArray(arg, memory))
        return false;
      memory.space = kWorkgroup;
      memory.base = new llvm::GlobalVariable(
          module, memory.array, false, llvm::GlobalValue::InternalLinkage,
          llvm::PoisonValue::get(memory.array),
          function.getName() + "_shared_" + Twine(arg.getArgNumber()), nullptr,
          llvm::GlobalValue::NotThreadLocal, kWorkgroup);
      memories[arg] = memory;
    }
    return true;
  }

  bool addAlloca(memref::AllocaOp op) {
    Memory memory;
    if (!describeArray(op, memory))
      return false;
    memory.space = kFunction;
    llvm::IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(&code->getEntryBlock(), code->getEntryBlock().begin());
    memory.base = b.CreateAlloca(memory.array);
    memories[op] = memory;
    return true;
  }

  /// The address of an element; null if the memory is of no known kind.
  IRValue element(Value buffer, ValueRange indices) {
    auto found = memories.find(buffer);
    if (found == memories.end() || indices.size() != 1)
      return nullptr;
    const Memory &memory = found->second;
    IRValue index = values[indices[0]];
    if (memory.space != kStorage)
      return address(memory.array, memory.base, index);
    return call(llvm::Intrinsic::spv_resource_getpointer,
                {llvm::PointerType::get(context, kStorage), memory.base->getType()},
                {memory.base, index});
  }

  llvm::Align alignOf(llvm::Type *type) {
    return llvm::Align(type->getPrimitiveSizeInBits() / 8);
  }

  bool addLoad(memref::LoadOp op) {
    IRValue at = element(op.getMemRef(), op.getIndices());
    if (!at)
      return decline(op, "memory of this form");
    llvm::Type *type = memories[op.getMemRef()].element;
    values[op] = b.CreateAlignedLoad(type, at, alignOf(type));
    return true;
  }

  bool addStore(memref::StoreOp op) {
    IRValue at = element(op.getMemRef(), op.getIndices());
    if (!at)
      return decline(op, "memory of this form");
    b.CreateAlignedStore(values[op.getValue()], at,
                         alignOf(memories[op.getMemRef()].element));
    return true;
  }

  bool addAtomic(memref::AtomicRMWOp op) {
    using Op = llvm::AtomicRMWInst;
    std::optional<Op::BinOp> kind;
    switch (op.getKind()) {
    case arith::AtomicRMWKind::addi: kind = Op::Add; break;
    case arith::AtomicRMWKind::andi: kind = Op::And; break;
    case arith::AtomicRMWKind::ori: kind = Op::Or; break;
    case arith::AtomicRMWKind::xori: kind = Op::Xor; break;
    case arith::AtomicRMWKind::maxu: kind = Op::UMax; break;
    case arith::AtomicRMWKind::minu: kind = Op::UMin; break;
    case arith::AtomicRMWKind::maxs: kind = Op::Max; break;
    case arith::AtomicRMWKind::mins: kind = Op::Min; break;
    default: return decline(op, "this kind");
    }
    IRValue at = element(op.getMemref(), op.getIndices());
    if (!at || !op.getType().isInteger(32))
      return decline(op, "memory of this form");
    bool isShared = memories[op.getMemref()].space == kWorkgroup;
    auto scope = context.getOrInsertSyncScopeID(isShared ? "workgroup" : "device");
    // A relaxed order becomes a word that is no order; the words are put right.
    values[op] = b.CreateAtomicRMW(*kind, at, values[op.getValue()], llvm::Align(4),
                                   llvm::AtomicOrdering::AcquireRelease, scope);
    return true;
  }

  //===------------------------------------------------------------------===//
  // Control flow
  //===------------------------------------------------------------------===//

  bool addBlock(Block &body) {
    for (Operation &op : body.without_terminator())
      if (!addOp(&op))
        return false;
    return true;
  }

  SmallVector<IRValue> all(ValueRange range) {
    SmallVector<IRValue> out;
    for (Value value : range)
      out.push_back(values[value]);
    return out;
  }

  /// One phi for each value, with what comes from `from`.
  bool addPhis(Operation *op, ValueRange values_, ArrayRef<IRValue> incoming,
               BasicBlock *from, SmallVectorImpl<llvm::PHINode *> &phis) {
    for (auto [value, in] : llvm::zip_equal(values_, incoming)) {
      llvm::Type *type = scalarType(value.getType(), context);
      if (!type)
        return decline(op, "a value of this type");
      llvm::PHINode *phi = b.CreatePHI(type, 2);
      phi->addIncoming(in, from);
      values[value] = phi;
      phis.push_back(phi);
    }
    return true;
  }

  void feed(ArrayRef<llvm::PHINode *> phis, ArrayRef<IRValue> incoming) {
    for (auto [phi, in] : llvm::zip_equal(phis, incoming))
      phi->addIncoming(in, b.GetInsertBlock());
  }

  bool addFor(scf::ForOp op) {
    BasicBlock *from = b.GetInsertBlock(), *header = block("for"), *body = block("do"),
               *latch = block("next"), *exit = block("done");
    SmallVector<Value> carried{op.getInductionVar()};
    llvm::append_range(carried, op.getRegionIterArgs());
    SmallVector<IRValue> inits{values[op.getLowerBound()]};
    llvm::append_range(inits, all(op.getInitArgs()));
    b.CreateBr(header);
    b.SetInsertPoint(header);
    SmallVector<llvm::PHINode *> phis;
    if (!addPhis(op, carried, inits, from, phis))
      return false;
    IRValue outer = token;
    token = controlled(llvm::Intrinsic::experimental_convergence_loop);
    b.CreateCondBr(b.CreateICmpSLT(phis[0], values[op.getUpperBound()]), body, exit);
    b.SetInsertPoint(body);
    if (!addBlock(*op.getBody()))
      return false;
    SmallVector<IRValue> next = all(op.getBody()->getTerminator()->getOperands());
    b.CreateBr(latch);
    b.SetInsertPoint(latch);
    next.insert(next.begin(), b.CreateAdd(phis[0], values[op.getStep()]));
    feed(phis, next);
    b.CreateBr(header);
    token = outer;
    b.SetInsertPoint(exit);
    for (auto [result, phi] : llvm::zip_equal(op.getResults(), ArrayRef(phis).drop_front()))
      values[result] = phi;
    return true;
  }

  bool addWhile(scf::WhileOp op) {
    BasicBlock *from = b.GetInsertBlock(), *header = block("while"), *body = block("do"),
               *latch = block("next"), *exit = block("done");
    b.CreateBr(header);
    b.SetInsertPoint(header);
    SmallVector<llvm::PHINode *> phis;
    if (!addPhis(op, op.getBeforeArguments(), all(op.getInits()), from, phis))
      return false;
    IRValue outer = token;
    token = controlled(llvm::Intrinsic::experimental_convergence_loop);
    if (!addBlock(*op.getBeforeBody()))
      return false;
    scf::ConditionOp condition = op.getConditionOp();
    SmallVector<IRValue> out = all(condition.getArgs());
    b.CreateCondBr(values[condition.getCondition()], body, exit);
    b.SetInsertPoint(body);
    for (auto [arg, value] : llvm::zip_equal(op.getAfterArguments(), out))
      values[arg] = value;
    if (!addBlock(*op.getAfterBody()))
      return false;
    b.CreateBr(latch);
    b.SetInsertPoint(latch);
    feed(phis, all(op.getAfterBody()->getTerminator()->getOperands()));
    b.CreateBr(header);
    token = outer;
    b.SetInsertPoint(exit);
    for (auto [result, value] : llvm::zip_equal(op.getResults(), out))
      values[result] = value;
    return true;
  }

  bool addIf(scf::IfOp op) {
    bool hasElse = !op.getElseRegion().empty();
    BasicBlock *yes = block("then"), *no = hasElse ? block("else") : nullptr,
               *merge = block("endif");
    b.CreateCondBr(values[op.getCondition()], yes, no ? no : merge);
    b.SetInsertPoint(yes);
    if (!addBlock(*op.thenBlock()))
      return false;
    SmallVector<IRValue> ifYes = all(op.thenBlock()->getTerminator()->getOperands());
    BasicBlock *yesEnd = b.GetInsertBlock();
    b.CreateBr(merge);
    SmallVector<IRValue> ifNo;
    BasicBlock *noEnd = nullptr;
    if (no) {
      b.SetInsertPoint(no);
      if (!addBlock(*op.elseBlock()))
        return false;
      ifNo = all(op.elseBlock()->getTerminator()->getOperands());
      noEnd = b.GetInsertBlock();
      b.CreateBr(merge);
    }
    b.SetInsertPoint(merge);
    SmallVector<llvm::PHINode *> phis;
    if (!addPhis(op, op.getResults(), ifYes, yesEnd, phis))
      return false;
    for (auto [phi, value] : llvm::zip(phis, ifNo))
      phi->addIncoming(value, noEnd);
    return true;
  }

  bool index(Operation *op, gpu::Dimension dimension, llvm::Intrinsic::ID id) {
    values[op->getResult(0)] =
        call(id, {i32}, {b.getInt32(static_cast<uint32_t>(dimension))});
    return true;
  }

  bool addOp(Operation *op) {
    using namespace llvm::Intrinsic;
    return llvm::TypeSwitch<Operation *, bool>(op)
        .Case([&](scf::ForOp o) { return addFor(o); })
        .Case([&](scf::WhileOp o) { return addWhile(o); })
        .Case([&](scf::IfOp o) { return addIf(o); })
        .Case([&](memref::LoadOp o) { return addLoad(o); })
        .Case([&](memref::StoreOp o) { return addStore(o); })
        .Case([&](memref::AtomicRMWOp o) { return addAtomic(o); })
        .Case([&](memref::AllocaOp o) { return addAlloca(o); })
        .Case([&](gpu::BarrierOp) {
          controlled(spv_group_memory_barrier_with_group_sync);
          return true;
        })
        .Case([&](gpu::ThreadIdOp o) {
          return index(o, o.getDimension(), spv_thread_id_in_group);
        })
        .Case([&](gpu::BlockIdOp o) { return index(o, o.getDimension(), spv_group_id); })
        .Case([&](gpu::GridDimOp o) {
          return index(o, o.getDimension(), spv_num_workgroups);
        })
        .Default([&](Operation *o) {
          auto results = o->getNumRegions() ? SmallVector<IRValue, 2>()
                                            : scalar(o, all(o->getOperands()), b);
          if (results.size() != o->getNumResults() || results.empty())
            return decline(o, "no form");
          for (auto [value, result] : llvm::zip_equal(o->getResults(), results))
            values[value] = result;
          return true;
        });
  }
};

} // namespace

std::string llvmspirv::bufferName(gpu::GPUFuncOp function, unsigned argument) {
  return (function.getName() + "_arg_" + Twine(argument)).str();
}

bool llvmspirv::isOnlyRead(Value buffer) {
  return llvm::all_of(buffer.getUsers(), llvm::IsaPred<memref::LoadOp>);
}

bool llvmspirv::addEntry(gpu::GPUFuncOp function, llvm::Module &module,
                         std::string &reason) {
  return EntryBuilder(function, module, reason).run();
}
