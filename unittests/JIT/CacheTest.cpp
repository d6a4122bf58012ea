//===- CacheTest.cpp - The object cache -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Testing.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

using Files = std::vector<std::string>;

Files filesIn(const std::string &folder, llvm::StringRef suffix = "") {
  Files files;
  std::error_code ec;
  for (llvm::sys::fs::directory_iterator it(folder, ec), end; it != end && !ec;
       it.increment(ec))
    if (llvm::StringRef(it->path()).ends_with(suffix))
      files.push_back(it->path());
  llvm::sort(files);
  return files;
}

std::string readAll(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

void writeAll(const std::string &path, llvm::StringRef bytes) {
  std::error_code ec;
  llvm::raw_fd_ostream os(path, ec);
  ASSERT_FALSE(ec);
  os << bytes;
}

// Loads the kernel in a fresh engine and checks its answer.
CacheState stateOf(const std::string &folder, const std::string &text,
                   uint64_t expected, LoadReport *out = nullptr) {
  auto engine = makeEngine(folder);
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(text), "", LoadOptions()));
  std::vector<uint8_t> data(100, 2);
  EXPECT_EQ(runOn(*kernel, data), expected);
  LoadReport report = kernel->report();
  if (out)
    *out = report;
  return report.cache;
}

CacheKey keyOf(llvm::StringRef text) {
  return CacheKeyBuilder().add(text).finish();
}

CacheEntry entryOf(size_t bytes) {
  CacheEntry entry;
  entry.abi = "{}";
  entry.report = "{}";
  entry.object = llvm::MemoryBuffer::getMemBufferCopy(std::string(bytes, 'x'));
  return entry;
}

TEST(Cache, MissThenHit) {
  PrivateFolder folder;
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Miss);
  LoadReport report;
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200, &report), CacheState::Hit);
  // A hit neither parses nor generates code.
  for (const auto &[phase, ms] : report.milliseconds)
    EXPECT_TRUE(phase == "cache" || phase == "link") << phase;
  EXPECT_EQ(stateOf(folder.path(), sumKernel(1), 201), CacheState::Miss);
}

TEST(Cache, TextChangedMeaningDidNot) {
  PrivateFolder folder;
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Miss);
  std::string renamed = "; another comment\n" + sumKernel();
  for (size_t at; (at = renamed.find("%more")) != std::string::npos;)
    renamed.replace(at, 5, "%less");
  EXPECT_EQ(stateOf(folder.path(), renamed, 200), CacheState::HitCanonical);
  // The second key is remembered.
  EXPECT_EQ(stateOf(folder.path(), renamed, 200), CacheState::Hit);
  EXPECT_EQ(filesIn(folder.path(), ".obj").size(), 1u);
  EXPECT_EQ(filesIn(folder.path(), ".key").size(), 2u);
}

TEST(Cache, EverythingTheObjectDependsOnIsInTheKey) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  Source source = llvmSource(scaleKernel());
  auto state = [&](const LoadOptions &options) {
    return unwrap(engine->load(source, "", options))->report().cache;
  };
  LoadOptions host, level, scalar, strategy, special, other;
  level.level = "x86-64";
  scalar.scalar = true;
  strategy.strategies = "reduce:widen";
  special.tier = other.tier = Tier::Special;
  special.specialize = {{"factor", 3}};
  other.specialize = {{"factor", 4}};
  for (const LoadOptions &options :
       {host, level, scalar, strategy, special, other}) {
    EXPECT_EQ(state(options), CacheState::Miss);
    EXPECT_EQ(state(options), CacheState::Hit);
  }
}

TEST(Cache, EveryFlippedBitIsFound) {
  PrivateFolder folder;
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Miss);
  for (const std::string &path : filesIn(folder.path())) {
    std::string good = readAll(path);
    ASSERT_FALSE(good.empty());
    // Each byte of the header, then a sample, then the checksum.
    for (size_t at = 0; at < good.size();
         at += at < 160 || at + 80 > good.size() ? 1 : 37) {
      std::string bad = good;
      bad[at] ^= char(1 << (at % 8));
      writeAll(path, bad);
      LoadReport report;
      ASSERT_EQ(stateOf(folder.path(), sumKernel(), 200, &report),
                CacheState::Corrupt)
          << path << " byte " << at;
      ASSERT_NE(report.cacheNote, "");
      ASSERT_EQ(readAll(path), good) << "not replaced";
    }
    for (llvm::StringRef bad :
         {llvm::StringRef(good).drop_back(),
          llvm::StringRef(good).take_front(10), llvm::StringRef("")}) {
      writeAll(path, bad);
      ASSERT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Corrupt);
    }
    writeAll(path, good + "more");
    ASSERT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Corrupt);
  }
}

