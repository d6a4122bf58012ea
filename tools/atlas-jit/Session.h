//===- Session.h - Engine, kernels and their sources ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What commands share: the engine with its cache, loading an operand in one of
// its forms, and the words of the command line for tiers.
//
// The environment is read here and nowhere else: ATLAS_CACHE_DIR,
// XDG_CACHE_HOME, HOME.
// Failure: the engine's errors. Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_SESSION_H
#define ATLAS_TOOLS_ATLAS_JIT_SESSION_H

#include "Commands.h"
#include "Operand.h"

#include "atlas/JIT/Engine.h"

#include "llvm/Support/JSON.h"

#include <memory>
#include <optional>

namespace atlas::tool {

/// The cache directory by the rules of cli-and-golden.md; "" = no cache.
std::string cacheDirectory(const SessionOptions &options);

/// aot, jit, special, auto. ATL0313 for another word.
llvm::Expected<jit::Tier> parseTier(llvm::StringRef word);

class Session {
public:
  /// `threads` is the pool's size, 0 for all cores.
  static llvm::Expected<Session> open(const SessionOptions &options,
                                      llvm::StringRef operand,
                                      unsigned threads);

  /// Loads the operand. Special is loaded as jit: the caller adds the values
  /// once it knows the parameters (specialize()). The first refusal of the
  /// cache directory is reported on standard error.
  llvm::Expected<jit::KernelHandle> load(jit::LoadOptions options);
  /// Adds the tier-2 variant and waits for it.
  llvm::Error specialize(
      jit::Kernel &kernel,
      const std::vector<std::pair<std::string, uint64_t>> &values);

  const Operand &operand() const { return what; }
  jit::Engine &engine() { return *theEngine; }
  bool hasCache() const { return cached; }

private:
  Session() = default;
  void warn(const jit::LoadReport &report);

  Operand what;
  std::unique_ptr<jit::Engine> theEngine;
  std::optional<jit::Source> source; ///< files only
  bool cached = false, warned = false;
};

/// {"state": "hit", "note": ...}.
llvm::json::Value cacheToJSON(const jit::LoadReport &report);
/// {"parse": 0.4, ...}, equal phases added up.
llvm::json::Object millisecondsToJSON(const jit::LoadReport &report);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_SESSION_H
