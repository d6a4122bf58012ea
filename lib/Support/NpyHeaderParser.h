//===- NpyHeaderParser.h - The dictionary in a .npy header ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the Python dictionary literal {'descr': ..., 'fortran_order': ...,
// 'shape': ...}: these three keys, each once, in any order. Private to Support.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_SUPPORT_NPYHEADERPARSER_H
#define ATLAS_LIB_SUPPORT_NPYHEADERPARSER_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace atlas {

/// What the dictionary says, uninterpreted.
struct NpyHeader {
  std::string descr;
  bool fortranOrder = false;
  llvm::SmallVector<int64_t, 2> shape; ///< no negative extents
};

/// Fills `out`; returns what is wrong, or "" for success.
std::string parseNpyHeader(llvm::StringRef text, NpyHeader &out);

} // namespace atlas

#endif // ATLAS_LIB_SUPPORT_NPYHEADERPARSER_H
