//===- ArtifactCacheTest.cpp - Artifacts kept on disk -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Mock.h"
#include "atlas/JIT/ArtifactCache.h"
#include "atlas/JIT/Host.h"
#include "unittests/Support/Testing.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <set>
#include <sys/stat.h>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::jit::ArtifactCache;
using atlas::jit::ArtifactCacheReport;
using atlas::jit::ArtifactRequest;
using atlas::jit::CacheState;

namespace {

constexpr uint64_t kMaxBytes = 1 << 20;

class Folder {
public:
  Folder() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("atlas-artifacts", path));
    ::chmod(path.c_str(), 0700);
  }
  ~Folder() { llvm::sys::fs::remove_directories(path); }
  llvm::StringRef str() const { return path; }
  /// The files with that ending.
  std::vector<std::string> files(llvm::StringRef ending) const {
    std::vector<std::string> found;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(path, code), end; it != end && !code;
         it.increment(code))
      if (llvm::StringRef(it->path()).ends_with(ending))
        found.push_back(it->path());
    return found;
  }

private:
  llvm::SmallString<128> path;
};

ArtifactRequest request() {
  HwProfile hardware = llvm::cantFail(parseHwProfile("spirv:1.3"));
  ArtifactRequest made({hardware.target(), hardware});
  made.module = "module";
  made.policy = llvm::cantFail(QuorumPolicy::make(PolicyKind::DiffExec));
  made.corpusDigest = "corpus";
  made.fixtureDigests = {"a", "b"};
  return made;
}

Artifact artifact(QuorumStatus status = Single{"g"}) {
  ArtifactContext context;
  context.target = "spirv";
  context.hardware = "spirv:1.3";
  context.backend = "spirv";
  context.policy = request().policy;
  context.status = std::move(status);
  return Artifact(emission("code"), {{row("C-A")}, {}, Validation::Structural, false},
                  std::move(context));
}

/// One call through a cache, counting the lowerings.
struct Calls {
  ArtifactCache cache;
  unsigned lowered = 0;
  ArtifactCacheReport report;

  explicit Calls(llvm::StringRef folder) : cache(ArtifactCache::open(folder, kMaxBytes)) {}
  std::string lower(const ArtifactRequest &request, const Artifact &made = artifact()) {
    auto got = cache.lower(
        request,
        [&]() -> llvm::Expected<Artifact> {
          ++lowered;
          return made;
        },
        report);
    return got ? got->toJSON() : llvm::toString(got.takeError());
  }
};

} // namespace

// BR-14: an equal request gets equal bytes, also from another process.
TEST(ArtifactCache, HitIsByteEqual) {
  Folder folder;
  std::string first, second;
  {
    Calls calls(folder.str());
    first = calls.lower(request());
    EXPECT_EQ(calls.report.state, CacheState::Miss) << calls.report.note;
    second = calls.lower(request());
    EXPECT_EQ(calls.report.state, CacheState::Hit);
    EXPECT_EQ(calls.lowered, 1u);
  }
  Calls later(folder.str());
  std::string third = later.lower(request());
  EXPECT_EQ(later.lowered, 0u);
  EXPECT_EQ(first, artifact().toJSON());
  EXPECT_EQ(first, second);
  EXPECT_EQ(first, third);
}

// BR-14: whatever an artifact depends on is in its key.
TEST(ArtifactCache, EveryComponentChangesTheKey) {
  auto with = [](auto edit) {
    ArtifactRequest made = request();
    edit(made);
    return made.key().hex();
  };
  auto hardware = [](llvm::StringRef text) {
    return [text](ArtifactRequest &one) {
      HwProfile profile = llvm::cantFail(parseHwProfile(text));
      one.config.target = profile.target();
      one.config.hardware = profile;
    };
  };
  auto policy = [](PolicyKind kind, double tolerance, std::optional<bool> fails) {
    return [=](ArtifactRequest &one) {
      one.policy = llvm::cantFail(QuorumPolicy::make(kind, tolerance, fails));
    };
  };
  std::vector<std::string> keys = {
      request().key().hex(),
      with([](ArtifactRequest &one) { one.module = "Module"; }),
      with(hardware("spirv:1.4")),
      with(hardware("spirv:1.3+Int8")),
      with(hardware("wgsl:")),
      with(hardware("wgsl:f16")),
      with(hardware("ptx:sm_80")),
      with([](ArtifactRequest &one) { one.config.layout = DeviceLayout::Bytes8; }),
      with([](ArtifactRequest &one) { one.config.layout = DeviceLayout::Words32; }),
      with(policy(PolicyKind::Strict, 0, {})),
      with(policy(PolicyKind::PreferSpecialist, 0, {})),
      with(policy(PolicyKind::DiffExec, 1e-300, {})),
      with(policy(PolicyKind::DiffExec, 0, false)),
      with([](ArtifactRequest &one) { one.allowDrafts = true; }),
      with([](ArtifactRequest &one) { one.corpusDigest = "corpus2"; }),
      with([](ArtifactRequest &one) { one.fixtureDigests = {"a", "c"}; }),
      with([](ArtifactRequest &one) { one.fixtureDigests = {"a"}; }),
      with([](ArtifactRequest &one) { one.fixtureDigests = {"ab"}; }),
      with([](ArtifactRequest &one) { one.versions += "+"; }),
  };
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
  EXPECT_EQ(request().key(), request().key());
  // Where the linked program is known, its build is in the versions.
  EXPECT_NE(request().versions.find(jit::linkedBuildId()), std::string::npos);
}

