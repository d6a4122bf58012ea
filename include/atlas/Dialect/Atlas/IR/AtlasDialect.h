//===- AtlasDialect.h - The atlas dialect -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dialect, attributes, types and operations of the atlas dialect.
//
// What each means stands in the .td files and in docs/Dialect/. Thread rule: as
// MLIR's (one context, one thread at a time unless MLIR says otherwise).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_IR_ATLASDIALECT_H
#define ATLAS_DIALECT_ATLAS_IR_ATLASDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <optional>
#include <string>

namespace atlas {
/// True if `type` is a memref whose innermost dimension has stride 1.
bool hasUnitInnerStride(mlir::Type type);

/// The content of queues, as a resource of memory effects.
struct QueueResource
    : public mlir::SideEffects::Resource::Base<QueueResource> {
  llvm::StringRef getName() final { return "AtlasQueue"; }
};
} // namespace atlas

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h.inc"
#include "atlas/Dialect/Atlas/IR/AtlasEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasAttributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasTypes.h.inc"
#define GET_OP_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasOps.h.inc"

namespace atlas {

/// Names of the argument attributes of kernels.
inline constexpr llvm::StringLiteral kInAttr = "atlas.in";
inline constexpr llvm::StringLiteral kOutAttr = "atlas.out";
inline constexpr llvm::StringLiteral kInOutAttr = "atlas.inout";
inline constexpr llvm::StringLiteral kTableAttr = "atlas.table";
inline constexpr llvm::StringLiteral kLengthAttr = "atlas.length";
inline constexpr llvm::StringLiteral kCountAttr = "atlas.count";
inline constexpr llvm::StringLiteral kAlignAttr = "atlas.align";
inline constexpr llvm::StringLiteral kConstantAttr = "atlas.constant";
inline constexpr llvm::StringLiteral kInplaceAttr = "atlas.inplace";
inline constexpr llvm::StringLiteral kOverlapAttr = "atlas.overlap";
inline constexpr llvm::StringLiteral kSignedAttr = "atlas.signed";
inline constexpr llvm::StringLiteral kDefaultAttr = "atlas.default";
/// Parameter names of the source, kept when the parser would lose them.
inline constexpr llvm::StringLiteral kNameAttr = "atlas.name";

/// On a data-parallel operation: it runs for few items or calls, so that little
/// code is better than fast code. The result is the same.
inline constexpr llvm::StringLiteral kRareAttr = "atlas.rare";

/// The number of values a region of an L1 op takes beside its positions.
/// Returns how many trailing index arguments the block has.
unsigned numPositionArgs(mlir::Block &body, unsigned numInputs);

/// On a module: the rules that help authors, beyond what an operation means,
/// were checked on the source. Passes may sharpen what can be proved, so the
/// first pass of a pipeline sets it; a kernel that verified stays valid.
inline constexpr llvm::StringLiteral kCheckedAttr = "atlas.checked";

/// Attributes of the kernel itself.
inline constexpr llvm::StringLiteral kContractAttr = "contract";
inline constexpr llvm::StringLiteral kExactnessAttr = "exactness";
inline constexpr llvm::StringLiteral kToleranceAttr = "tolerance";

/// The exactness class of a kernel or pipeline: its attribute, else bit_exact.
Exactness getExactness(mlir::Operation *kernel);
/// The class of the kernel or pipeline around `op`; none outside of both (in a
/// helper, or after kernels became functions), where nothing is promised.
std::optional<Exactness> getEnclosingExactness(mlir::Operation *op);

/// Name of argument `i` of a kernel or pipeline: its source name or "argI".
std::string getArgName(mlir::FunctionOpInterface kernel, unsigned i);
/// Name of result `i`: its declared name or "result", "result1", ...
std::string getResultName(mlir::FunctionOpInterface kernel, unsigned i);

/// The buffer that `value` is a view of: walks up casts and subviews.
mlir::Value getBufferRoot(mlir::Value value);

/// Elements of a queue's scratch buffer that `capacity` keys need, for every
/// lowering: the formula of `!atlas.queue`. `capacity` is at most 2^56.
uint64_t queueScratchWords(uint64_t capacity);
/// Part of that formula: from kQueueManyKeys keys on there are buckets.
inline constexpr uint64_t kQueueHeaderWords = 16, kQueueManyKeys = 1024,
                          kQueueBucketWords = 70016;

/// Bounds of an integer or index value, from constants and from what the
/// operations above it promise (InferIntRangeInterface). Looks at most a few
/// operations up; the full range when nothing is known.
mlir::ConstantIntRanges getIntRange(mlir::Value value);

} // namespace atlas

#endif // ATLAS_DIALECT_ATLAS_IR_ATLASDIALECT_H
