//===- Console.h - Standard output and standard error -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only place of the tool that writes to the two streams.
//
// Results go to standard output, everything else to standard error. Progress
// appears on a terminal only.
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_CONSOLE_H
#define ATLAS_TOOLS_ATLAS_JIT_CONSOLE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace atlas::tool {

/// Standard output, buffered.
llvm::raw_ostream &out();
/// Flushes it; ATL0102 if anything could not be written (a full disk).
llvm::Error finishOutput();
/// One object and a newline.
void printJSON(llvm::json::Value value);

void printNote(const llvm::Twine &text); ///< plain line on standard error
void printWarning(const llvm::Twine &text);
/// Prints the error and gives the exit code for its kind.
int reportError(llvm::Error error);

/// One line that is overwritten by the next; silent unless standard error is a
/// terminal. Cleared on destruction.
class Progress {
public:
  Progress();
  ~Progress();
  void update(const std::string &text);

private:
  bool enabled;
  size_t shown = 0;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_CONSOLE_H
