//===- Verification.h - Shared rules of the verifiers -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a region of map, reduce, scan, histogram and find may hold, and what the
// verifiers share.
//
// Private to the dialect library. Regions are pure so that a lowering may run
// them in any order, on any lane, more than once (dialect.md section 1). The
// local part of the rule is checked with the op; what needs other symbols (pure
// helpers, constant globals) when the symbols of the module are checked.
// Functions emit the diagnostic and return failure.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_DIALECT_ATLAS_IR_VERIFICATION_H
#define ATLAS_LIB_DIALECT_ATLAS_IR_VERIFICATION_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

namespace atlas {

/// True if `op` stands in a region that must be pure.
bool isInPureRegion(mlir::Operation *op);

/// Checks that `region` of `owner` holds only pure operations, as far as that
/// is visible without looking at other symbols.
mlir::LogicalResult verifyPureRegion(mlir::Operation *owner,
                                     mlir::Region &region);

/// Checks one operation of a pure region that refers to a symbol: a called
/// helper must be pure in the exactness class, a global must be constant.
mlir::LogicalResult verifyPureSymbols(mlir::Operation *op, Exactness exactness,
                                      mlir::SymbolTableCollection &symbols);

/// The argument of `kernel` that `buffer` is a view of; null if none.
mlir::BlockArgument kernelArgument(mlir::FunctionOpInterface kernel,
                                   mlir::Value buffer);

/// True if the kernel promised not to write `arg`.
bool isReadOnly(mlir::FunctionOpInterface kernel, mlir::BlockArgument arg);

/// True for atlas.kernel and atlas.pipeline, whose calls are checked.
bool isKernel(mlir::FunctionOpInterface function);

/// Checks that the buffers which each operation of `function` uses together are
/// visibly as long as it takes them to be, and that it overwrites none of them.
mlir::LogicalResult verifyBuffers(mlir::FunctionOpInterface function);

/// Checks that atomic updates of an exact kernel give the same in any order.
mlir::LogicalResult verifyAtomics(mlir::FunctionOpInterface kernel);

/// Checks that nothing in `kernel` may write a buffer that is read-only.
mlir::LogicalResult verifyReadOnly(mlir::FunctionOpInterface kernel,
                                   mlir::SymbolTableCollection &symbols);

/// Checks the helper of a call that passes a queue.
mlir::LogicalResult verifyQueueHelper(mlir::func::CallOp call,
                                      mlir::SymbolTableCollection &symbols);

class LengthAlgebra;

/// Checks what can be proved about the size of a queue's scratch buffer.
mlir::LogicalResult verifyQueueScratch(QueueInitOp op, LengthAlgebra &algebra);

/// How two buffers with one root lie; buffers of different roots are Apart.
enum class ViewOverlap {
  Apart,     ///< no element in common
  Same,      ///< the same elements at the same positions
  SameStart, ///< the same positions, but perhaps of different sizes
  Partial,   ///< elements in common, at different positions
  Unknown
};
ViewOverlap compareViews(mlir::Value a, mlir::Value b, LengthAlgebra &algebra);

/// How the caller of a kernel may let arguments i and j lie: Apart by default,
/// Same with atlas.inplace, Unknown with atlas.overlap.
ViewOverlap toleratedOverlap(mlir::FunctionOpInterface kernel, unsigned i,
                             unsigned j);

/// How two buffers in `function` may lie: views of one buffer, of arguments
/// that its caller may let overlap, or of what is chosen while running.
ViewOverlap passedOverlap(mlir::FunctionOpInterface function, mlir::Value a,
                          mlir::Value b, LengthAlgebra &algebra);

/// True if the source of `op` passed the rules that help authors.
bool isChecked(mlir::Operation *op);

} // namespace atlas

#endif // ATLAS_LIB_DIALECT_ATLAS_IR_VERIFICATION_H
