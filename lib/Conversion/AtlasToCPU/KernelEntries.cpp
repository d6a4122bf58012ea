//===- KernelEntries.cpp - Entries around a kernel's code -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelEntries.h"
#include "Carriers.h"

#include "atlas-c/args.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <cstddef>

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

void cpu::makeOutPointerEntry(KernelFrame &frame, func::FuncOp body) {
  OpBuilder &b = frame.b;
  Location loc = frame.loc;
  SmallVector<Type> inputs = frame.signature();
  inputs.append(frame.abi.results.size(), frame.pointer);
  auto function = frame.makeFunction(frame.abi.name, inputs, {});
  OpBuilder::InsertionGuard guard(b);
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  unsigned count = body.getNumArguments();
  auto call = func::CallOp::create(b, loc, body,
                                   entry->getArguments().take_front(count));
  for (auto [i, value] : llvm::enumerate(call.getResults())) {
    Value wide = convertInt(b, loc, value, carrierOf(b, value.getType()));
    LLVM::StoreOp::create(b, loc, wide, entry->getArgument(count + i),
                          /*alignment=*/1);
  }
  func::ReturnOp::create(b, loc);
}

namespace {

/// The packed entry of one kernel, being built.
class PackedEntry {
public:
  PackedEntry(KernelFrame &frame, func::FuncOp body,
              ArrayRef<func::FuncOp> phases)
      : frame(frame), b(frame.b), loc(frame.loc), body(body), phases(phases) {}

  void make() {
    auto function = declare();
    OpBuilder::InsertionGuard guard(b);
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    args = entry->getArgument(0);
    loadParams();
    loadLayout();
    if (phases.empty())
      callWhole();
    else
      callPhase();
    Value ok = arith::ConstantIntOp::create(b, loc, 0, 32);
    func::ReturnOp::create(b, loc, ok);
  }

private:
  KernelFrame &frame;
  OpBuilder &b;
  Location loc;
  func::FuncOp body;
  ArrayRef<func::FuncOp> phases;
  Value args;                  ///< pointer to the atlas_args_t
  Value buffers;               ///< its buffers, if the kernel has any
  SmallVector<Value> operands; ///< of the body

  func::FuncOp declare() {
    auto function = func::FuncOp::create(
        b, loc, frame.abi.name + ".packed",
        b.getFunctionType({frame.pointer}, {b.getI32Type()}));
    function->setAttr("atlas.kernel", b.getStringAttr(frame.abi.name));
    function->setAttr(
        kABIAttrName,
        b.getStringAttr(llvm::formatv("{0}", frame.abi.toJSON()).str()));
    return function;
  }

  Value load(Value base, size_t offset, Type type) {
    Value at = LLVM::GEPOp::create(
        b, loc, frame.pointer, b.getI8Type(), base,
        ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
    return LLVM::LoadOp::create(b, loc, type, at,
                                /*alignment=*/type == b.getI32Type() ? 4 : 8);
  }

  /// The kernel's own arguments: pointers of buffers, scalars from words.
  void loadParams() {
    Value scalars;
    unsigned buffer = 0, scalar = 0;
    for (auto [i, param] : llvm::enumerate(frame.abi.params)) {
      if (param.isBuffer()) {
        if (!buffers)
          buffers = load(args, offsetof(atlas_args_t, buffers), frame.pointer);
        operands.push_back(
            load(buffers, buffer++ * sizeof(atlas_buffer_t), frame.pointer));
        continue;
      }
      if (!scalars)
        scalars = load(args, offsetof(atlas_args_t, scalars), frame.pointer);
      Value word = load(scalars, scalar++ * 8, frame.i64);
      Type type = carrierOf(b, frame.kernel.getArgumentTypes()[i]);
      operands.push_back(fromWord(b, loc, word, type));
    }
  }

  /// Dimensions, strides and scratch.
  void loadLayout() {
    const KernelABI &abi = frame.abi;
    auto field = [&](unsigned param, size_t offset) {
      size_t start = abi.ordinal(param) * sizeof(atlas_buffer_t);
      return load(buffers, start + offset, frame.i64);
    };
    for (auto [param, k] : independentDims(abi))
      operands.push_back(field(param, offsetof(atlas_buffer_t, dim) + 8 * k));
    for (auto [i, param] : llvm::enumerate(abi.params))
      if (param.strided)
        operands.push_back(field(i, offsetof(atlas_buffer_t, stride)));
    if (frame.needsScratch())
      operands.push_back(loadScratch());
  }

  Value loadScratch() {
    return load(args, offsetof(atlas_args_t, scratch), frame.pointer);
  }

  Value loadResults() {
    return load(args, offsetof(atlas_args_t, results), frame.pointer);
  }

  void callWhole() {
    auto call = func::CallOp::create(b, loc, body, operands);
    if (call.getNumResults())
      storeWords(b, loc, loadResults(), call.getResults());
  }

  void callPhase() {
    Value phase = load(args, offsetof(atlas_args_t, phase), b.getI32Type());
    Value lo = load(args, offsetof(atlas_args_t, lo), frame.i64);
    Value hi = load(args, offsetof(atlas_args_t, hi), frame.i64);
    Value words = loadResults();
    SmallVector<Value> phaseOperands(operands);
    if (!frame.needsScratch())
      phaseOperands.push_back(loadScratch());
    phaseOperands.append({words, lo, hi});
    dispatch(phase, 0, phaseOperands);
  }

  /// A chain of scf.if over the phase number from `index` on, the whole kernel
  /// last.
  void dispatch(Value phase, unsigned index, ValueRange phaseOperands) {
    if (index == phases.size())
      return callWhole();
    Value number = arith::ConstantIntOp::create(b, loc, index, 32);
    Value here =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, phase, number);
    auto branch = scf::IfOp::create(b, loc, here, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    func::CallOp::create(b, loc, phases[index], phaseOperands);
    b.setInsertionPointToStart(branch.elseBlock());
    dispatch(phase, index + 1, phaseOperands);
  }
};

} // namespace

void cpu::makePackedEntry(KernelFrame &frame, func::FuncOp body,
                          ArrayRef<func::FuncOp> phases) {
  PackedEntry(frame, body, phases).make();
}
