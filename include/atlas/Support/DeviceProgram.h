//===- DeviceProgram.h - How a device runs a kernel -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sidecar of device code: the kernel's ABI description with its launch plan,
// and for each phase the entry point, its buffers, its parameter words and the
// number of workgroups.
//
// Everything that runs device code (engines, workers, bindings) reads this and
// nothing else. Expressions are those of KernelABI.h, over the dimensions and
// scalars of the call. A scalar result is a buffer of one element behind the
// parameters, integers widened to 32 or 64 bits.
//
// Thread rule: plain values.
// Source: dialect.md section 2, gpu-notes.md (ABI).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_DEVICEPROGRAM_H
#define ATLAS_SUPPORT_DEVICEPROGRAM_H

#include "atlas/Support/KernelABI.h"

namespace atlas {

/// How the bytes of a buffer are seen by device code.
enum class DeviceLayout : uint8_t {
  Bytes8, ///< elements as they are
  Words32 ///< 32-bit words; smaller elements lie packed in them, low ones first
};

/// A buffer of one entry, in binding order.
struct DeviceBuffer {
  enum Kind : uint8_t { Param, Temp, Result } kind = Param;
  std::string name;  ///< of the parameter, temporary or result
  DataType type;     ///< one element as the host sees it
  std::string count; ///< expression: number of elements
  bool read = false, written = false;
};

/// One 32-bit parameter word: an expression, or word `word` of a scalar's bits.
struct DeviceWord {
  std::string expression; ///< "" for a scalar
  std::string scalar;
  unsigned word = 0;
};

/// One phase of the plan as device code.
struct DeviceEntry {
  std::string name;   ///< symbol of the entry point
  std::string groups; ///< expression: workgroups that have work; 0 = skip
  std::vector<DeviceBuffer> buffers;
  std::vector<DeviceWord> words;
  uint64_t sharedBytes = 0; ///< workgroup memory
  /// words32: 64-bit integers are computed with, as pairs of words. For whoever
  /// describes the code; not part of the sidecar.
  bool hasWideArithmetic = false;
};

/// The whole sidecar. `entries` and `kernel.phases` go together. Entries loop
/// over the grid: fewer groups than asked for give the same result. Buffers are
/// aligned to 16 bytes and padded to a multiple of 16.
struct DeviceProgram {
  KernelABI kernel;
  DeviceLayout layout = DeviceLayout::Bytes8;
  unsigned workgroup = 256; ///< threads of a workgroup
  std::vector<DeviceEntry> entries;

  llvm::json::Value toJSON() const;
  /// Strict: ATL0206 for an unknown field, a wrong type, a name that the kernel
  /// does not declare, or a value that no program can have.
  static llvm::Expected<DeviceProgram> fromJSON(const llvm::json::Value &value);
};

} // namespace atlas

#endif // ATLAS_SUPPORT_DEVICEPROGRAM_H
