//===- BenchData.h - Arguments that a benchmark makes up --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An ArgumentSet for any kernel at a given size.
//
// Every free extent of the first kind that appears becomes the size (rank 2:
// that many elements in whole rows); declared lengths follow from it. Buffers
// are written before use, aligned to 64 and hold varied data from a fixed seed:
// integers over their whole range, floats with magnitude in [0.5, 1). The last
// byte of u8 inputs is chosen so that the sum is a multiple of 96: kernels that
// check conservation then take their full path. Scalars that nobody sets are 1.
//
// Failure: ATL03xx, for instance where a length expression refuses the size.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_BENCHDATA_H
#define ATLAS_TOOLS_ATLAS_JIT_BENCHDATA_H

#include "ArgumentSet.h"

#include <string>
#include <vector>

namespace atlas::tool {

/// "4096", "12k", "1M", "2G" (powers of 1024); several with commas. ATL0313.
llvm::Expected<std::vector<int64_t>>
parseSizes(llvm::ArrayRef<std::string> texts);

/// True if the size changes anything: some extent or length scalar is free.
bool dependsOnSize(const KernelABI &abi);
/// Otherwise: the elements of the first input, 0 without inputs.
int64_t fixedSize(const KernelABI &abi);

/// `set` holds NAME=VALUE texts of scalars.
llvm::Expected<ArgumentSet> makeBenchArguments(const KernelABI &abi,
                                               int64_t size,
                                               llvm::ArrayRef<std::string> set);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_BENCHDATA_H
