//===- PhaseLowering.h - One phase of a launch plan for a workgroup -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A phase becomes code that all threads of a workgroup run: units of the phase
// are dealt out to workgroups by a grid-stride loop, data-parallel operations
// are shared out among the threads, and what has effects and lies between them
// is done by thread 0. Barriers stand where memory written by one thread may be
// read or overwritten by another, and only in uniform control flow.
//
// Private to this folder. Memory is still memref views of the kernel's buffers;
// DeviceForm.h turns them into accesses of bare buffers.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERING_H
#define ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERING_H

#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Conversion/Common/Phases.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/PatternMatch.h"

namespace atlas::device {

/// What the lowering of a phase depends on.
struct PhaseOptions {
  unsigned threads = 256;    ///< of a workgroup, a power of two
  unsigned vectorBytes = 16; ///< widest access of one thread; 0 = one element
  bool words = false;        ///< sub-word elements lie packed in 32-bit words
  bool wideAtomics = false;  ///< atomics on 64-bit integers
};

/// Emission of the cooperative forms: the state that they share.
class Workgroup {
public:
  Workgroup(mlir::Region &phase, const PhaseOptions &options);

  mlir::IRRewriter b;
  const PhaseOptions &options;
  mlir::Value tid; ///< index, 0 .. threads - 1

  /// Workgroup memory of that type and size; the same for each `slot`.
  mlir::Value shared(mlir::Type element, int64_t count, unsigned slot);
  void barrier(mlir::Location loc);
  /// Runs `body` on thread 0 only.
  void once(mlir::Location loc, llvm::function_ref<void()> body);
  /// for (i = start + tid; i < end; i += threads) body(i).
  mlir::SmallVector<mlir::Value>
  stride(mlir::Location loc, mlir::Value end, mlir::ValueRange carried,
         llvm::function_ref<mlir::SmallVector<mlir::Value>(mlir::Value,
                                                           mlir::ValueRange)>
             body,
         mlir::Value start = {});
  /// Elements of `buffers` that one thread takes at a time.
  unsigned chunkOf(mlir::ValueRange buffers) const;
  /// Whether every chunk of every buffer starts at a multiple of its size.
  static bool isAligned(mlir::ValueRange buffers, unsigned chunk);
  /// out[i] = value where no thread owns the whole word of an element.
  void storeOne(mlir::Location loc, mlir::Value value, mlir::Value out, mlir::Value i);
  /// Stores of parts of words need whole words, or one thread.
  bool hasPackedElements(mlir::ValueRange buffers) const;

private:
  mlir::Region &phase;
  llvm::MapVector<std::tuple<mlir::Type, int64_t, unsigned>, mlir::Value> pool;
};

/// Float sums and products whose order is part of the meaning.
bool isOrdered(ReduceOp op);
/// Whether a workgroup of `threads` has a form for such a reduction: at most a
/// block of the canonical order, or the partial results of a plan.
bool canOrder(ReduceOp op, unsigned threads);
void lowerOrderedReduce(ReduceOp op, Workgroup &group);

/// Scans that may be regrouped, and scatters that atomic operations can do.
bool canScan(ScanOp op);
bool canScatter(ScatterOp op, const PhaseOptions &options);
void lowerScan(ScanOp op, Workgroup &group);
void lowerFind(FindOp op, Workgroup &group);
void lowerScatter(ScatterOp op, Workgroup &group);

/// True when the operation has a form for a whole workgroup; otherwise one
/// thread runs its plain loop.
bool isCooperative(mlir::Operation *op, const Workgroup &group);
/// Replaces such an operation. Barriers inside, none before or after.
void lowerCooperative(mlir::Operation *op, Workgroup &group);
/// Whether that form contains barriers.
bool needsBarriers(mlir::Operation *op);

/// Lowers the phase in place. Its block arguments are the kernel's values, the
/// temporaries, lo and hi (see Phases.h); `space` and one buffer for each result
/// are added behind them. Sets `perThread` when each unit is a thread, not a
/// workgroup. `own` are arguments that no other phase uses: small stack buffers.
/// Adds a line to `report` for each data-parallel operation.
mlir::LogicalResult lowerPhase(mlir::Region &phase, bool serial,
                               llvm::ArrayRef<unsigned> own,
                               const PhaseOptions &options, bool &perThread,
                               std::vector<std::string> &report);

/// Fuses products and sums that both carry the flag `contract`.
void contractFloats(mlir::Operation *root);

/// The gcd of what `value` (index) is known to be a multiple of, 0 for zero.
uint64_t knownMultiple(mlir::Value value);

} // namespace atlas::device

#endif // ATLAS_LIB_CONVERSION_ATLASTOGPU_PHASELOWERING_H
