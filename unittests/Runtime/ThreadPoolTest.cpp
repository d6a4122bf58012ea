//===- ThreadPoolTest.cpp ---------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Runtime/ThreadPool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace atlas::runtime;

namespace {

/// parallelFor over a C++ callable.
template <typename Body>
void forEach(ThreadPool &pool, int64_t n, int64_t grain, unsigned limit,
             Split split, Body body) {
  pool.parallelFor(
      n, grain, limit, split,
      [](void *context, int64_t lo, int64_t hi) {
        (*static_cast<Body *>(context))(lo, hi);
      },
      &body);
}

/// Every unit exactly once, chunks at multiples of the grain.
void expectCovers(ThreadPool &pool, int64_t n, int64_t grain, unsigned limit,
                  Split split) {
  std::vector<std::atomic<int>> seen(n);
  std::atomic<int> bad{0};
  forEach(pool, n, grain, limit, split, [&](int64_t lo, int64_t hi) {
    bad += lo % grain != 0 || hi <= lo || hi > n ||
           (hi != n && (hi - lo) % grain != 0);
    for (int64_t i = lo; i < hi; ++i)
      ++seen[i];
  });
  EXPECT_EQ(bad, 0);
  for (int64_t i = 0; i < n; ++i)
    ASSERT_EQ(seen[i], 1) << i << " of " << n << " grain " << grain;
}

} // namespace

TEST(ThreadPool, CoversEveryUnitOnce) {
  for (unsigned threads : {1u, 2u, 3u, 8u}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (Split split : {Split::Static, Split::Dynamic})
      for (int64_t n : {0, 1, 2, 7, 64, 1000, 4097})
        for (int64_t grain : {1, 3, 64, 5000})
          for (unsigned limit : {0u, 1u, 2u, 100u})
            expectCovers(pool, n, grain, limit, split);
  }
}

TEST(ThreadPool, NothingForEmptyOrNegative) {
  ThreadPool pool(4);
  int calls = 0;
  forEach(pool, 0, 1, 0, Split::Dynamic, [&](int64_t, int64_t) { ++calls; });
  forEach(pool, -5, 1, 0, Split::Static, [&](int64_t, int64_t) { ++calls; });
  EXPECT_EQ(calls, 0);
}

TEST(ThreadPool, HugeRangesDoNotOverflow) {
  ThreadPool pool(4);
  std::atomic<int64_t> last{0}, total{0};
  auto body = [&](int64_t lo, int64_t hi) {
    total += hi - lo;
    if (hi == INT64_MAX)
      last = hi;
  };
  forEach(pool, INT64_MAX, 1, 0, Split::Dynamic, body);
  EXPECT_EQ(last, INT64_MAX);
  EXPECT_EQ(total, INT64_MAX);
  total = 0;
  forEach(pool, INT64_MAX, INT64_MAX / 2, 0, Split::Static, body);
  EXPECT_EQ(total, INT64_MAX);
}

TEST(ThreadPool, LimitOneStaysOnTheCaller) {
  ThreadPool pool(4);
  pthread_t self = pthread_self();
  forEach(pool, 10000, 1, 1, Split::Dynamic, [&](int64_t lo, int64_t hi) {
    EXPECT_TRUE(pthread_equal(self, pthread_self()));
    EXPECT_EQ(hi - lo, 10000);
  });
}

TEST(ThreadPool, WorkersTakePart) {
  // Two chunks that wait for each other finish only on two threads.
  ThreadPool pool(2);
  std::atomic<int> arrived{0};
  forEach(pool, 2, 1, 0, Split::Static, [&](int64_t, int64_t) {
    ++arrived;
    while (arrived < 2)
      std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ThreadPool, ManyCallersAtOnce) {
  ThreadPool pool(4);
  std::vector<std::thread> callers;
  std::atomic<int64_t> total{0};
  for (int t = 0; t < 6; ++t)
    callers.emplace_back([&, t] {
      for (int round = 0; round < 200; ++round) {
        // Plain words: written by workers, read here without atomics.
        std::vector<int64_t> values(300 + t);
        forEach(pool, values.size(), 7, 0, Split::Dynamic,
                [&](int64_t lo, int64_t hi) {
                  for (int64_t i = lo; i < hi; ++i)
                    values[i] = i;
                });
        int64_t sum = 0, n = values.size();
        for (int64_t v : values)
          sum += v;
        total += sum - n * (n - 1) / 2;
      }
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(total, 0);
}

TEST(ThreadPool, NestedLoops) {
  ThreadPool pool(3);
  std::atomic<int64_t> total{0};
  forEach(pool, 20, 1, 0, Split::Dynamic, [&](int64_t lo, int64_t hi) {
    for (int64_t i = lo; i < hi; ++i)
      forEach(pool, 50, 1, 0, Split::Dynamic,
              [&](int64_t a, int64_t b) { total += b - a; });
  });
  EXPECT_EQ(total, 1000);
}

TEST(ThreadPool, ForkedChildCallsAndDestroys) {
  auto *pool = new ThreadPool(4);
  expectCovers(*pool, 1000, 1, 0, Split::Dynamic); // workers run
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    alarm(20);
    int64_t sum = 0; // no atomics: the child is alone
    for (int round = 0; round < 10; ++round)
      forEach(*pool, 1000, 1, 0, Split::Dynamic,
              [&](int64_t lo, int64_t hi) { sum += hi - lo; });
    delete pool;
    _exit(sum == 10000 ? 0 : 1);
  }
  expectCovers(*pool, 1000, 1, 0, Split::Dynamic);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  delete pool;
}

TEST(ThreadPool, CreateAndDestroyManyTimes) {
  for (int round = 0; round < 300; ++round) {
    ThreadPool pool(3);
    if (round % 2)
      expectCovers(pool, 16, 1, 0, Split::Dynamic);
  }
}

TEST(ThreadPool, CoresAreCounted) {
  EXPECT_GE(availableCores(), 1u);
  EXPECT_EQ(ThreadPool().threads(), availableCores());
}
