//===- ThreadPool.cpp - Chunked loops over a fixed set of threads -*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop is a Job on its caller's stack, linked into the pool's list while it
// wants more threads. Chunks are claimed with one atomic add; the lock is taken
// only to enter and leave a job. A helper's last access to a Job is the
// decrement of `active`, so the caller may return once it reads zero.
// Empty with ATLAS_SINGLE_THREAD.
//===----------------------------------------------------------------------===//

#ifndef ATLAS_SINGLE_THREAD

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // sched_getaffinity
#endif

#include "atlas/Runtime/ThreadPool.h"

#include "Memory.h"

#include <atomic>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

using namespace atlas::runtime;

namespace {

/// Chunks per thread of a dynamic split: enough to even out a core that is
/// busy with something else, few enough that claiming costs nothing.
constexpr int64_t kChunksPerThread = 8;

/// Reads of `active` before the caller goes to sleep: about 10 us, the cost of
/// one sleep and wake-up.
constexpr unsigned kSpins = 2000;

int64_t ceilDiv(int64_t a, int64_t b) { return a / b + (a % b != 0); }

void pauseCpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Holds a mutex for a scope.
class Lock {
public:
  explicit Lock(pthread_mutex_t &mutex) : mutex(mutex) {
    pthread_mutex_lock(&mutex);
  }
  ~Lock() { pthread_mutex_unlock(&mutex); }

private:
  pthread_mutex_t &mutex;
};

} // namespace

/// One running loop.
struct ThreadPool::Job {
  Task task;
  void *context;
  int64_t n, chunk, numChunks;
  std::atomic<int64_t> nextChunk{0};
  std::atomic<unsigned> active{0}; ///< helpers inside; changed under the lock
  unsigned wanted = 0;             ///< helpers that may still enter
  Job *next = nullptr;
};

unsigned atlas::runtime::availableCores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    int count = CPU_COUNT(&set);
    if (count > 0)
      return static_cast<unsigned>(count);
  }
  // More cores than cpu_set_t holds.
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? static_cast<unsigned>(count) : 1;
}

ThreadPool::ThreadPool(unsigned threads)
    : maxThreads(threads ? threads : availableCores()), owner(getpid()) {
  pthread_mutex_init(&mutex, nullptr);
  pthread_cond_init(&workCond, nullptr);
  pthread_cond_init(&doneCond, nullptr);
}

ThreadPool::~ThreadPool() {
  // In a forked child the workers do not exist, and the lock and the condition
  // variables may be in any state: only the memory is ours.
  if (getpid() == owner) {
    {
      Lock lock(mutex);
      stop = true;
    }
    pthread_cond_broadcast(&workCond);
    for (unsigned i = 0; i < numWorkers; ++i)
      pthread_join(workers[i], nullptr);
    pthread_cond_destroy(&doneCond);
    pthread_cond_destroy(&workCond);
    pthread_mutex_destroy(&mutex);
  }
  release(workers);
}

/// Locked. Tried once: where threads are refused now, they are not asked for
/// again on every call.
void ThreadPool::startWorkers() {
  started = true;
  unsigned wanted = maxThreads - 1;
  workers = static_cast<pthread_t *>(allocate(wanted * sizeof(pthread_t)));
  if (!workers)
    return;
  // Signals of the program go to the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (numWorkers < wanted && pthread_create(&workers[numWorkers], nullptr,
                                               workerMain, this) == 0)
    ++numWorkers;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void *ThreadPool::workerMain(void *pool) {
  static_cast<ThreadPool *>(pool)->workLoop();
  return nullptr;
}

ThreadPool::Job *ThreadPool::findJob() const {
  for (Job *job = firstJob; job; job = job->next)
    if (job->wanted &&
        job->nextChunk.load(std::memory_order_relaxed) < job->numChunks)
      return job;
  return nullptr;
}

void ThreadPool::workLoop() {
  pthread_mutex_lock(&mutex);
  for (;;) {
    Job *job = findJob();
    if (!job) {
      if (stop)
        break;
      pthread_cond_wait(&workCond, &mutex);
      continue;
    }
    --job->wanted;
    job->active.fetch_add(1, std::memory_order_relaxed);
    pthread_mutex_unlock(&mutex);
    runChunks(*job);
    pthread_mutex_lock(&mutex);
    if (job->active.fetch_sub(1, std::memory_order_release) == 1)
      pthread_cond_broadcast(&doneCond); // the pool's, not the job's
  }
  pthread_mutex_unlock(&mutex);
}

void ThreadPool::runChunks(Job &job) {
  for (;;) {
    int64_t index = job.nextChunk.fetch_add(1, std::memory_order_relaxed);
    if (index >= job.numChunks)
      return;
    int64_t lo = index * job.chunk;
    int64_t hi = job.n - lo < job.chunk ? job.n : lo + job.chunk;
    job.task(job.context, lo, hi);
  }
}

void ThreadPool::runShared(Job &job) {
  {
    Lock lock(mutex);
    if (!started)
      startWorkers();
    Job **end = &firstJob;
    while (*end)
      end = &(*end)->next;
    *end = &job;
    if (job.wanted >= numWorkers)
      pthread_cond_broadcast(&workCond);
    else
      for (unsigned i = 0; i < job.wanted; ++i)
        pthread_cond_signal(&workCond);
  }
  runChunks(job);
  {
    Lock lock(mutex);
    Job **link = &firstJob;
    while (*link != &job)
      link = &(*link)->next;
    *link = job.next; // from here on nobody enters
  }
  for (unsigned spin = 0; spin < kSpins; ++spin) {
    if (job.active.load(std::memory_order_acquire) == 0)
      return;
    pauseCpu();
  }
  Lock lock(mutex);
  while (job.active.load(std::memory_order_acquire) != 0)
    pthread_cond_wait(&doneCond, &mutex);
}

void ThreadPool::parallelFor(int64_t n, int64_t grain, unsigned limit,
                             Split split, Task task, void *context) {
  if (n <= 0)
    return;
  if (grain < 1)
    grain = 1;
  int64_t threads = limit && limit < maxThreads ? limit : maxThreads;
  int64_t units = ceilDiv(n, grain);
  if (units < threads)
    threads = units;
  // getpid is a system call: asked last.
  if (threads <= 1 || getpid() != owner)
    return task(context, 0, n);

  int64_t pieces = split == Split::Static ? threads : threads * kChunksPerThread;
  Job job;
  job.task = task;
  job.context = context;
  job.n = n;
  // units * grain may pass 64 bits only if n is within grain of the limit;
  // then one chunk covers everything.
  if (__builtin_mul_overflow(ceilDiv(units, pieces), grain, &job.chunk))
    return task(context, 0, n);
  job.numChunks = ceilDiv(n, job.chunk);
  job.wanted = static_cast<unsigned>(threads - 1);
  runShared(job);
}

#endif // ATLAS_SINGLE_THREAD
