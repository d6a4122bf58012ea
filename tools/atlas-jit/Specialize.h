//===- Specialize.h - Values of --specialize --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns `--specialize NAME[=VALUE]` into the names and words that tier 2 takes.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_SPECIALIZE_H
#define ATLAS_TOOLS_ATLAS_JIT_SPECIALIZE_H

#include "ArgumentSet.h"

#include <string>
#include <utility>
#include <vector>

namespace atlas::tool {

/// NAME is a scalar or dim(BUFFER[,K]); without a value the one of `arguments`
/// is used. An empty list means everything that the kernel marks as constant.
/// ATL0507 for a name or value that cannot be, or if there is nothing to use.
llvm::Expected<std::vector<std::pair<std::string, uint64_t>>>
specializedValues(const ArgumentSet &arguments,
                  llvm::ArrayRef<std::string> options);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_SPECIALIZE_H
