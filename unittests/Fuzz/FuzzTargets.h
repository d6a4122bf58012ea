//===- FuzzTargets.h - What is fed with hostile bytes -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fuzz targets: one function each that takes any bytes.
//
// A target calls one reader of Atlas and checks what must hold for every input:
// it returns an error with a code, or a value that is consistent. It reports a
// broken promise by a message; a crash, hang or sanitizer report is found by
// the driver. Two drivers exist: MutationTests (deterministic, runs in `make
// check`) and libFuzzer (`make fuzz`).
//
// Thread rule: a target is called by one thread at a time.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_FUZZ_FUZZTARGETS_H
#define ATLAS_UNITTESTS_FUZZ_FUZZTARGETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atlas::fuzz {

/// Counts the inputs that a reader took for well-formed, over all targets.
/// Shows that mutations get past the first check, and that seeds are what they
/// claim.
extern uint64_t acceptedInputs;

struct FuzzTarget {
  llvm::StringRef name;
  /// Runs one input; "" or what was wrong.
  std::string (*run)(llvm::StringRef bytes);
  /// Well-formed inputs to start from.
  std::vector<std::string> (*seeds)(llvm::StringRef sourceFolder);
  /// Pieces worth inserting; empty for binary formats.
  llvm::ArrayRef<llvm::StringRef> words;
};

/// Readers of the support library.
llvm::ArrayRef<FuzzTarget> supportTargets();
/// Source parsers and the object cache; empty if built without the JIT.
llvm::ArrayRef<FuzzTarget> jitTargets();
/// Contracts, hardware profiles and artifacts; empty if built without the JIT.
llvm::ArrayRef<FuzzTarget> backendTargets();
/// Sequences of calls of libatlas.
llvm::ArrayRef<FuzzTarget> libraryTargets();
/// Configurations and sessions of halting.
llvm::ArrayRef<FuzzTarget> haltTargets();
/// All of them.
std::vector<FuzzTarget> allTargets();

/// Contents of all files below `folder` with one of the endings, sorted by
/// path.
std::vector<std::string> readSeeds(llvm::StringRef folder,
                                   llvm::ArrayRef<llvm::StringRef> endings);

} // namespace atlas::fuzz

#endif // ATLAS_UNITTESTS_FUZZ_FUZZTARGETS_H
