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

/// The predicate of `find` at position i < n, one element at a time.
Value emitWindowsScalar(OpBuilder &b, Location loc, FindOp find, Value i);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_WINDOWPREDICATE_H
