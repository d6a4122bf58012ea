//===- Background.cpp - The compile thread --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Background.h"

#include <pthread.h>
#include <signal.h>
#include <system_error>
#include <unistd.h>

namespace atlas::jit {

Background::Background()
    : state(std::make_unique<State>()), owner(::getpid()) {}

Background::~Background() {
  stop();
  if (inOtherProcess())
    (void)state.release();
}

bool Background::inOtherProcess() const { return ::getpid() != owner; }

bool Background::enqueue(Job job) {
  if (inOtherProcess())
    return false;
  std::lock_guard lock(state->mutex);
  if (state->stopped)
    return false;
  if (!state->thread.joinable()) {
    // Signals are the program's business, not this thread's.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      state->thread = std::thread([raw = state.get()] { work(*raw); });
    } catch (const std::system_error &) {
      // No thread to be had (a resource limit): reported as "not enqueued".
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!state->thread.joinable())
      return false;
  }
  state->jobs.push_back(std::move(job));
  state->wake.notify_one();
  return true;
}

void Background::work(State &state) {
  std::unique_lock lock(state.mutex);
  while (true) {
    state.wake.wait(lock, [&] { return state.stopped || !state.jobs.empty(); });
    if (state.stopped)
      return;
    Job job = std::move(state.jobs.front());
    state.jobs.pop_front();
    lock.unlock();
    job(/*cancelled=*/false);
    job = nullptr;
    lock.lock();
  }
}

void Background::stop() {
  if (inOtherProcess())
    return;
  std::deque<Job> dropped;
  {
    std::lock_guard lock(state->mutex);
    state->stopped = true;
    dropped.swap(state->jobs);
    state->wake.notify_one();
  }
  if (state->thread.joinable())
    state->thread.join();
  for (Job &job : dropped)
    job(/*cancelled=*/true);
}

} // namespace atlas::jit
