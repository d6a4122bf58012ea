//===- KernelBodies.cpp - Functions that hold a kernel's code -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelBodies.h"
#include "Carriers.h"
#include "KernelValues.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace atlas;
using namespace atlas::cpu;

/// Clones the single block of `source` at the insertion point.
static void inlineRegion(OpBuilder &b, Region &source, ValueRange values) {
  IRMapping map;
  Block &block = source.front();
  map.map(block.getArguments().take_front(values.size()), values);
  for (Operation &op : block)
    b.clone(op, map);
}

void cpu::fillBody(KernelFrame &frame, func::FuncOp function, bool carriers) {
  OpBuilder &b = frame.b;
  OpBuilder::InsertionGuard guard(b);
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  SmallVector<Value> values = rebuildArguments(frame, function);
  if (frame.needsScratch())
    llvm::append_range(values, temporaryViews(frame, values,
                                              entry->getArguments().back(),
                                              /*serialOnly=*/true));
  inlineRegion(b, frame.kernel.getBody(), values);
  auto end = cast<ReturnOp>(entry->getTerminator());
  b.setInsertionPoint(end);
  SmallVector<Value> results(end.getOperands());
  if (carriers)
    for (Value &value : results)
      value = convertInt(b, frame.loc, value, carrierOf(b, value.getType()));
  func::ReturnOp::create(b, end.getLoc(), results);
  end.erase();
}

void cpu::fillWithPlan(KernelFrame &frame, func::FuncOp function,
                       ArrayRef<func::FuncOp> phases) {
  OpBuilder &b = frame.b;
  Location loc = frame.loc;
  OpBuilder::InsertionGuard guard(b);
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  Value zero = arith::ConstantIntOp::create(b, loc, 0, 64);
  Value bytes = arith::ConstantIntOp::create(b, loc, *frame.fixedScratch(), 64);
  Value scratch = LLVM::AllocaOp::create(b, loc, frame.pointer, b.getI8Type(),
                                         bytes, /*alignment=*/64);
  SmallVector<Value> values = rebuildArguments(frame, function);
  SmallVector<Value> operands(entry->getArguments());
  Value noResults = LLVM::ZeroOp::create(b, loc, frame.pointer);
  operands.append({scratch, noResults, zero});
  for (auto [phase, callee] : llvm::zip_equal(frame.abi.phases, phases)) {
    operands.push_back(lengthOf(frame, phase.space, values));
    func::CallOp::create(b, loc, callee, operands);
    operands.pop_back();
  }
  func::ReturnOp::create(b, loc);
}

/// A phase region takes the kernel's values, the temporaries, lo and hi. What
/// its return names are the kernel's results, stored as words.
static void fillPhase(KernelFrame &frame, func::FuncOp function,
                      Region &source) {
  OpBuilder &b = frame.b;
  OpBuilder::InsertionGuard guard(b);
  Block *entry = function.addEntryBlock();
  b.setInsertionPointToStart(entry);
  unsigned count = entry->getNumArguments();
  SmallVector<Value> values = rebuildArguments(frame, function);
  llvm::append_range(values, temporaryViews(frame, values,
                                            entry->getArgument(count - 4),
                                            /*serialOnly=*/false));
  for (unsigned k : {count - 2, count - 1})
    values.push_back(arith::IndexCastOp::create(b, frame.loc, b.getIndexType(),
                                                entry->getArgument(k)));
  inlineRegion(b, source, values);
  auto end = cast<ReturnOp>(entry->getTerminator());
  b.setInsertionPoint(end);
  storeWords(b, frame.loc, entry->getArgument(count - 3), end.getOperands());
  func::ReturnOp::create(b, end.getLoc());
  end.erase();
}

func::FuncOp cpu::makePhase(KernelFrame &frame, unsigned i, Region &source) {
  SmallVector<Type> inputs = frame.signature();
  if (!frame.needsScratch())
    inputs.push_back(frame.pointer);
  inputs.append({frame.pointer, frame.i64, frame.i64}); // result words, lo, hi
  auto function = frame.makeFunction(
      frame.abi.name + ".phase" + std::to_string(i), inputs, {});
  function.setPrivate();
  fillPhase(frame, function, source);
  return function;
}
