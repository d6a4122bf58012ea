//===- Background.h - The compile thread ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread that runs queued compiles, started with the first of them.
//
// Every job is called exactly once: with `cancelled` false on the thread, or
// with true by `stop`, which drops what has not begun and waits for the job
// that runs. Thread rule: thread-safe. Fork: the thread does not exist in a
// child; `stop` then neither waits nor runs anything.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_BACKGROUND_H
#define ATLAS_LIB_JIT_BACKGROUND_H

#include "llvm/ADT/FunctionExtras.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <thread>

namespace atlas::jit {

class Background {
public:
  using Job = llvm::unique_function<void(bool cancelled)>;

  Background();
  ~Background();
  /// False, without running the job, after `stop`, in a forked child, or when
  /// no thread can be started.
  bool enqueue(Job job);
  void stop();

private:
  // Apart, because a child must leave it behind: destroying a condition
  // variable waits for its waiters, which do not exist there.
  struct State {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    bool stopped = false;
    std::thread thread;
  };
  static void work(State &state);
  bool inOtherProcess() const;
  std::unique_ptr<State> state;
  pid_t owner;
};

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_BACKGROUND_H
