//===- Laws.cpp - What the law tests share, and their main ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Laws.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <pthread.h>
#include <sched.h>

using namespace atlas::test;

uint64_t atlas::test::lawSeed = 1;
unsigned atlas::test::lawThreads = 64;

Bytes atlas::test::randomBytes(Random &random, size_t size) {
  Bytes bytes(size);
  unsigned kind = random.below(8);
  uint8_t value = kind == 0 ? 0xFF : kind == 1 ? 0 : random.next();
  for (uint8_t &byte : bytes) {
    if (kind <= 2)
      byte = value; // constant
    else if (kind == 3)
      byte = random.below(32) ? 0xFF : random.next();
    else if (kind == 4)
      byte = random.below(96);
    else
      byte = random.next();
  }
  return bytes;
}

void atlas::test::conserve(Bytes &bytes) {
  if (bytes.empty())
    return;
  bytes.back() = 0;
  bytes.back() = (96 - modelSum(bytes.data(), bytes.size()) % 96) % 96;
}

void atlas::test::shuffle(Random &random, Bytes &bytes) {
  for (size_t i = bytes.size(); i > 1; --i)
    std::swap(bytes[i - 1], bytes[random.below(i)]);
}

Area::Area(const Bytes &bytes, unsigned align)
    : length(bytes.size()), storage(length + 2 * kGuard + 128, 0xC7) {
  auto from = reinterpret_cast<uintptr_t>(storage.data()) + kGuard;
  begin = storage.data() + kGuard + (64 - from % 64) % 64 + align % 64;
  std::copy(bytes.begin(), bytes.end(), begin);
}

bool Area::intact() const {
  auto isGuard = [](uint8_t byte) { return byte == 0xC7; };
  const uint8_t *end = begin + length;
  return std::all_of(storage.data(), static_cast<const uint8_t *>(begin),
                     isGuard) &&
         std::all_of(end, storage.data() + storage.size(), isGuard);
}

void atlas::test::forEachLevel(const std::function<void(Random &)> &body) {
  for (unsigned variant = 0; variant < hostVariants(); ++variant) {
    useVariant(variant);
    SCOPED_TRACE(std::string("level ") + atlas_get_isa_level() +
                 (variant ? "" : " as dispatched") +
                 ", --seed=" + std::to_string(lawSeed));
    Random random(lawSeed);
    body(random);
    if (testing::Test::HasFatalFailure())
      break;
  }
  useVariant(0);
}

void atlas::test::forEachRange(
    const std::function<void(Random &, size_t, unsigned)> &body) {
  forEachLevel([&](Random &random) {
    std::vector<size_t> lengths(std::begin(kLengths), std::end(kLengths));
    for (size_t bound : {64, 300, 4096})
      lengths.push_back(random.below(bound));
    for (size_t size : lengths)
      for (unsigned align = 0; align < 64; ++align) {
        body(random, size, align);
        if (testing::Test::HasFailure()) {
          ADD_FAILURE() << "length " << size << ", alignment " << align;
          return;
        }
      }
  });
}

namespace {

/// Holds the members back until all exist.
struct Gate {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
  bool isOpen = false, isCancelled = false;

  void open(bool cancel) {
    pthread_mutex_lock(&mutex);
    isOpen = true;
    isCancelled = cancel;
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&mutex);
  }
  bool pass() {
    pthread_mutex_lock(&mutex);
    while (!isOpen)
      pthread_cond_wait(&opened, &mutex);
    pthread_mutex_unlock(&mutex);
    return !isCancelled;
  }
};

struct Member {
  const std::function<void(unsigned)> *body;
  Gate *gate;
  unsigned index;
};

void *runMember(void *argument) {
  const Member &member = *static_cast<Member *>(argument);
  if (member.gate->pass())
    (*member.body)(member.index);
  return nullptr;
}

} // namespace

bool atlas::test::runTeam(unsigned count,
                          const std::function<void(unsigned)> &body) {
  Gate gate;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, size_t(1) << 20);
  std::vector<Member> members(count);
  std::vector<pthread_t> threads;
  for (unsigned i = 0; i < count; ++i) {
    members[i] = {&body, &gate, i};
    pthread_t thread;
    if (pthread_create(&thread, &attributes, runMember, &members[i]) != 0)
      break;
    threads.push_back(thread);
  }
  gate.open(/*cancel=*/threads.size() < count);
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return threads.size() == count;
}

bool atlas::test::runDuel(unsigned rounds,
                          const std::function<void(unsigned, unsigned)> &body) {
  std::atomic<unsigned> arrived{0};
  return runTeam(2, [&](unsigned index) {
    for (unsigned round = 0; round < rounds; ++round) {
      ++arrived;
      // On one core the other thread needs this one's time.
      for (unsigned spin = 1; arrived < 2 * round + 2; ++spin)
        if (spin % 4096 == 0)
          sched_yield();
      body(index, round);
    }
  });
}

namespace {

/// One option of the program; false if it is none.
bool setOption(const std::string &option) {
  size_t equals = option.find('=');
  std::string name = option.substr(0, equals);
  if (equals == std::string::npos)
    return false;
  std::string text = option.substr(equals + 1);
  if (name == "--seed" && text == "random") {
    lawSeed = std::random_device()();
    return true;
  }
  char *end = nullptr;
  uint64_t value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end)
    return false;
  if (name == "--seed")
    lawSeed = value;
  else if (name == "--threads" && value >= 2)
    lawThreads = value;
  else
    return false;
  return true;
}

} // namespace

/// With one of its own options the program ends with the line that programs of
/// the check driver have.
int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i)
    if (!setOption(argv[i])) {
      std::fprintf(stderr, "usage: %s [--threads=N] [--seed=N|random]\n",
                   argv[0]);
      return 2;
    }
  int code = RUN_ALL_TESTS();
  const testing::UnitTest &tests = *testing::UnitTest::GetInstance();
  if (argc > 1)
    std::printf("%d passed, %d failed, %d skipped\n",
                tests.successful_test_count(), tests.failed_test_count(),
                tests.skipped_test_count());
  return code;
}
