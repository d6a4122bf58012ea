//===- GtestList.h - Asking test programs what they hold --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts the tests that a GoogleTest program lists for a filter (CT-12).
// Failure: ATL0101 if the program cannot be run. Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_GTESTLIST_H
#define ATLAS_TOOLS_ATLAS_JIT_GTESTLIST_H

#include "atlas/Contract/Corpus.h"

namespace atlas::tool {

/// Runs programs of this folder.
contract::TestLister gtestLister(std::string folder);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_GTESTLIST_H
