//===- PhaseSplitter.h - The work behind splitPhases ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One object splits one kernel. What can be split is decided in Phases.cpp,
// temporaries and sizes of units in PhaseTemporaries.cpp; phases are built in
// PhaseBuilder.cpp (serial ones), PhaseBlocks.cpp (one for each parallel
// operation) and PhaseFinish.cpp (what combines the blocks).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_COMMON_PHASESPLITTER_H
#define ATLAS_LIB_CONVERSION_COMMON_PHASESPLITTER_H

#include "atlas/Conversion/Common/Phases.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

namespace atlas::lowering {

/// Operations that every phase may compute again for itself.
bool isRecomputable(mlir::Operation *op);

/// True if an element-wise float combination has an order to keep.
bool hasOrderedFloat(ReduceOp op);

/// Splits one kernel into phases.
class Splitter {
public:
  Splitter(KernelOp kernel, KernelABI &abi,
           mlir::SmallVectorImpl<mlir::MemRefType> &types,
           const PlanUnits &units)
      : kernel(kernel), abi(abi), types(types), units(units),
        b(kernel.getContext()), loc(kernel.getLoc()),
        serialTemps(abi.temps.size()) {}

  mlir::FailureOr<mlir::SmallVector<std::unique_ptr<mlir::Region>>> run();

private:
  KernelOp kernel;
  KernelABI &abi;
  mlir::SmallVectorImpl<mlir::MemRefType> &types;
  const PlanUnits &units;
  mlir::OpBuilder b;
  mlir::Location loc;
  unsigned serialTemps;
  llvm::SetVector<mlir::Operation *> parallel;
  llvm::DenseMap<mlir::Value, unsigned> slots; ///< value -> temp
  llvm::DenseMap<mlir::Operation *, mlir::SmallVector<unsigned>> partials;
  mlir::SmallVector<std::unique_ptr<mlir::Region>> phases;
  unsigned counter = 0;

  //===------------------------------------------------------------------===//
  // What can be split
  //===------------------------------------------------------------------===//

  /// The extent of a rank-1 buffer as an expression, if it is an argument or a
  /// temporary.
  std::optional<std::string> extentText(mlir::Value buffer);
  static bool isLong(const std::string &text, int64_t unit);
  bool allVectors(mlir::ValueRange buffers);
  /// A queue lives in one phase: what stands between its operations is serial.
  void keepQueuesWhole(mlir::Block &body);
  bool isParallel(mlir::Operation *op);
  /// What pays where one thread is slow.
  bool isParallelOnDevice(mlir::Operation *op);

  //===------------------------------------------------------------------===//
  // Temporaries
  //===------------------------------------------------------------------===//

  /// One element for each unit of `op`.
  unsigned addPartials(mlir::Operation *op, const llvm::Twine &name,
                       mlir::Type type);
  unsigned addTemp(const llvm::Twine &name, const llvm::Twine &size,
                   mlir::MemRefType type);
  /// Small stack buffers of the kernel become temporaries of the plan; other
  /// forms cannot outlive a phase.
  static bool canShareStack(mlir::Block &body);
  /// One slot for each value that a later phase reads and cannot recompute.
  void planSlots(mlir::Block &body);
  /// How a value lies between phases: on devices, which may not have smaller
  /// elements, integers take a word at least.
  mlir::Type keptType(mlir::Type type);
  void planPartials();
  int64_t unitOf(mlir::Operation *op);
  std::string unitsText(mlir::Operation *op);

  //===------------------------------------------------------------------===//
  // Building one phase
  //===------------------------------------------------------------------===//

  struct Phase {
    std::unique_ptr<mlir::Region> region;
    mlir::IRMapping map;
    mlir::Value lo, hi;
    mlir::SmallVector<mlir::Value> temps;
  };

  Phase begin();
  void finish(Phase &phase, LaunchPhase description);
  /// Which parameters and temporaries a phase reads and writes.
  void describeAccesses(mlir::Region &region, LaunchPhase &description);
  /// The phase's copy of a kernel value: recomputed, or read from its slot.
  mlir::Value use(Phase &phase, mlir::Value value);
  /// Makes every value that `op` uses from outside available.
  void prepare(Phase &phase, mlir::Operation *op);
  void keep(Phase &phase, mlir::Value original, mlir::Value now);
  void flushSerial(mlir::SmallVector<mlir::Operation *> &pending);
  /// A phase for every few results: each is a buffer of its own on a device.
  void emitResults(ReturnOp op);

  //===------------------------------------------------------------------===//
  // Parallel operations
  //===------------------------------------------------------------------===//

  /// buffer[start .. start + length).
  mlir::Value part(mlir::Value buffer, mlir::Value start,
                   mlir::OpFoldResult length);
  /// Element range [start, start + length) of units [from, to).
  std::pair<mlir::Value, mlir::Value> range(mlir::Value from, mlir::Value to,
                                            mlir::Value n, int64_t unit);
  /// Clones `op` over parts of its inputs (the first `inputs` operands) and
  /// shifts the positions its region sees.
  mlir::Operation *cloneOver(Phase &phase, mlir::Operation *op, unsigned inputs,
                             mlir::Value start, mlir::Value length,
                             unsigned outputs = 0);
  /// The region's position counts from the start of the whole buffer.
  void shiftPositions(mlir::Block &body, unsigned inputs, mlir::Value start);
  void emitParallel(mlir::Operation *op);
  /// A part of the indices, and of what goes with them.
  void emitIndexed(Phase &phase, mlir::Operation *op);
  /// One partial result for each unit of the phase.
  void emitBlocks(Phase &phase, mlir::Operation *op);
  /// partial[u] = the first place in the block, or n.
  void findInBlock(Phase &phase, FindOp op, mlir::Value u, mlir::Value start,
                   mlir::Value length, mlir::Value n);
  /// The combination of a block of a scan, which is a reduction of its
  /// elements.
  mlir::Value sumOfBlock(Phase &phase, ScanOp op, mlir::Value start,
                         mlir::Value length);
  /// output[block] from the combination of all blocks before.
  void emitScanned(ScanOp op, const std::string &name);
  void emitFinal(mlir::Operation *op, const std::string &name);
  /// The partials of the phase that ran, as a view of exactly the blocks.
  void finalReduce(Phase &phase, ReduceOp op);
  /// The least place that a block found.
  void finalFind(Phase &phase, FindOp op);
  /// partial[u] := init . partial[0] . ... . partial[u - 1].
  void scanPartials(Phase &phase, ScanOp op);
  /// ^bb0(%x): yield %x
  void addIdentity(mlir::Region &region, mlir::Type type);
  /// bins := (old or 0) + the bins of each block.
  void finalHistogram(Phase &phase, HistogramOp op);
  /// bins := 0, or bins := bins + other.
  void addMap(mlir::Value bins, mlir::Value other, mlir::Type type);
};

} // namespace atlas::lowering

#endif // ATLAS_LIB_CONVERSION_COMMON_PHASESPLITTER_H
