//===- WindowPredicate.h - The predicate of a windowed find -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every target needs of a search over windows: the elements, and the
// predicate at one position as plain code. Source: dialect.md section 5.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_WINDOWPREDICATE_H
#define ATLAS_CONVERSION_COMMON_WINDOWPREDICATE_H

#include "atlas/Conversion/Common/Emit.h"

namespace atlas::lowering {

/// The window that `op` asks; null if it is no operation on windows.
mlir::BlockArgument windowOf(Operation *op);

/// The elements of all windows for `lanes` positions from i: the inputs, or what
/// the map makes of them. Lanes that `mask` turns off are not read.
SmallVector<Value> windowElements(OpBuilder &b, Location loc, FindOp find,
                                  Value i, unsigned lanes, Value mask = {});

/// One step of a fold for `lanes` positions: element `k` of the windows is `x`.
/// `map` has the values of the predicate. What is the same for all positions is
/// computed once.
Value emitFoldStep(OpBuilder &b, Location loc, WindowFoldOp fold,
                   mlir::IRMapping &map, Value k, Value x, Value soFar,
                   unsigned lanes);

/// Emits `ops`, operations of the predicate of `find` in their order, by `one`, for
/// as many vectors of positions as there are maps. Where a selection has a condition
/// from outside of the search, and one of its sides a sum or a fold that nothing else
/// needs, the sides stand under a branch: the condition is the same for all positions.
void emitPredicateOps(
    OpBuilder &b, Location loc, FindOp find, llvm::ArrayRef<Operation *> ops,
    unsigned lanes, llvm::MutableArrayRef<mlir::IRMapping> maps,
    llvm::function_ref<void(OpBuilder &b, Operation &op,
                            llvm::MutableArrayRef<mlir::IRMapping> maps)>
        one);

/// Where a predicate gets the elements of its windows.
struct WindowSource {
  /// The element of `window` at position j, or one for each lane.
  llvm::function_ref<Value(OpBuilder &b, Value j, unsigned window)> element;
  unsigned lanes = 1;
  /// Whether choices become branches (emitPredicateOps).
  bool branches = false;
};

/// The predicate of `find` at position i < n: of one search, or in lanes of
/// several that are all at i. `map` has what differs between lanes.
Value emitWindowsAt(OpBuilder &b, Location loc, FindOp find, Value i,
                    const WindowSource &source, mlir::IRMapping map = {});

/// The same with the elements of the inputs, one at a time.
Value emitWindowsScalar(OpBuilder &b, Location loc, FindOp find, Value i);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_WINDOWPREDICATE_H