// BR-14: an entry that is not what was stored is a miss, and is replaced.
TEST(ArtifactCache, CorruptEntriesAreMisses) {
  Folder folder;
  Calls calls(folder.str());
  std::string whole = calls.lower(request());
  for (const char *ending : {".obj", ".key"})
    for (bool truncated : {false, true}) {
      std::vector<std::string> files = folder.files(ending);
      ASSERT_EQ(files.size(), 1u);
      auto buffer = llvm::MemoryBuffer::getFile(files.front());
      ASSERT_TRUE(bool(buffer));
      std::string bytes = (*buffer)->getBuffer().str();
      if (truncated)
        bytes.resize(bytes.size() / 2);
      else
        bytes[bytes.size() - 40] ^= 1;
      std::error_code code;
      llvm::raw_fd_ostream(files.front(), code) << bytes;
      unsigned before = calls.lowered;
      EXPECT_EQ(calls.lower(request()), whole);
      EXPECT_EQ(calls.lowered, before + 1) << ending << truncated;
      EXPECT_EQ(calls.report.state, CacheState::Corrupt);
      EXPECT_EQ(calls.lower(request()), whole);
      EXPECT_EQ(calls.report.state, CacheState::Hit);
    }
}

// BR-13: a vote is not kept, and what an engine would run is not looked up.
TEST(ArtifactCache, VotesAreNotKept) {
  for (DiffExecResult result : {DiffExecResult(Match{0}), DiffExecResult(Divergent{1, 0})}) {
    Folder folder;
    Calls calls(folder.str());
    Artifact measured = artifact(Multi{{"g", "s"}, result});
    EXPECT_TRUE(jit::isMeasured(measured));
    calls.lower(request(), measured);
    EXPECT_TRUE(folder.files(".obj").empty());
    calls.lower(request(), measured);
    EXPECT_EQ(calls.lowered, 2u);
  }
  Folder folder;
  Calls calls(folder.str());
  Artifact silent = artifact(Multi{{"g", "s"}, DiffExecResult(NotRun{"no engine"})});
  calls.lower(request(), silent);
  EXPECT_EQ(folder.files(".obj").size(), 1u);
  ArtifactRequest executes = request();
  executes.executes = true;
  calls.lower(executes, silent);
  EXPECT_EQ(calls.lowered, 2u);
  EXPECT_EQ(calls.report.state, CacheState::Off);
}

// Errors are not kept, and a folder that is refused is no cache.
TEST(ArtifactCache, ErrorsAndRefusals) {
  Folder folder;
  ArtifactCacheReport report;
  ArtifactCache cache = ArtifactCache::open(folder.str(), kMaxBytes);
  auto fails = [&]() -> llvm::Expected<Artifact> {
    return makeBackendError(BackendErrorKind::Lower, "spirv", "no");
  };
  EXPECT_EQ(atlas::test::codeOf(cache.lower(request(), fails, report)), 404);
  EXPECT_TRUE(folder.files(".obj").empty());

  ::chmod(folder.str().str().c_str(), 0755);
  Calls open(folder.str());
  open.lower(request());
  EXPECT_EQ(open.report.state, CacheState::Refused);
  EXPECT_NE(open.report.note.find("open to other users"), std::string::npos);
  Calls none("");
  none.lower(request());
  EXPECT_EQ(none.report.state, CacheState::Off);
  EXPECT_EQ(none.lowered + open.lowered, 2u);
  ::chmod(folder.str().str().c_str(), 0700);
}
