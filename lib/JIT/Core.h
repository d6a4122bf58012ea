//===- Core.h - What an engine and its kernels share ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Options, object cache, linker, stubs and the compile thread of one engine,
// and `build`: from a request to linked code, through the cache.
//
// Kernels hold the core, so code outlives the Engine object; the compile thread
// ends with the Engine. Thread rule: thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_CORE_H
#define ATLAS_LIB_JIT_CORE_H

#include "Background.h"
#include "Linker.h"
#include "Specialization.h"
#include "StubPool.h"

#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/ObjectCache.h"
#include "atlas/Runtime/ThreadPool.h"

#include <atomic>

namespace atlas::jit {

/// What to compile: the source and everything else the object depends on.
struct Request {
  std::shared_ptr<const Source> source;
  std::string kernel; ///< "" = the only one
  CompileOptions options;
  Tier tier = Tier::Jit;
  bool cached = true; ///< look in the object cache, and store there
};

/// One executable version of a kernel. Immutable but for the guard's cells.
struct Version {
  std::unique_ptr<Code> code; ///< null for ahead-of-time code
  atlas_packed_fn packed = nullptr;
  void *typed = nullptr;
  KernelABI abi;
  LoadReport report;
  bool serialOnly = false; ///< has no code for phases
  // Tier 2 only:
  SpecializedValues constants;
  atlas_packed_fn guard = nullptr;
  std::atomic<void *> next{nullptr}; ///< where the guard goes on a mismatch
  std::atomic<uint64_t> stamp{0};    ///< epoch of the last use
};
using VersionHandle = std::shared_ptr<Version>;

/// Collects milliseconds by phase.
class PhaseTimer {
public:
  explicit PhaseTimer(LoadReport &report);
  /// Ends the running phase under this name; the next one begins.
  void phase(llvm::StringRef name);

private:
  LoadReport &report;
  int64_t last;
};

class Core : public std::enable_shared_from_this<Core> {
public:
  explicit Core(EngineOptions options);

  /// Code for the request: level-1 hit, level-2 hit, or a compile. `epoch` is
  /// the cell that a guard reads (tier 2 only).
  llvm::Expected<VersionHandle> build(const Request &request,
                                      std::atomic<uint64_t> *epoch = nullptr);
  /// Code that somebody else compiled: an object with this packed entry.
  llvm::Expected<VersionHandle> link(llvm::StringRef object, KernelABI abi,
                                     llvm::StringRef packed);
  /// Level-1 hit or null; never compiles. `missed` says how the cache answered
  /// when it is null.
  VersionHandle probe(const Request &request, LoadReport &missed);

  const EngineOptions options;
  StubPool stubs;
  runtime::ThreadPool pool; ///< its workers start with the first use
  Background background;

private:
  struct Artifact; // ABI, entry names and object
  llvm::Expected<Artifact> produce(const Request &request,
                                   const CacheKey &sourceKey,
                                   LoadReport &report, PhaseTimer &timer);
  llvm::Expected<VersionHandle> load(Artifact artifact, const Request &request,
                                     LoadReport report, PhaseTimer &timer,
                                     std::atomic<uint64_t> *epoch);
  llvm::Expected<std::shared_ptr<Linker>> linker();

  std::unique_ptr<ObjectCache> cache;
  CacheState noCache = CacheState::Off; ///< why `cache` is null
  std::string noCacheNote;
  std::mutex mutex; // guards `session`
  std::shared_ptr<Linker> session;
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_CORE_H
