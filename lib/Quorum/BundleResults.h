//===- BundleResults.h - What a bundle's program wrote ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the files of tools/workers/bundle/Result.h. A file that is not whole, was
// edited, or belongs to another bundle is an error that names it.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_QUORUM_BUNDLERESULTS_H
#define ATLAS_LIB_QUORUM_BUNDLERESULTS_H

#include "atlas/Quorum/Worker.h"

#include "llvm/Support/MemoryBuffer.h"

#include <map>

namespace atlas::quorum {

/// One file below `results`.
struct ResultFile {
  /// Lines by key; those that may repeat ("engine", "absent") in order.
  std::vector<std::pair<std::string, std::string>> lines;
  std::map<std::string, std::string> bytes; ///< by name

  llvm::StringRef line(llvm::StringRef key) const;
};

/// nullopt: there is no such file.
llvm::Expected<std::optional<ResultFile>>
readResult(llvm::StringRef path, llvm::StringRef bundleDigest);

/// How the worker ended, as if it had been started here.
llvm::Expected<WorkerEnd> workerEnd(const ResultFile &file);

/// SHA-256 in hex.
std::string hexDigest(llvm::StringRef bytes);

} // namespace atlas::quorum

#endif // ATLAS_LIB_QUORUM_BUNDLERESULTS_H
