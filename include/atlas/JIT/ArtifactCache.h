//===- ArtifactCache.h - Artifacts of back ends on disk ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps what `Compiler::lower` made, in the files of the object cache.
//
// Lowering is a function of module and request, so an artifact can be kept under the
// hash of both; a hit gives the same bytes. What an engine measured is no such
// function: an artifact that records a vote is never kept, and a request whose
// specialists an engine would run is never answered from disk.
//
// Failure: a bad entry is removed and counts as a miss; a store that fails is noted, the
// artifact is delivered all the same. Thread rule: as ObjectCache.
// Source: backends-and-contracts.md BR-13, BR-14.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_ARTIFACTCACHE_H
#define ATLAS_JIT_ARTIFACTCACHE_H

#include "atlas/Backend/Compiler.h"
#include "atlas/JIT/Engine.h"
#include "atlas/JIT/ObjectCache.h"

namespace atlas::jit {

/// Everything that an artifact depends on.
struct ArtifactRequest {
  explicit ArtifactRequest(backend::BackendConfig config) : config(std::move(config)) {}

  std::string module; ///< MLIR bytecode, with the locations that rows name
  backend::BackendConfig config; ///< with the hardware that is meant
  backend::QuorumPolicy policy;
  bool allowDrafts = false;
  std::string corpusDigest;
  /// SHA-256 of the fixtures that engines run, sorted.
  std::vector<std::string> fixtureDigests;
  /// An engine for this target would run what the policy compares.
  bool executes = false;
  /// Which back ends and emitters: by default those that are linked.
  std::string versions = linkedVersions();

  /// The build id of this program, LLVM's version and the target's emitters follow
  /// from it; "" where the program has no build id, and then nothing is kept.
  static std::string linkedVersions();
  CacheKey key() const;
};

/// What the cache did, for reports.
struct ArtifactCacheReport {
  CacheState state = CacheState::Off;
  std::string note; ///< reason for Refused or Corrupt, or why nothing was stored
};

class ArtifactCache {
public:
  /// As ObjectCache::open; "" is no cache, and a folder that is refused is none
  /// either: the report of every call then says why.
  static ArtifactCache open(llvm::StringRef directory, uint64_t maxBytes);

  /// The artifact of an equal request, byte by byte, else what `lower` makes.
  llvm::Expected<backend::Artifact>
  lower(const ArtifactRequest &request,
        llvm::function_ref<llvm::Expected<backend::Artifact>()> lower,
        ArtifactCacheReport &report);

private:
  std::optional<backend::Artifact> find(const CacheKey &key,
                                        ArtifactCacheReport &report);

  std::unique_ptr<ObjectCache> files;
  ArtifactCacheReport closed; ///< where there are none
};

/// True where the status holds what an engine saw.
bool isMeasured(const backend::Artifact &artifact);

} // namespace atlas::jit

#endif // ATLAS_JIT_ARTIFACTCACHE_H
