//===- Worker.cpp - Programs that run device code ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Worker.h"

#include "atlas/Support/Error.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

using namespace atlas;
using namespace atlas::quorum;

namespace {

/// The exit codes of tools/workers/common/Job.h.
enum ExitCode { kDone = 0, kUnavailable = 3 };
/// What is kept of a stream: a worker that floods it is cut off.
constexpr size_t kMaxText = 16384;

llvm::Error failure(llvm::StringRef worker, const llvm::Twine &what,
                    llvm::StringRef note = "") {
  return makeError(ErrorCode::LowerFailed, worker + " " + what, note.rtrim());
}

/// Waits for a process of this one; kills it when its time is over. LLVM's own
/// wait with a limit uses the process's alarm clock, which threads would share.
llvm::sys::ProcessInfo waitFor(llvm::sys::ProcessInfo process, unsigned seconds,
                               std::string &reason) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  auto pause = std::chrono::microseconds(200);
  for (;;) {
    auto seen = llvm::sys::Wait(process, /*SecondsToWait=*/0, &reason,
                                /*ProcStat=*/nullptr, /*Polling=*/true);
    if (seen.Pid == process.Pid || seen.ReturnCode != 0)
      return seen;
    if (Clock::now() >= end)
      break;
    std::this_thread::sleep_for(pause);
    pause = std::min<std::chrono::microseconds>(pause * 2,
                                                std::chrono::milliseconds(5));
  }
  kill(process.Pid, SIGKILL);
  auto seen = llvm::sys::Wait(process, std::nullopt, &reason);
  seen.ReturnCode = kCrashedOrLate;
  reason = "Child timed out";
  return seen;
}

llvm::StringRef nameOf(const WorkerCommand &command) {
  return llvm::sys::path::filename(command.program);
}

std::string beginningOf(llvm::StringRef path) {
  uint64_t size;
  if (llvm::sys::fs::file_size(path, size))
    return {};
  // A slice beyond the end would be mapped, and fault when read.
  auto file = llvm::MemoryBuffer::getFileSlice(
      path, std::min<uint64_t>(size, kMaxText), 0);
  return file ? (*file)->getBuffer().str() : std::string();
}

llvm::Expected<WorkerEnd> start(const WorkerCommand &command,
                            llvm::StringRef last) {
  llvm::SmallString<128> output, errors;
  if (llvm::sys::fs::createTemporaryFile("atlas-worker", "out", output) ||
      llvm::sys::fs::createTemporaryFile("atlas-worker", "err", errors))
    return failure(nameOf(command), "was not started: no temporary file");
  llvm::FileRemover removeOutput(output), removeErrors(errors);

  std::vector<llvm::StringRef> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(),
                   command.arguments.end());
  arguments.push_back(last);
  std::vector<llvm::StringRef> environment(command.environment.begin(),
                                           command.environment.end());
  std::optional<llvm::StringRef> redirects[] = {
      llvm::StringRef(""), output.str(), errors.str()};
  WorkerEnd ended;
  bool failed = false;
  auto process = llvm::sys::ExecuteNoWait(
      command.program, arguments, llvm::ArrayRef(environment), redirects,
      /*MemoryLimit=*/0, &ended.reason, &failed);
  ended.code = failed ? kNotStarted
                      : waitFor(process, command.timeLimit, ended.reason).ReturnCode;
  ended.output = beginningOf(output);
  ended.errors = beginningOf(errors);
  return ended;
}

/// "KEY rest of the line"; empty if there is none.
llvm::StringRef field(llvm::ArrayRef<llvm::StringRef> lines,
                      llvm::StringRef key) {
  for (llvm::StringRef line : lines)
    if (line.consume_front(key) && line.consume_front(" "))
      return line;
  return "";
}

llvm::Expected<WorkerOutcome> reply(llvm::StringRef worker,
                                    const WorkerEnd &ended, bool isProbe) {
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(ended.output).rtrim().split(lines, '\n');
  WorkerReply reply;
  reply.device = field(lines, "device").str();
  reply.driver = field(lines, "driver").str();
  reply.digest = field(lines, "digest").str();
  llvm::StringRef software = field(lines, "software");
  reply.software = software == "1";
  reply.denormals = field(lines, "denormals") != "0";
  reply.nans = field(lines, "nans") != "0";
  bool good = lines.back() == "done" && !reply.device.empty() &&
              (software == "0" || software == "1") &&
              (isProbe || (reply.digest.size() == 64 &&
                           llvm::all_of(reply.digest, llvm::isHexDigit)));
  if (!good)
    return failure(worker, "gave no reply that makes sense", ended.output);
  return reply;
}

llvm::Expected<WorkerOutcome> outcome(const WorkerCommand &command,
                                      llvm::StringRef last, bool isProbe) {
  auto ended = start(command, last);
  if (!ended)
    return ended.takeError();
  if (ended->code == kNotStarted)
    ended->reason = "'" + command.program + "': " + ended->reason;
  return outcomeOf(nameOf(command), *ended, isProbe);
}

} // namespace

llvm::Expected<WorkerOutcome> quorum::outcomeOf(llvm::StringRef name,
                                                const WorkerEnd &ended,
                                                bool isProbe) {
  switch (ended.code) {
  case kDone:
    return reply(name, ended, isProbe);
  case kUnavailable: {
    llvm::SmallVector<llvm::StringRef> lines;
    llvm::StringRef(ended.output).rtrim().split(lines, '\n');
    llvm::StringRef reason = field(lines, "unavailable");
    if (reason.empty())
      return failure(name, "gave no reply that makes sense", ended.output);
    return WorkerAbsent{reason.str()};
  }
  case kNotStarted:
    return WorkerAbsent{"cannot start " + ended.reason};
  case kCrashedOrLate: {
    std::string text = "ended badly: " + ended.reason;
    if (isProbe)
      return WorkerAbsent{"the probe " + text};
    return failure(name, text, ended.errors);
  }
  default:
    return failure(name, "ended with exit code " + llvm::Twine(ended.code),
                   ended.errors);
  }
}

llvm::Expected<WorkerOutcome> quorum::probeWorker(const WorkerCommand &command) {
  return outcome(command, "--probe", /*isProbe=*/true);
}

llvm::Expected<WorkerOutcome> quorum::runWorker(const WorkerCommand &command,
                                                llvm::StringRef path) {
  return outcome(command, path, /*isProbe=*/false);
}
