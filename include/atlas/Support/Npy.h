//===- Npy.h - NumPy array files --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads .npy versions 1.0, 2.0 and 3.0 and writes version 1.0.
//
// Accepted: little-endian or single-byte integers and floats, C order (Fortran
// order for rank 0 and 1, where it means the same). Refused: big-endian,
// complex, bool, object, text and record types, trailing bytes. The reader
// never allocates by what a header claims; sizes are checked for overflow.
//
// Failure: ATL0107 with the path and what is wrong.
// Thread rule: pure functions.
// Format: numpy.lib.format documentation, "Format Version 1.0" to "3.0".
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_NPY_H
#define ATLAS_SUPPORT_NPY_H

#include "atlas/Support/KernelABI.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace atlas {

/// An array inside a .npy text.
struct NpyArray {
  DataType type;         ///< i8 i16 i32 i64 f16 f32 f64
  bool isSigned = false; ///< of the file's integers
  llvm::SmallVector<int64_t, 2> shape;
  llvm::StringRef data;  ///< the elements, inside the text that was parsed

  /// "u8[3, 4]", for messages.
  std::string text() const;
};

/// Parses a whole file; `path` is for messages.
llvm::Expected<NpyArray> parseNpy(llvm::StringRef text, llvm::StringRef path);

/// The header to stand before the elements; a multiple of 64 bytes.
std::string npyHeader(DataType type, bool isSigned,
                      llvm::ArrayRef<int64_t> shape);

} // namespace atlas

#endif // ATLAS_SUPPORT_NPY_H
