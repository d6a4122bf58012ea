//===- SourceLimits.h - Bounds on source texts ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scan that every source text passes before a parser of LLVM or MLIR sees it.
//
// Those parsers recurse once per bracket and have no limit, so a short hostile
// text overflows the stack. The scan counts what they recurse on, without
// parsing: brackets of all four kinds (regions and types included) and runs of
// operators in affine expressions. It also bounds the numbers of results
// ("%name#N"), for which the parser reserves memory. Strings and comments are
// skipped.
// One pass, no allocation. Binary formats are checked for size only.
//
// Failure: ATL0103 (size, result numbers), ATL0104 (nesting), with "path:line:column".
// Thread rule: pure function.
// Source: cli-and-golden.md section 1.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_SOURCELIMITS_H
#define ATLAS_SUPPORT_SOURCELIMITS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>

namespace atlas {

/// Largest source text in bytes.
inline constexpr uint64_t kMaxSourceBytes = uint64_t(64) << 20;
/// Deepest nesting of brackets, regions and types.
inline constexpr unsigned kMaxNesting = 256;

/// Largest N in "%name#N", which names one result of an operation.
inline constexpr unsigned kMaxResultNumber = 4095;

/// Checks `text`; `path` is for the message and tells LLVM IR (".ll", where
/// comments start with ';') from MLIR.
llvm::Error checkSourceLimits(llvm::StringRef text, llvm::StringRef path);

} // namespace atlas

#endif // ATLAS_SUPPORT_SOURCELIMITS_H
