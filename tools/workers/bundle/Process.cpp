//===- Process.cpp - A worker with a time limit -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Process.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace atlas::worker;

namespace {

using Clock = std::chrono::steady_clock;

/// What is kept of a stream; a worker that floods it is cut off.
constexpr size_t kMaxText = 16384;

/// The reading end of a pipe, drained until every writer is gone.
struct Stream {
  int ends[2] = {-1, -1};
  std::string text;

  bool open() { return pipe2(ends, O_CLOEXEC) == 0; }
  void close(int which) {
    if (ends[which] >= 0)
      ::close(ends[which]);
    ends[which] = -1;
  }
  /// Reads once; closes at the end.
  void read() {
    char bytes[4096];
    ssize_t count = ::read(ends[0], bytes, sizeof bytes);
    if (count > 0)
      text.append(bytes,
                  std::min<size_t>(size_t(count), kMaxText - text.size()));
    else if (count == 0 || errno != EINTR)
      close(0);
  }
  ~Stream() {
    close(0);
    close(1);
  }
};

/// In the child: never returns.
[[noreturn]] void become(const std::vector<std::string> &arguments,
                         const std::vector<std::string> &variables,
                         const Stream &output, const Stream &errors) {
  setpgid(0, 0);
  int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output.ends[1], STDOUT_FILENO);
  dup2(errors.ends[1], STDERR_FILENO);
  for (const std::string &variable : variables) {
    size_t equals = variable.find('=');
    setenv(variable.substr(0, equals).c_str(), variable.c_str() + equals + 1, 1);
  }
  std::vector<char *> words;
  for (const std::string &argument : arguments)
    words.push_back(const_cast<char *>(argument.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  _exit(127);
}

/// Reads both streams until they end; false if the time is over first.
bool drain(Stream &output, Stream &errors, Clock::time_point end) {
  while (output.ends[0] >= 0 || errors.ends[0] >= 0) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - Clock::now());
    if (left.count() <= 0)
      return false;
    pollfd polled[2] = {{output.ends[0], POLLIN, 0}, {errors.ends[0], POLLIN, 0}};
    if (poll(polled, 2, int(std::min<int64_t>(left.count(), 1000))) <= 0)
      continue;
    if (polled[0].revents)
      output.read();
    if (polled[1].revents)
      errors.read();
  }
  return true;
}

/// The process has closed its streams; it may still run.
bool reap(pid_t child, int &status, Clock::time_point end) {
  for (;;) {
    if (waitpid(child, &status, WNOHANG) == child)
      return true;
    if (Clock::now() >= end)
      return false;
    usleep(500);
  }
}

} // namespace

Ended atlas::worker::runProcess(const std::vector<std::string> &arguments,
                                const std::vector<std::string> &variables,
                                unsigned seconds) {
  Ended ended;
  Stream output, errors;
  if (access(arguments[0].c_str(), X_OK) != 0 || !output.open() || !errors.open())
    return {-1, std::strerror(errno), "", ""};
  pid_t child = fork();
  if (child == 0)
    become(arguments, variables, output, errors);
  if (child < 0)
    return {-1, std::strerror(errno), "", ""};
  output.close(1);
  errors.close(1);
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  int status = 0;
  bool inTime = drain(output, errors, end) && reap(child, status, end);
  if (!inTime) {
    kill(-child, SIGKILL);
    kill(child, SIGKILL); // before it has a group of its own
    waitpid(child, &status, 0);
  }
  ended.output = std::move(output.text);
  ended.errors = std::move(errors.text);
  if (!inTime) {
    ended.code = -2;
    ended.reason = "Child timed out";
  } else if (WIFSIGNALED(status)) {
    ended.code = -2;
    ended.reason = strsignal(WTERMSIG(status));
    if (WCOREDUMP(status))
      ended.reason += " (core dumped)";
  } else {
    ended.code = WEXITSTATUS(status);
  }
  return ended;
}
