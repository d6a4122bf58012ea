//===- CacheRace.cpp - Many processes, one cache, kill -9 -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CacheRace [--seconds N] [--processes N]
//
// Worker processes load kernels through one small cache as fast as they can,
// check every answer, damage entries and clear the cache now and then; the
// parent kills a random worker every few milliseconds and starts another. At
// the end every remaining entry must be whole, a fresh process must hit, and no
// worker may have seen a wrong result. Ends with `N passed, N failed, N
// skipped`.
//===----------------------------------------------------------------------===//
#include "Testing.h"

#include "llvm/ADT/StringExtras.h"

#include <cstdio>
#include <random>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas;
using namespace atlas::jit;
using namespace atlas::test;

namespace {

constexpr int kKernels = 12;
constexpr uint64_t kCacheBytes = 40 << 10; // room for about eight entries

// Shared with all workers.
struct Tally {
  std::atomic<uint64_t> loads, hits, misses, corrupt, wrong, errors;
};

void flipRandomBit(const std::string &folder, std::mt19937 &random) {
  std::vector<std::string> files;
  std::error_code ec;
  for (llvm::sys::fs::directory_iterator it(folder, ec), end; it != end && !ec;
       it.increment(ec))
    files.push_back(it->path());
  if (files.empty())
    return;
  FILE *file = std::fopen(files[random() % files.size()].c_str(), "r+b");
  if (!file)
    return;
  std::fseek(file, 0, SEEK_END);
  long size = std::ftell(file);
  if (size > 0) {
    long at = long(random() % unsigned(size));
    std::fseek(file, at, SEEK_SET);
    int byte = std::fgetc(file);
    std::fseek(file, at, SEEK_SET);
    std::fputc(byte ^ (1 << (random() % 8)), file);
  }
  std::fclose(file);
}

[[noreturn]] void work(const std::string &folder, unsigned seed, Tally &tally) {
  std::mt19937 random(seed);
  EngineOptions options;
  options.cacheDir = folder;
  options.cacheMaxBytes = kCacheBytes;
  std::vector<uint8_t> data(64, 1);
  auto engine = unwrap(Engine::create(options));
  while (true) {
    int k = int(random() % kKernels);
    auto kernel = engine->load(llvmSource(sumKernel(k)), "", LoadOptions());
    ++tally.loads;
    if (!kernel) {
      llvm::consumeError(kernel.takeError());
      ++tally.errors;
      continue;
    }
    if (runOn(**kernel, data) != 64u + k)
      ++tally.wrong;
    CacheState state = (*kernel)->report().cache;
    ++(state == CacheState::Corrupt ? tally.corrupt
       : state == CacheState::Miss  ? tally.misses
                                    : tally.hits);
    if (random() % 50 == 0)
      flipRandomBit(folder, random);
    if (random() % 2000 == 0)
      if (auto cache = ObjectCache::open(folder, kCacheBytes))
        llvm::consumeError((*cache)->clear());
  }
}

pid_t start(const std::string &folder, unsigned seed, Tally &tally) {
  pid_t child = ::fork();
  if (child == 0)
    work(folder, seed, tally);
  return child;
}

} // namespace

int main(int argc, char **argv) {
  unsigned seconds = 3, processes = 8;
  for (int i = 1; i + 1 < argc; i += 2) {
    unsigned &value =
        llvm::StringRef(argv[i]) == "--seconds" ? seconds : processes;
    if (llvm::StringRef(argv[i + 1]).getAsInteger(10, value)) {
      std::fprintf(stderr, "usage: CacheRace [--seconds N] [--processes N]\n");
      return 2;
    }
  }
  PrivateFolder folder;
  void *shared = ::mmap(nullptr, sizeof(Tally), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto &tally = *new (shared) Tally{};
  std::mt19937 random(1);
  std::vector<pid_t> workers;
  unsigned kills = 0, crashes = 0, seed = 1;
  for (unsigned i = 0; i < processes; ++i)
    workers.push_back(start(folder.path(), seed++, tally));
  time_t end = ::time(nullptr) + seconds;
  while (::time(nullptr) < end) {
    ::usleep(2000 + random() % 20000);
    pid_t &victim = workers[random() % workers.size()];
    int status = 0;
    ::kill(victim, SIGKILL);
    ::waitpid(victim, &status, 0);
    // Anything but our own signal means that the worker died by itself.
    crashes += !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ++kills;
    victim = start(folder.path(), seed++, tally);
  }
  for (pid_t worker : workers) {
    ::kill(worker, SIGKILL);
    ::waitpid(worker, nullptr, 0);
  }

  unsigned passed = 0, failed = 0;
  auto check = [&](bool good, const char *what) {
    ++(good ? passed : failed);
    if (!good)
      std::printf("FAIL %s\n", what);
  };
  check(tally.wrong == 0, "no wrong result");
  check(tally.errors == 0, "no failed load");
  check(crashes == 0, "no worker died by itself");
  check(tally.loads > processes && tally.hits > 0 && tally.misses > 0,
        "hits and misses happened");
  check(kills > 0, "workers were killed");
  // What is left: damaged entries (from the flips) are found; then all is well.
  auto cache = unwrap(ObjectCache::open(folder.path(), kCacheBytes));
  (void)unwrap(cache->verify());
  CacheStats stats = unwrap(cache->verify());
  check(stats.bad == 0, "a second verify finds nothing");
  check(stats.bytes <= 8 * kCacheBytes, "the bound holds roughly");
  auto engine = makeEngine(folder.path());
  std::vector<uint8_t> data(64, 1);
  bool hits = true;
  for (int k = 0; k < 4; ++k)
    for (int round = 0; round < 2; ++round) {
      KernelHandle kernel =
          unwrap(engine->load(llvmSource(sumKernel(k)), "", LoadOptions()));
      check(runOn(*kernel, data) == 64u + k, "result after the race");
      hits &= round == 0 || kernel->report().cache == CacheState::Hit;
    }
  check(hits, "the cache still works");
  std::printf(
      "%u s, %u processes, %u kills: %llu loads, %llu hits, %llu "
      "misses, %llu damaged entries recompiled, %llu temporaries left\n",
      seconds, processes, kills, (unsigned long long)tally.loads,
      (unsigned long long)tally.hits, (unsigned long long)tally.misses,
      (unsigned long long)tally.corrupt, (unsigned long long)stats.temporaries);
  std::printf("%u passed, %u failed, 0 skipped\n", passed, failed);
  return failed ? 1 : 0;
}
