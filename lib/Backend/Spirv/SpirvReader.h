//===- SpirvReader.h - The structure of a SPIR-V module ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header, and a walk over the instruction words.
//
// Failure: ATL0404 for what is no module. Thread rule: pure functions.
// Source: backends-and-contracts.md BR-24a, HW-10; SPIR-V, section 2.3.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SPIRV_SPIRVREADER_H
#define ATLAS_LIB_BACKEND_SPIRV_SPIRVREADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atlas::backend {

struct SpirvWords {
  uint32_t version = 0;              ///< word 1 of the header
  std::vector<std::string> entries;  ///< compute entry points
  std::vector<uint32_t> capabilities; ///< operands of OpCapability
};

/// `bytes` are little-endian words.
llvm::Expected<SpirvWords> readSpirv(llvm::StringRef bytes);

/// The words in little-endian order, as files and drivers take them.
std::vector<char> bytesOf(llvm::ArrayRef<uint32_t> words);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SPIRV_SPIRVREADER_H
