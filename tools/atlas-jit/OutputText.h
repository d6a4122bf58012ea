//===- OutputText.h - Buffers as text and files -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How written buffers and results appear: all elements as text, a summary, a
// JSON object, or a file (.npy by its ending, else raw little-endian elements).
//
// Thread rule: pure functions. Source: cli-and-golden.md section 1.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_OUTPUTTEXT_H
#define ATLAS_TOOLS_ATLAS_JIT_OUTPUTTEXT_H

#include "Binding.h"

#include "llvm/Support/JSON.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace atlas::tool {

/// First elements and totals of a buffer. Texts, since sums of 64-bit elements
/// need more than 64 bits. min, max and sum are empty for an empty buffer; a
/// NaN element makes the sum NaN and is left out of min and max.
struct Summary {
  std::vector<uint64_t> first; ///< at most 8, bits
  std::string min, max, sum;
};
Summary summarise(const OutputView &view);

/// "u64[96]".
std::string viewType(const OutputView &view);
/// "bins: u64[96] = 1 2 3 ...; min 0, max 9, sum 300".
std::string summaryText(const OutputView &view);
/// All elements separated by blanks; one line per row for rank 2.
void writeText(const OutputView &view, llvm::raw_ostream &os);
/// Type, shape and summary as JSON.
llvm::json::Object viewToJSON(const OutputView &view);
/// All elements, row by row.
llvm::json::Array valuesToJSON(const OutputView &view);

/// A file's contents.
void writeBufferFile(const OutputView &view, llvm::StringRef path,
                     llvm::raw_ostream &os);
void writeResultFile(const KernelResult &result, uint64_t bits,
                     llvm::StringRef path, llvm::raw_ostream &os);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_OUTPUTTEXT_H
