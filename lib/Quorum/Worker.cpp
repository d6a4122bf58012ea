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

using namespace atlas;
using namespace atlas::quorum;

namespace {

/// The exit codes of tools/workers/common/Job.h.
enum ExitCode { kDone = 0, kUnavailable = 3 };
/// What LLVM answers for a process that did not end by itself.
enum { kNotStarted = -1, kCrashedOrLate = -2 };

/// What is kept of a stream: a worker that floods it is cut off.
constexpr size_t kMaxText = 16384;

struct Ended {
  int code = 0;
  std::string output, errors;
  std::string reason; ///< LLVM's, if it did not end by itself
};

llvm::Error failure(const WorkerCommand &command, const llvm::Twine &what,
                    llvm::StringRef note = "") {
  return makeError(ErrorCode::LowerFailed,
                   llvm::sys::path::filename(command.program) + " " + what,
                   note.rtrim());
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

llvm::Expected<Ended> start(const WorkerCommand &command,
                            llvm::StringRef last) {
  llvm::SmallString<128> output, errors;
  if (llvm::sys::fs::createTemporaryFile("atlas-worker", "out", output) ||
      llvm::sys::fs::createTemporaryFile("atlas-worker", "err", errors))
    return failure(command, "was not started: no temporary file");
  llvm::FileRemover removeOutput(output), removeErrors(errors);

  std::vector<llvm::StringRef> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(),
                   command.arguments.end());
  arguments.push_back(last);
  std::vector<llvm::StringRef> environment(command.environment.begin(),
                                           command.environment.end());
  std::optional<llvm::StringRef> redirects[] = {
      llvm::StringRef(""), output.str(), errors.str()};
  Ended ended;
  ended.code = llvm::sys::ExecuteAndWait(
      command.program, arguments, llvm::ArrayRef(environment), redirects,
      command.timeLimit, /*MemoryLimit=*/0, &ended.reason);
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

llvm::Expected<WorkerOutcome> reply(const WorkerCommand &command,
                                    const Ended &ended, bool isProbe) {
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
    return failure(command, "gave no reply that makes sense", ended.output);
  return reply;
}

llvm::Expected<WorkerOutcome> outcome(const WorkerCommand &command,
                                      llvm::StringRef last, bool isProbe) {
  auto ended = start(command, last);
  if (!ended)
    return ended.takeError();
  switch (ended->code) {
  case kDone:
    return reply(command, *ended, isProbe);
  case kUnavailable: {
    llvm::SmallVector<llvm::StringRef> lines;
    llvm::StringRef(ended->output).rtrim().split(lines, '\n');
    llvm::StringRef reason = field(lines, "unavailable");
    if (reason.empty())
      return failure(command, "gave no reply that makes sense", ended->output);
    return WorkerAbsent{reason.str()};
  }
  case kNotStarted:
    return WorkerAbsent{"cannot start '" + command.program +
                        "': " + ended->reason};
  case kCrashedOrLate: {
    std::string text = "ended badly: " + ended->reason;
    if (isProbe)
      return WorkerAbsent{"the probe " + text};
    return failure(command, text, ended->errors);
  }
  default:
    return failure(command, "ended with exit code " +
                                llvm::Twine(ended->code),
                   ended->errors);
  }
}

} // namespace

llvm::Expected<WorkerOutcome> quorum::probeWorker(const WorkerCommand &command) {
  return outcome(command, "--probe", /*isProbe=*/true);
}

llvm::Expected<WorkerOutcome> quorum::runWorker(const WorkerCommand &command,
                                                llvm::StringRef path) {
  return outcome(command, path, /*isProbe=*/false);
}
