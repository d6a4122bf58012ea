//===- ThreadPool.h - Chunked loops over a fixed set of threads -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one source of threads for kernels: kernels never start any.
//
// A pool owns workers that live until it is destroyed. `parallelFor` cuts
// [0, n) into chunks, runs them on the calling thread and on idle workers, and
// returns when all are done. The caller always takes part, so a busy pool, a
// nested call or a pool without workers only makes a loop slower. Which thread
// runs which chunk is not fixed: results must be indexed by unit, never by
// thread. Workers start on the first call that can use them.
//
// Failure: none. Where the system refuses a thread, fewer take part.
// Thread rule: thread-safe, except that the destructor runs alone. A forked
// child may call and destroy the pool; loops there run on the calling thread.
// A task must not fork and then return. Workers have all signals blocked.
// Ownership: the pool owns its workers; tasks and contexts are borrowed for
// the duration of the call. Needs libc and pthread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_THREADPOOL_H
#define ATLAS_RUNTIME_THREADPOOL_H

#include <pthread.h>
#include <stdint.h>
#include <sys/types.h>

namespace atlas::runtime {

/// How a loop is cut.
enum class Split : uint8_t {
  Static,  ///< one equal chunk per thread: least overhead, even work
  Dynamic, ///< several smaller chunks per thread: uneven work or busy cores
};

/// A loop body: runs units [lo, hi). Called from several threads at once.
using Task = void (*)(void *context, int64_t lo, int64_t hi);

/// Cores that this process may run on (its affinity mask); at least 1.
unsigned availableCores();

class ThreadPool {
public:
  /// A pool for loops of up to `threads` threads, the caller included; 0 means
  /// availableCores(). Starts none yet.
  explicit ThreadPool(unsigned threads = 0);
  /// Waits for the workers to end. No call may be running.
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  /// Most threads of one loop, the caller included.
  unsigned threads() const { return maxThreads; }

  /// Runs task over [0, n). Chunks have at least `grain` units (the last may
  /// have fewer) and start at multiples of `grain` (>= 1). At most `limit`
  /// threads take part; 0 means threads(). Everything that the chunks wrote is
  /// visible to the caller afterwards.
  void parallelFor(int64_t n, int64_t grain, unsigned limit, Split split,
                   Task task, void *context);

private:
  struct Job;
  static void *workerMain(void *pool);
  void startWorkers();
  void workLoop();
  /// The oldest job that wants another thread; null if none. Locked.
  Job *findJob() const;
  void runShared(Job &job);
  static void runChunks(Job &job);

  unsigned maxThreads;
  pid_t owner;                  ///< process of the workers
  pthread_mutex_t mutex;        ///< guards all below and Job::next/wanted
  pthread_cond_t workCond;      ///< a job arrived, or stop
  pthread_cond_t doneCond;      ///< a helper left a job
  pthread_t *workers = nullptr; ///< numWorkers valid entries
  unsigned numWorkers = 0;
  bool started = false;
  bool stop = false;
  Job *firstJob = nullptr;
};

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_THREADPOOL_H
