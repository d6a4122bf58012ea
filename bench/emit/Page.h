//===- Page.h - The page of emission times ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// docs/benchmarks/emit.md: one table of kernels and forms, and one of what takes
// longer than it should, with the time that code generation alone takes.
//
// Failure: the file cannot be written. Thread rule: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BENCH_EMIT_PAGE_H
#define ATLAS_BENCH_EMIT_PAGE_H

#include "Kernels.h"

namespace atlas::bench {

/// Milliseconds of one kernel in one form; 0 = not measured.
struct EmitRow {
  std::string kernel;
  const Form *form = nullptr;
  double inProcess = 0;
  double process = 0;  ///< a whole run of the tool
  double limit = 0;    ///< the last step alone
  size_t bytes = 0;    ///< of the code
  std::string refused; ///< the error, "" if there is code
};

/// What the project promises.
constexpr unsigned kMostInProcess = 50, kMostProcess = 80;

/// Prints the page; `path` gets it too unless it is "".
llvm::Error publish(llvm::ArrayRef<EmitRow> rows, llvm::StringRef path);

} // namespace atlas::bench

#endif // ATLAS_BENCH_EMIT_PAGE_H