// A whole file under another name has a good checksum and the wrong key.
TEST(Cache, ExchangedFilesAreFound) {
  PrivateFolder folder;
  stateOf(folder.path(), sumKernel(), 200);
  Files first = filesIn(folder.path(), ".obj");
  stateOf(folder.path(), sumKernel(7), 207);
  Files both = filesIn(folder.path(), ".obj");
  ASSERT_EQ(both.size(), 2u);
  std::string a = readAll(both[0]), b = readAll(both[1]);
  writeAll(both[0], b);
  writeAll(both[1], a);
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Corrupt);
  EXPECT_EQ(stateOf(folder.path(), sumKernel(7), 207), CacheState::Corrupt);
}

// Valid checksum, nonsense inside: another program's entry.
TEST(Cache, ForeignContentsAreRecompiled) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
  auto cache = unwrap(ObjectCache::open(folder.path(), 1 << 20));
  for (const std::string &path : filesIn(folder.path(), ".key")) {
    std::string name = path.substr(path.size() - 68, 64), bytes, canonicalBytes;
    std::string file = readAll(path);
    CacheKey source, canonical;
    ASSERT_TRUE(llvm::tryGetFromHex(name, bytes));
    llvm::copy(llvm::arrayRefFromStringRef(bytes), source.bytes.begin());
    llvm::copy(llvm::arrayRefFromStringRef(file.substr(40, 32)),
               canonical.bytes.begin());
    CacheEntry entry = entryOf(500);
    entry.abi = R"({"name":"sum","params":[],"results":[]})";
    entry.report = R"({"packed":"sum.packed"})";
    ASSERT_TRUE(succeeded(cache->store(source, canonical, entry)));
  }
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Corrupt);
  EXPECT_EQ(stateOf(folder.path(), sumKernel(), 200), CacheState::Hit);
}

TEST(Cache, RefusedDirectories) {
  PrivateFolder folder;
  auto refusal = [&](const std::string &path) {
    LoadReport report;
    EXPECT_EQ(stateOf(path, sumKernel(), 200, &report), CacheState::Refused);
    return report.cacheNote;
  };
  std::string open = folder.path("open");
  for (mode_t mode : {0777, 0770, 0722, 0755, 0701}) {
    ASSERT_EQ(::mkdir(open.c_str(), 0700), 0);
    ASSERT_EQ(::chmod(open.c_str(), mode), 0);
    EXPECT_NE(refusal(open).find("open to other users"), std::string::npos);
    EXPECT_TRUE(filesIn(open).empty());
    ASSERT_EQ(::rmdir(open.c_str()), 0);
  }
  std::string link = folder.path("link");
  ASSERT_EQ(::mkdir(folder.path("own").c_str(), 0700), 0);
  ASSERT_EQ(::symlink(folder.path("own").c_str(), link.c_str()), 0);
  EXPECT_NE(refusal(link), "");
  writeAll(folder.path("file"), "x");
  EXPECT_NE(refusal(folder.path("file")), "");
  EXPECT_NE(refusal("/proc/atlas-no-such-place/cache"), "");
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(folder.path("own").c_str(), 12345, 12345), 0);
    EXPECT_NE(refusal(folder.path("own")).find("another user"),
              std::string::npos);
  }
}

