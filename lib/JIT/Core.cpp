//===- Core.cpp - From a request to linked code ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Order of attempts: level-1 key (no parser, no target), level-2 key (parsed,
// not lowered), compile. A bad entry at either level means compile and replace.
//===----------------------------------------------------------------------===//
#include "Core.h"

#include "atlas/JIT/Host.h"
#include "atlas/Support/Error.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/JSON.h"

#include <chrono>

using namespace llvm;

namespace atlas::jit {
namespace {

int64_t nanoseconds() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

// Raised when the meaning of keys or entries changes without a relink; the
// build id covers everything that is linked.
constexpr uint64_t kKeyVersion = 1;

// Everything but the kernel's text: the tail that both levels share.
void addTail(CacheKeyBuilder &key, const Request &request,
             StringRef kernelName) {
  const CompileOptions &options = request.options;
  key.add(kKeyVersion).add(linkedBuildId()).add(LLVM_VERSION_STRING);
  key.add(kernelName).add(uint64_t(request.tier));
  key.add(uint64_t(options.quality))
      .add(options.scalar)
      .add(options.strategies);
  key.add(options.debugInfo).add(options.debugInfo ? request.source->path : "");
  key.add(uint64_t(options.specialize.size()));
  for (const auto &[name, value] : options.specialize)
    key.add(name).add(value);
  key.add(options.target.triple).add(options.target.cpu);
  key.add(options.tuneForHost ? StringRef(hostSignature()) : StringRef());
  key.add(options.target.featureString());
}

CacheKey sourceKeyOf(const Request &request) {
  CacheKeyBuilder key;
  key.add("source").add(uint64_t(request.source->format));
  key.add(request.source->text);
  addTail(key, request, request.kernel);
  return key.finish();
}

CacheKey canonicalKeyOf(const Request &request, StringRef canonical,
                        StringRef kernelName) {
  CacheKeyBuilder key;
  key.add("canonical").add(canonical);
  addTail(key, request, kernelName);
  return key.finish();
}

} // namespace

PhaseTimer::PhaseTimer(LoadReport &report)
    : report(report), last(nanoseconds()) {}

void PhaseTimer::phase(StringRef name) {
  int64_t now = nanoseconds();
  report.milliseconds.emplace_back(name.str(), (now - last) * 1e-6);
  last = now;
}

/// What the cache keeps and what a compile gives.
struct Core::Artifact {
  KernelABI abi;
  std::string packed, typed, guard;
  std::unique_ptr<MemoryBuffer> object;

  CacheEntry toEntry() const {
    CacheEntry entry;
    raw_string_ostream(entry.abi) << abi.toJSON();
    raw_string_ostream(entry.report) << json::Value(
        json::Object{{"packed", packed}, {"typed", typed}, {"guard", guard}});
    entry.object = MemoryBuffer::getMemBufferCopy(object->getBuffer());
    return entry;
  }

