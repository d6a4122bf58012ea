//===- DeviceForm.h - A phase over bare buffers -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rebuilds a lowered phase as a gpu.func: views become positions in bare rank-1
// buffers, dimensions and scalars become 32-bit parameter words, and in the
// words32 layout every integer is carried by 32-bit words:
//
//   i1                 i1
//   i2 .. i31          i32, zero-extended
//   i64                two i32, low word first
//   floats             themselves; in memory their bits, f16 two to a word
//   vector<4xi8>, <2xi16>   one i32 (packed arithmetic where it pays)
//   other vectors      one part for each lane
//
// A buffer of narrow elements is then an array of words; a store of a single
// narrow element reads and rewrites its word, so the caller sees to it that no
// other thread owns that word.
//
// Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORM_H
#define ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORM_H

#include "atlas/Conversion/Common/Emit.h"
#include "atlas/Support/DeviceProgram.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace atlas::device {

/// On a store in a phase: other threads may store other parts of its word.
inline constexpr llvm::StringLiteral kSharedWordAttr = "atlas.shared_word";

/// What a block argument of a phase stands for.
struct PhaseArg {
  DeviceBuffer buffer;               ///< buffers
  std::vector<std::string> extents;  ///< buffers: one expression per dimension
  std::string offset;                ///< buffers: first element, "" = 0
  bool strided = false;              ///< rows lie apart
  bool mayAlias = false;             ///< may be or overlap another buffer
  std::string expression;            ///< index values given by an expression
  std::string scalar;                ///< scalar parameters
};

/// Builds the function at `b`'s insertion point and fills `entry` (buffers that
/// are really accessed, words, shared bytes). Fails with a diagnostic at the
/// first construct without a form.
mlir::FailureOr<mlir::gpu::GPUFuncOp>
buildDeviceFunction(mlir::OpBuilder &b, mlir::Region &phase,
                    llvm::ArrayRef<PhaseArg> args, DeviceLayout layout,
                    unsigned threads, DeviceEntry &entry);

} // namespace atlas::device

#endif // ATLAS_LIB_CONVERSION_ATLASTOGPU_DEVICEFORM_H