TEST(Cache, CreatedPrivate) {
  PrivateFolder folder;
  mode_t before = ::umask(0);
  stateOf(folder.path("a/b/cache"), sumKernel(), 200);
  ::umask(before);
  struct stat info;
  ASSERT_EQ(::stat(folder.path("a/b/cache").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  for (const std::string &path : filesIn(folder.path("a/b/cache"))) {
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
  }
}

TEST(Cache, OldestUseIsEvictedFirst) {
  PrivateFolder folder;
  auto cache = unwrap(ObjectCache::open(folder.path(), 64 << 10));
  CacheEntry found;
  std::string note;
  // Ten entries of 6 kB with distinct times of use, the first used last.
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(
        succeeded(cache->store(keyOf("s" + std::to_string(i)),
                               keyOf("c" + std::to_string(i)), entryOf(6000))));
  timespec times[2];
  for (int i = 0; i < 10; ++i)
    for (const std::string &name :
         {keyOf("s" + std::to_string(i)).hex() + ".key",
          keyOf("c" + std::to_string(i)).hex() + ".obj"}) {
      times[0] = times[1] = {1000000 + i, 0};
      ASSERT_EQ(
          ::utimensat(AT_FDCWD, folder.path("cache/" + name).c_str(), times, 0),
          0);
    }
  ASSERT_EQ(cache->find(keyOf("s0"), found, note), ObjectCache::Answer::Hit);
  ASSERT_TRUE(succeeded(cache->store(keyOf("sa"), keyOf("ca"), entryOf(6000))));
  EXPECT_LE(unwrap(cache->stats()).bytes, 64u << 10);
  auto answer = [&](const std::string &name) {
    return cache->find(keyOf(name), found, note);
  };
  EXPECT_EQ(answer("s0"), ObjectCache::Answer::Hit);
  EXPECT_EQ(answer("sa"), ObjectCache::Answer::Hit);
  EXPECT_EQ(answer("s9"), ObjectCache::Answer::Hit);
  EXPECT_EQ(answer("s1"), ObjectCache::Answer::Miss);
  EXPECT_EQ(cache->corruptCount(), 0u);
}

// Two processes' worth of caches share one bound.
TEST(Cache, BoundHoldsAcrossInstances) {
  PrivateFolder folder;
  auto a = unwrap(ObjectCache::open(folder.path(), 100 << 10));
  auto b = unwrap(ObjectCache::open(folder.path(), 100 << 10));
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(
        succeeded((i % 2 ? a : b)
                      ->store(keyOf("s" + std::to_string(i)),
                              keyOf("c" + std::to_string(i)), entryOf(1000))));
  // Each sees the other's files at its own next scan.
  EXPECT_LE(unwrap(a->stats()).bytes, 200u << 10);
}

TEST(Cache, StaleTemporariesAreSwept) {
  PrivateFolder folder;
  auto cache = unwrap(ObjectCache::open(folder.path(), 1 << 20));
  pid_t dead = ::fork();
  if (dead == 0)
    ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  std::string ofDead = folder.path("cache/.tmp-" + std::to_string(dead) + "-1");
  std::string old =
      folder.path("cache/.tmp-" + std::to_string(::getpid()) + "-2");
  std::string young =
      folder.path("cache/.tmp-" + std::to_string(::getpid()) + "-3");
  std::string stranger = folder.path("cache/notes.txt");
  for (const std::string &path : {ofDead, old, young, stranger})
    writeAll(path, "half");
  auto age = [](const std::string &path, time_t seconds) {
    timespec times[2] = {{::time(nullptr) - seconds, 0},
                         {::time(nullptr) - seconds, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  };
  age(ofDead, 60);
  age(old, 4000);
  age(stranger, 400000);
  EXPECT_EQ(unwrap(cache->stats()).temporaries, 3u);
  ASSERT_TRUE(succeeded(cache->store(keyOf("s"), keyOf("c"), entryOf(10))));
  EXPECT_FALSE(llvm::sys::fs::exists(ofDead));
  EXPECT_FALSE(llvm::sys::fs::exists(old));
  EXPECT_TRUE(llvm::sys::fs::exists(young));
  EXPECT_TRUE(llvm::sys::fs::exists(stranger));
}

TEST(Cache, StatsVerifyClear) {
  PrivateFolder folder;
  stateOf(folder.path(), sumKernel(), 200);
  stateOf(folder.path(), sumKernel(1), 201);
  auto cache = unwrap(ObjectCache::open(folder.path(), 1 << 20));
  CacheStats stats = unwrap(cache->stats());
  EXPECT_EQ(stats.entries, 2u);
  EXPECT_EQ(stats.keys, 2u);
  EXPECT_GT(stats.bytes, 1000u);
  EXPECT_EQ(unwrap(cache->verify()).bad, 0u);
  std::string victim = filesIn(folder.path(), ".obj")[0];
  std::string bytes = readAll(victim);
  bytes[bytes.size() / 2] ^= 4;
  writeAll(victim, bytes);
  stats = unwrap(cache->verify());
  EXPECT_EQ(stats.bad, 1u);
  ASSERT_EQ(stats.badFiles.size(), 1u);
  EXPECT_EQ(stats.entries, 1u);
  EXPECT_FALSE(llvm::sys::fs::exists(victim));
  ASSERT_TRUE(succeeded(cache->clear()));
  stats = unwrap(cache->stats());
  EXPECT_EQ(stats.entries + stats.keys + stats.bytes, 0u);
}

// The file system refuses: the kernel runs, the reason is noted.
TEST(Cache, StoreFailureIsNotFatal) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  ASSERT_EQ(::rmdir(folder.path().c_str()), 0);
  KernelHandle kernel =
      unwrap(engine->load(llvmSource(sumKernel()), "", LoadOptions()));
  std::vector<uint8_t> data(3, 1);
  EXPECT_EQ(runOn(*kernel, data), 3u);
  EXPECT_EQ(kernel->report().cache, CacheState::Miss);
  EXPECT_NE(kernel->report().cacheNote, "");
}

TEST(Cache, ManyThreads) {
  PrivateFolder folder;
  auto engine = makeEngine(folder.path());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 12; ++i) {
        int k = (t + i) % 3;
        KernelHandle kernel =
            unwrap(engine->load(llvmSource(sumKernel(k)), "", LoadOptions()));
        std::vector<uint8_t> data(50, 1);
        EXPECT_EQ(runOn(*kernel, data), 50u + k);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(filesIn(folder.path(), ".obj").size(), 3u);
}

} // namespace