  // False if the texts are not what toEntry writes: the checksum fits, but
  // another program wrote it.
  bool fromEntry(CacheEntry entry) {
    Expected<json::Value> names = json::parse(entry.report);
    Expected<json::Value> text = json::parse(entry.abi);
    if (!names || !text) {
      consumeError(names ? Error::success() : names.takeError());
      consumeError(text ? Error::success() : text.takeError());
      return false;
    }
    Expected<KernelABI> parsed = KernelABI::fromJSON(*text);
    const json::Object *fields = names->getAsObject();
    if (!parsed || !fields) {
      consumeError(parsed ? Error::success() : parsed.takeError());
      return false;
    }
    abi = std::move(*parsed);
    packed = fields->getString("packed").value_or("").str();
    typed = fields->getString("typed").value_or("").str();
    guard = fields->getString("guard").value_or("").str();
    object = std::move(entry.object);
    return !packed.empty();
  }
};

Core::Core(EngineOptions given)
    : options(std::move(given)), pool(options.threads) {
  if (options.cacheDir.empty())
    return;
  if (linkedBuildId().empty()) {
    noCache = CacheState::Refused;
    noCacheNote = "this program was linked without a build id";
    return;
  }
  Expected<std::unique_ptr<ObjectCache>> opened =
      ObjectCache::open(options.cacheDir, options.cacheMaxBytes);
  if (opened) {
    cache = std::move(*opened);
    return;
  }
  noCache = CacheState::Refused;
  noCacheNote = toString(opened.takeError());
}

Expected<std::shared_ptr<Linker>> Core::linker() {
  std::lock_guard lock(mutex);
  if (!session) {
    Expected<std::shared_ptr<Linker>> created =
        Linker::create({options.perfSupport, options.gdbSupport});
    if (!created)
      return created.takeError();
    session = std::move(*created);
  }
  return session;
}

Expected<Core::Artifact> Core::produce(const Request &request,
                                       const CacheKey &sourceKey,
                                       LoadReport &report, PhaseTimer &timer) {
  Expected<std::unique_ptr<Frontend>> frontend =
      Frontend::create(*request.source, request.options.debugInfo);
  if (!frontend)
    return frontend.takeError();
  timer.phase("parse");
  Artifact artifact;
  CacheKey canonicalKey;
  if (cache && request.cached) {
    Expected<std::string> name =
        selectKernel((*frontend)->kernels(), request.kernel);
    // Leave the better message to lower().
    if (!name)
      consumeError(name.takeError());
    canonicalKey = canonicalKeyOf(request, (*frontend)->canonical(),
                                  name ? *name : request.kernel);
    CacheEntry entry;
    ObjectCache::Answer answer =
        cache->findCanonical(sourceKey, canonicalKey, entry, report.cacheNote);
    if (answer == ObjectCache::Answer::Hit &&
        artifact.fromEntry(std::move(entry))) {
      // A bad key file whose object is fine stays reported as corrupt.
      if (report.cache == CacheState::Miss)
        report.cache = CacheState::HitCanonical;
      timer.phase("cache");
      return std::move(artifact);
    }
    if (answer == ObjectCache::Answer::Corrupt)
      report.cache = CacheState::Corrupt;
    timer.phase("cache");
  }

  Expected<LoweredKernel> lowered =
      (*frontend)->lower(request.kernel, request.options);
  if (!lowered)
    return lowered.takeError();
  timer.phase("lower");
  if (Error error = optimize(*lowered, request.options))
    return std::move(error);
  timer.phase("optimize");
  Expected<SmallVector<char, 0>> object =
      generateCode(*lowered, request.options);
  if (!object)
    return object.takeError();
  timer.phase("codegen");
  artifact.abi = std::move(lowered->abi);
  artifact.packed = lowered->packed;
  artifact.typed = lowered->typed;
  artifact.guard = lowered->guard;
  artifact.object = MemoryBuffer::getMemBufferCopy(
      StringRef(object->data(), object->size()), "atlas-object");
  if (cache && request.cached) {
    // A full disk must not keep the kernel from running.
    if (Error error = cache->store(sourceKey, canonicalKey, artifact.toEntry()))
      report.cacheNote = toString(std::move(error));
    timer.phase("store");
  }
  return std::move(artifact);
}

Expected<VersionHandle> Core::load(Artifact artifact, const Request &request,
                                   LoadReport report, PhaseTimer &timer,
                                   std::atomic<uint64_t> *epoch) {
  Expected<std::shared_ptr<Linker>> session = linker();
  if (!session)
    return session.takeError();
  auto version = std::make_shared<Version>();
  SmallVector<Linker::Import, 3> imports;
  if (!artifact.guard.empty()) {
    Expected<SpecializedValues> constants =
        resolveSpecialization(artifact.abi, request.options.specialize);
    if (!constants)
      return constants.takeError();
    version->constants = std::move(*constants);
    imports = {{kNextSymbol, &version->next},
               {kEpochSymbol, epoch},
               {kStampSymbol, &version->stamp}};
  }
  Expected<std::unique_ptr<Code>> code = (*session)->link(
      std::move(artifact.object),
      {artifact.packed, artifact.typed, artifact.guard}, imports);
  if (!code)
    return code.takeError();
  timer.phase("link");
  version->packed = reinterpret_cast<atlas_packed_fn>((*code)->address(0));
  version->typed = (*code)->address(1);
  version->guard = reinterpret_cast<atlas_packed_fn>((*code)->address(2));
  version->code = std::move(*code);
  version->abi = std::move(artifact.abi);
  version->report = std::move(report);
  version->serialOnly = request.options.quality == Quality::Quick;
  return version;
}

Expected<VersionHandle> Core::link(StringRef object, KernelABI abi,
                                   StringRef packed) {
  LoadReport report;
  PhaseTimer timer(report);
  Artifact artifact;
  artifact.abi = std::move(abi);
  artifact.packed = packed.str();
  artifact.object = MemoryBuffer::getMemBufferCopy(object, "atlas-object");
  return load(std::move(artifact), Request(), report, timer, nullptr);
}

VersionHandle Core::probe(const Request &request, LoadReport &missed) {
  missed.cache = cache ? CacheState::Miss : noCache;
  missed.cacheNote = noCacheNote;
  if (!cache)
    return nullptr;
  LoadReport report;
  report.tier = request.tier;
  report.cache = CacheState::Hit;
  PhaseTimer timer(report);
  CacheEntry entry;
  Artifact artifact;
  ObjectCache::Answer answer =
      cache->find(sourceKeyOf(request), entry, missed.cacheNote);
  if (answer == ObjectCache::Answer::Corrupt)
    missed.cache = CacheState::Corrupt;
  if (answer != ObjectCache::Answer::Hit ||
      !artifact.fromEntry(std::move(entry)))
    return nullptr;
  timer.phase("cache");
  Expected<VersionHandle> version =
      load(std::move(artifact), request, report, timer, nullptr);
  if (version) {
    (*version)->report.milliseconds = std::move(report.milliseconds);
    return std::move(*version);
  }
  consumeError(version.takeError());
  return nullptr;
}

Expected<VersionHandle> Core::build(const Request &request,
                                    std::atomic<uint64_t> *epoch) {
  LoadReport report;
  report.tier = request.tier;
  report.cache = !cache           ? noCache
                 : request.cached ? CacheState::Miss
                                  : CacheState::Off;
  report.cacheNote = noCacheNote;
  PhaseTimer timer(report);
  CacheKey sourceKey;
  if (cache && request.cached) {
    sourceKey = sourceKeyOf(request);
    CacheEntry entry;
    Artifact artifact;
    ObjectCache::Answer answer =
        cache->find(sourceKey, entry, report.cacheNote);
    if (answer == ObjectCache::Answer::Hit &&
        artifact.fromEntry(std::move(entry))) {
      timer.phase("cache");
      report.cache = CacheState::Hit;
      Expected<VersionHandle> version =
          load(std::move(artifact), request, report, timer, epoch);
      if (version) {
        (*version)->report = std::move(report);
        return version;
      }
      // The object is whole and yet does not load: compile it anew.
      report.cacheNote = toString(version.takeError());
      report.cache = CacheState::Corrupt;
    } else if (answer != ObjectCache::Answer::Miss) {
      report.cache = CacheState::Corrupt;
    }
    timer.phase("cache");
  }
  Expected<Artifact> artifact = produce(request, sourceKey, report, timer);
  if (!artifact)
    return artifact.takeError();
  Expected<VersionHandle> version =
      load(std::move(*artifact), request, report, timer, epoch);
  if (version)
    (*version)->report = std::move(report);
  return version;
}

} // namespace atlas::jit
