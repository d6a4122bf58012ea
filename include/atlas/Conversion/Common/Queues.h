//===- Queues.h - Priority queues as calls of helpers -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A queue becomes its scratch buffer and ten words of state; its operations
// become calls of private helpers, which are MLIR text (Queue/*.mlir) so that
// they can be read. A set of helpers keeps one convention:
//
//   @atlas.queue.NAME.init(scratch, state, capacity, pops)
//   @atlas.queue.NAME.push(scratch, state, key) -> i1
//   ... pop, push_evict, size
//
// All sets give the same sequence of keys (dialect.md section 6). Targets choose
// a set and the place of the state; nothing here knows a target.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_QUEUES_H
#define ATLAS_CONVERSION_COMMON_QUEUES_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "mlir/IR/PatternMatch.h"

namespace atlas::lowering {

/// The state of one queue: memref<10xindex>, zeroed by nobody; init sets it.
mlir::MemRefType queueStateType(mlir::MLIRContext *context);

/// Replaces `op` and all operations on its queue by calls of the helpers `name`
/// of `text`, and puts those that are needed into the module around. `state`
/// dominates `op` and belongs to this queue alone. Erases `op`.
void lowerQueue(QueueInitOp op, llvm::StringRef name, llvm::StringRef text,
                mlir::Value state, mlir::RewriterBase &rewriter);

/// The helpers "heap4": O(log n) a push and a pop, little code; O(n) an eviction.
llvm::StringRef heap4Text();
/// The helpers "interval": O(log n) everything.
llvm::StringRef intervalText();

/// True if the largest key of the queue may have to go, too.
bool evictsKeys(QueueInitOp op);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_QUEUES_H
