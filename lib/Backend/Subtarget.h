//===- Subtarget.h - Processors and features of LLVM ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks the linked LLVM which processors and features a triple has, and what they
// imply. LLVM itself only warns about an unknown name and then makes code for
// another processor, so every name is checked here first.
//
// Failure: ATL0403. Thread rule: thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_SUBTARGET_H
#define ATLAS_LIB_BACKEND_SUBTARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace atlas::backend {

/// True if LLVM has a code generator for the triple and knows the processor.
bool isProcessor(llvm::StringRef triple, llvm::StringRef processor);

/// Every feature that is on, sorted, for a processor and "+x" or "-x" changes,
/// with what they imply. `target` is for messages.
llvm::Expected<std::vector<std::string>>
expandFeatures(llvm::StringRef target, llvm::StringRef triple,
               llvm::StringRef processor,
               llvm::ArrayRef<std::string> changes);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_SUBTARGET_H
