//===- ArtifactCache.cpp - Artifacts of back ends on disk -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/ArtifactCache.h"

#include "atlas/JIT/Host.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// Raised when the meaning of keys or entries changes without a relink.
constexpr uint64_t kKeyVersion = 1;
constexpr StringLiteral kKind = "artifact";

} // namespace

bool isMeasured(const backend::Artifact &artifact) {
  auto *multi = std::get_if<backend::Multi>(&artifact.quorumStatus());
  return multi && multi->diffExec &&
         artifact.context().policy.kind() == backend::PolicyKind::DiffExec &&
         !std::holds_alternative<backend::NotRun>(*multi->diffExec);
}

std::string ArtifactRequest::linkedVersions() {
  StringRef build = linkedBuildId();
  return build.empty() ? "" : (build + " " + LLVM_VERSION_STRING).str();
}

CacheKey ArtifactRequest::key() const {
  CacheKeyBuilder key;
  key.add(kKind).add(kKeyVersion).add(versions);
  const backend::TargetDescription &target = config.target.description();
  key.add(target.id()).add(uint64_t(target.emitters().size()));
  for (const contract::EmitterName &emitter : target.emitters())
    key.add(emitter.name).add(emitter.general);
  key.add(config.hardware ? config.hardware->text() : "");
  key.add(config.layout ? uint64_t(*config.layout) + 1 : 0);
  std::string tolerance;
  raw_string_ostream(tolerance) << bit_cast<uint64_t>(policy.tolerance());
  key.add(uint64_t(policy.kind())).add(tolerance).add(policy.failOnDivergence());
  key.add(allowDrafts).add(corpusDigest);
  key.add(uint64_t(fixtureDigests.size()));
  for (const std::string &digest : fixtureDigests)
    key.add(digest);
  key.add(module);
  return key.finish();
}

ArtifactCache ArtifactCache::open(StringRef directory, uint64_t maxBytes) {
  ArtifactCache cache;
  if (directory.empty())
    return cache;
  if (linkedBuildId().empty()) {
    cache.closed = {CacheState::Refused, "this program was linked without a build id"};
    return cache;
  }
  auto opened = ObjectCache::open(directory, maxBytes);
  if (opened)
    cache.files = std::move(*opened);
  else
    cache.closed = {CacheState::Refused, toString(opened.takeError())};
  return cache;
}

std::optional<backend::Artifact> ArtifactCache::find(const CacheKey &key,
                                                     ArtifactCacheReport &report) {
  CacheEntry entry;
  ObjectCache::Answer answer = files->find(key, entry, report.note);
  report.state = answer == ObjectCache::Answer::Corrupt ? CacheState::Corrupt
                                                        : CacheState::Miss;
  if (answer != ObjectCache::Answer::Hit)
    return std::nullopt;
  report.state = CacheState::Corrupt;
  std::vector<std::string> warnings;
  StringRef text = entry.object->getBuffer();
  auto artifact = backend::Artifact::fromJSON(text, warnings);
  if (!artifact) {
    report.note = toString(artifact.takeError());
    return std::nullopt;
  }
  if (entry.report != kKind || artifact->toJSON() != text || isMeasured(*artifact)) {
    report.note = "the entry is no artifact that this program keeps";
    return std::nullopt;
  }
  report.state = CacheState::Hit;
  return std::move(*artifact);
}

Expected<backend::Artifact>
ArtifactCache::lower(const ArtifactRequest &request,
                     function_ref<Expected<backend::Artifact>()> lower,
                     ArtifactCacheReport &report) {
  report = closed;
  if (!files || request.executes)
    return lower();
  CacheKey key = request.key();
  if (auto artifact = find(key, report))
    return std::move(*artifact);
  auto artifact = lower();
  if (!artifact || isMeasured(*artifact))
    return artifact;
  std::string text = artifact->toJSON();
  CacheEntry entry;
  entry.report = kKind.str();
  entry.object = MemoryBuffer::getMemBuffer(text, "atlas-artifact");
  // A full disk must not keep the code from its user.
  if (Error error = files->store(key, key, entry))
    report.note = toString(std::move(error));
  return artifact;
}

} // namespace atlas::jit
