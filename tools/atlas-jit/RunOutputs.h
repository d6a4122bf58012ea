//===- RunOutputs.h - Where the results of a run go -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `--out` options of a run: names checked before it, files written together
// after it, and what no option names summarised.
//
// Failure: ATL0301 for names, ATL0312 for a name or file given twice and for
// an output that would replace an input's file, ATL0102 for writing.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_RUNOUTPUTS_H
#define ATLAS_TOOLS_ATLAS_JIT_RUNOUTPUTS_H

#include "ArgumentSet.h"
#include "Binding.h"

#include "llvm/Support/JSON.h"

#include <map>
#include <string>
#include <vector>

namespace atlas::tool {

class RunOutputs {
public:
  static llvm::Expected<RunOutputs> create(const KernelABI &abi,
                                           const ArgumentSet &arguments,
                                           llvm::ArrayRef<std::string> options);
  /// Notes what a finished run holds; the binding must stay.
  void take(const Binding &binding);
  /// All files or none.
  llvm::Error writeFiles() const;
  /// Results, printed buffers and summaries on standard output.
  void print() const;
  llvm::json::Array resultsToJSON() const;
  llvm::json::Array buffersToJSON() const;

private:
  explicit RunOutputs(const KernelABI &abi) : abi(&abi) {}
  llvm::Error add(const ArgumentSet &arguments, llvm::StringRef text);
  llvm::Error checkName(llvm::StringRef name) const;
  llvm::Error checkFile(const ArgumentSet &arguments,
                        llvm::StringRef path) const;
  /// "" if the name has no --out.
  std::string fileOf(llvm::StringRef name) const;

  const KernelABI *abi;
  std::map<std::string, std::string> files; ///< name to file
  std::vector<OutputView> views;
  std::vector<uint64_t> results;
};

/// "0.42 ms".
std::string formatMilliseconds(double milliseconds);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_RUNOUTPUTS_H
