//===- MutationTests.cpp - Mutated inputs, without libFuzzer --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs numbered mutated inputs through every fuzz target and counts targets.
//
//   MutationTests --source DIR [--cases N] [--target NAME] [--case K] [--first
//   K] MutationTests --self-test        does this program notice what it must?
//
// Cases run in a forked child that notes the current number in shared memory,
// so a crash or hang names its case; the rest then continues behind it. `--case
// K
// --target NAME` runs one case in this process, for a debugger, and writes its
// bytes to standard error.
//===----------------------------------------------------------------------===//
#include "FuzzTargets.h"
#include "Mutator.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas::fuzz;

namespace {

/// One case may take this long, also in a sanitizer build.
constexpr unsigned kSecondsPerCase = 20;
/// A target with more bad cases than this is not looked at further.
constexpr unsigned kMaxBadCases = 5;

struct Options {
  std::string source, target, seedFolder;
  uint64_t cases = 2000, first = 0;
  int64_t single = -1;
};

/// What the child tells the parent.
struct Shared {
  std::atomic<uint64_t> current;
  std::atomic<uint64_t> accepted; // well-formed inputs of this target
  std::atomic<bool> wrong;
  char message[400];
};

bool parseOptions(int argc, char **argv, Options &options) {
  for (int i = 1; i + 1 < argc; i += 2) {
    llvm::StringRef name = argv[i], value = argv[i + 1];
    bool bad = false;
    if (name == "--source")
      options.source = value.str();
    else if (name == "--target")
      options.target = value.str();
    else if (name == "--write-seeds")
      options.seedFolder = value.str();
    else if (name == "--cases")
      bad = value.getAsInteger(10, options.cases);
    else if (name == "--first")
      bad = value.getAsInteger(10, options.first);
    else if (name == "--case")
      bad = value.getAsInteger(10, options.single);
    else
      bad = true;
    if (bad)
      return false;
  }
  return argc % 2 == 1 && !options.source.empty();
}

/// The child: cases from `next` on. Never returns.
[[noreturn]] void runChild(const FuzzTarget &target,
                           llvm::ArrayRef<std::string> seeds, uint64_t next,
                           uint64_t end, Shared &shared) {
  for (uint64_t number = next; number < end; ++number) {
    shared.current = number;
    alarm(kSecondsPerCase);
    acceptedInputs = 0;
    std::string wrong = target.run(mutate(seeds, target.words, number));
    shared.accepted += acceptedInputs != 0;
    if (!wrong.empty()) {
      strncpy(shared.message, wrong.c_str(), sizeof(shared.message) - 1);
      shared.wrong = true;
      _exit(1);
    }
  }
  _exit(0);
}

/// Runs all cases of a target; the number of bad ones.
unsigned runTarget(const FuzzTarget &target, const Options &options,
                   Shared &shared) {
  std::vector<std::string> seeds = target.seeds(options.source);
  if (seeds.empty()) {
    llvm::outs() << target.name << ": no seeds under " << options.source
                 << "\n";
    return 1;
  }
  unsigned bad = 0;
  uint64_t end = options.first + options.cases;
  // Seeds as they are come first, as mutations of nothing would not.
  for (const auto &[index, seed] : llvm::enumerate(seeds)) {
    acceptedInputs = 0;
    std::string wrong = target.run(seed);
    if (wrong.empty() && !acceptedInputs)
      wrong = "refused, but seeds are well-formed";
    if (!wrong.empty()) {
      llvm::outs() << target.name << ": seed " << index << ": " << wrong
                   << "\n";
      ++bad;
    }
  }
  shared.accepted = 0;
  for (uint64_t next = options.first; next < end && bad < kMaxBadCases;) {
    shared.current = next;
    shared.wrong = false;
    memset(shared.message, 0, sizeof(shared.message));
    llvm::outs().flush();
    pid_t child = fork();
    if (child < 0) {
      llvm::outs() << target.name << ": fork failed\n";
      return bad + 1;
    }
    if (child == 0)
      runChild(target, seeds, next, end, shared);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
      break;
    ++bad;
    llvm::outs() << target.name << ": case " << shared.current.load() << ": ";
    if (shared.wrong)
      llvm::outs() << shared.message << "\n";
    else if (WIFSIGNALED(status))
      llvm::outs() << (WTERMSIG(status) == SIGALRM ? "hangs, signal "
                                                   : "crashes, signal ")
                   << WTERMSIG(status) << "\n";
    else
      llvm::outs() << "exits with code " << WEXITSTATUS(status) << "\n";
    next = shared.current + 1;
  }
  return bad;
}

int runSingle(const FuzzTarget &target, const Options &options) {
  std::vector<std::string> seeds = target.seeds(options.source);
  if (seeds.empty())
    return 2;
  std::string bytes = mutate(seeds, target.words, options.single);
  llvm::errs() << bytes;
  std::string wrong = target.run(bytes);
  llvm::outs() << (wrong.empty() ? "ok" : wrong) << "\n";
  return wrong.empty() ? 0 : 1;
}

/// Writes the seeds as files, for libFuzzer's first corpus.
int writeSeeds(const FuzzTarget &target, const Options &options) {
  unsigned number = 0;
  for (const std::string &seed : target.seeds(options.source)) {
    std::error_code error;
    llvm::raw_fd_ostream out(
        options.seedFolder + "/seed-" + llvm::utostr(number++), error);
    if (error)
      return 2;
    out << seed;
  }
  return number ? 0 : 2;
}

/// Targets with known behaviour: what runTarget must count for each.
int runSelfTest(Shared &shared) {
  auto seeds = [](llvm::StringRef) { return std::vector<std::string>{"seed"}; };
  auto same = [](llvm::StringRef bytes) {
    acceptedInputs += bytes == "seed";
    return bytes == "seed";
  };
  static decltype(same) isSeed = same;
  const std::pair<FuzzTarget, unsigned> known[] = {
      {{"good",
        [](llvm::StringRef) {
          ++acceptedInputs;
          return std::string();
        },
        seeds,
        {}},
       0},
      {{"refused-seed",
        [](llvm::StringRef) { return std::string(); },
        seeds,
        {}},
       1},
      {{"no-seeds",
        [](llvm::StringRef) { return std::string(); },
        [](llvm::StringRef) { return std::vector<std::string>(); },
        {}},
       1},
      {{"wrong",
        [](llvm::StringRef bytes) {
          return std::string(isSeed(bytes) ? "" : "wrong");
        },
        seeds,
        {}},
       kMaxBadCases},
      {{"bad-seed",
        [](llvm::StringRef bytes) {
          return std::string(isSeed(bytes) ? "wrong" : "");
        },
        seeds,
        {}},
       1},
      {{"crash",
        [](llvm::StringRef bytes) {
          if (!isSeed(bytes))
            raise(SIGSEGV);
          return std::string();
        },
        seeds,
        {}},
       kMaxBadCases},
      {{"exit",
        [](llvm::StringRef bytes) {
          if (!isSeed(bytes))
            _exit(3);
          return std::string();
        },
        seeds,
        {}},
       kMaxBadCases}};
  unsigned passed = 0, failed = 0;
  Options options;
  options.cases = 100;
  for (const auto &[target, expected] : known) {
    // A seed counted as wrong comes again as an unchanged mutation, at times.
    unsigned bad = runTarget(target, options, shared);
    bool ok = expected == 0 ? bad == 0 : bad >= expected;
    ++(ok ? passed : failed);
    llvm::outs() << (ok ? "ok   " : "FAIL ") << target.name << "\n";
  }
  bool repeats = mutate({"one", "two"}, {}, 7) == mutate({"one", "two"}, {}, 7);
  ++(repeats ? passed : failed);
  llvm::outs() << passed << " passed, " << failed << " failed, 0 skipped\n";
  return failed ? 1 : 0;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  bool selfTest = argc == 2 && llvm::StringRef(argv[1]) == "--self-test";
  if (!selfTest && !parseOptions(argc, argv, options)) {
    llvm::errs() << "usage: MutationTests --source DIR [--cases N] [--first K] "
                    "[--target NAME [--case K]]\n";
    return 2;
  }
  void *memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return 2;
  Shared &shared = *new (memory) Shared();
  if (selfTest)
    return runSelfTest(shared);
  unsigned passed = 0, failed = 0;
  for (const FuzzTarget &target : allTargets()) {
    if (!options.target.empty() && target.name != options.target)
      continue;
    if (!options.seedFolder.empty())
      return writeSeeds(target, options);
    if (options.single >= 0)
      return runSingle(target, options);
    unsigned bad = runTarget(target, options, shared);
    llvm::outs() << (bad ? "FAIL " : "ok   ") << target.name << ": "
                 << options.cases << " cases, " << shared.accepted.load()
                 << " of them well-formed\n";
    ++(bad ? failed : passed);
  }
  if (jitTargets().empty())
    llvm::outs() << "SKIP parsers-and-cache: built without the JIT\n";
  llvm::outs() << passed << " passed, " << failed << " failed, "
               << (jitTargets().empty() ? 1 : 0) << " skipped\n";
  return failed || !passed ? 1 : 0;
}
