//===- PhaseLoweringImpl.h - The work behind lowerPhase ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object lowers one phase. PhaseLowering.cpp walks its operations and
// places barriers, PhaseUnits.cpp deals units and items out and stores results,
// and PhaseOneThread.cpp is what thread 0 runs alone.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERINGIMPL_H
#define ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERINGIMPL_H

#include "PhaseLowering.h"

namespace atlas::device {

/// What a workgroup can share out element by element.
bool isDataParallel(mlir::Operation *op);
/// What is shared out or looped over: everything that is lowered here.
bool isLowered(mlir::Operation *op);
/// A store or an atomic update.
bool isStore(mlir::Operation *op);
/// The same for all threads of a workgroup, visibly: no loaded value, no thread
/// id. Portable targets accept barriers only under such conditions.
bool isUniform(mlir::Value value);

/// Lowers one phase of a launch plan for a workgroup.
class PhaseLowering {
public:
  PhaseLowering(mlir::Region &phase, const PhaseOptions &options,
                std::vector<std::string> &report)
      : phase(phase), group(phase, options), b(group.b), report(report) {}

  mlir::LogicalResult run(bool serial, mlir::ArrayRef<unsigned> own,
                          bool &perThread);

private:
  mlir::Region &phase;
  Workgroup group;
  mlir::IRRewriter &b;
  std::vector<std::string> &report;
  mlir::Value lo, hi;
  /// The loop over units, whose iterations are independent.
  mlir::scf::ForOp units;

  // Memory since the last barrier.
  bool allWrote = false, firstWrote = false, someRead = false;
  bool sharedRead = false; ///< workgroup memory, which the next use overwrites

  //===------------------------------------------------------------------===//
  // Results and units
  //===------------------------------------------------------------------===//

  /// return %r -> store into one-element buffers, integers widened.
  void storeResults(mlir::Block &block);
  /// Deals units out to workgroups, or the items of a batch to threads.
  mlir::LogicalResult distribute(mlir::Block &block, mlir::Value space,
                                 bool &perThread);
  /// An item whose data-parallel operations a workgroup can share.
  bool isGroupItem(BatchOp batch);
  void inlineItem(BatchOp batch);
  /// for (i = global thread; i < space; i += threads of the grid) item(i).
  mlir::LogicalResult itemsToThreads(BatchOp batch, mlir::Value space);
  /// Items may store into parts of one word, but for memory of their own.
  void markSharedWords(BatchOp batch);

  //===------------------------------------------------------------------===//
  // Barriers
  //===------------------------------------------------------------------===//

  void sync(mlir::Location loc);
  void beforeRead(mlir::Operation *op);
  void beforeWrite(mlir::Operation *op, bool byFirst);
  /// Before an operation that writes workgroup memory.
  void beforeShared(mlir::Operation *op);
  bool isClean() const;

  //===------------------------------------------------------------------===//
  // Operations
  //===------------------------------------------------------------------===//

  /// Loops that each thread runs.
  llvm::SmallPtrSet<mlir::Operation *, 4> plain;

  void note(mlir::Operation *op, mlir::StringRef how);
  mlir::LogicalResult lowerBlock(mlir::Block &block);
  mlir::LogicalResult lowerOp(mlir::Operation *op);
  mlir::LogicalResult lowerShared(mlir::Operation *op);
  mlir::LogicalResult lowerRegions(mlir::Operation *op);
  /// Iterations one after the other, a barrier between them.
  mlir::LogicalResult lowerLoop(mlir::scf::ForOp loop);
  mlir::LogicalResult lowerUniformIf(mlir::scf::IfOp branch);
  /// One operation without barriers, and what computes its views.
  bool isSimpleIf(mlir::scf::IfOp branch);
  mlir::LogicalResult lowerSimpleIf(mlir::scf::IfOp branch);

  //===------------------------------------------------------------------===//
  // One thread
  //===------------------------------------------------------------------===//

  /// Whether the workgroup shares any of the block: as lowerRegions descends.
  bool hasShared(mlir::Block &block);
  /// What only this phase uses lies in the workgroup's memory, of which a
  /// serial phase has one.
  void shareOwn(mlir::Block &block, mlir::ArrayRef<unsigned> own);
  /// Thread 0 runs the whole phase, with stack buffers of its own.
  mlir::LogicalResult allByFirst(mlir::Block &block,
                                 mlir::ArrayRef<unsigned> own);
  static mlir::LogicalResult refuseCall(mlir::Operation *op);
  /// Thread 0 runs the operation; the others learn its results from workgroup
  /// memory.
  mlir::LogicalResult byFirst(mlir::Operation *op);
  /// Every data-parallel operation inside as a plain loop.
  mlir::LogicalResult lowerPlainly(mlir::Operation *root);
  static bool isCanonicalFloat(ReduceOp op);
  void plainCopy(mlir::memref::CopyOp op);
  void plainBatch(BatchOp op);
};

} // namespace atlas::device

#endif // ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERINGIMPL_H
