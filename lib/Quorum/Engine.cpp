//===- Engine.cpp - Where programs run --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/Engine.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA256.h"

using namespace atlas;
using namespace atlas::quorum;

const KernelABI &quorum::kernelOf(const Program &program) {
  if (auto *launch = std::get_if<LaunchProgram>(&program))
    return launch->sidecar.kernel;
  return std::get<PackedProgram>(program).kernel;
}

std::string quorum::digestOf(const Program &program) {
  llvm::StringRef bytes;
  if (auto *launch = std::get_if<LaunchProgram>(&program))
    bytes = launch->code;
  else if (auto &packed = std::get<PackedProgram>(program);
           packed.format == "library")
    bytes = packed.entry; // the code is the worker's own
  else
    bytes = packed.code;
  return llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(bytes)),
                     /*LowerCase=*/true);
}

llvm::Expected<WorkerJob> quorum::writeJob(const Program &program,
                                           llvm::ArrayRef<CallData> calls,
                                           llvm::StringRef folder) {
  if (auto *launch = std::get_if<LaunchProgram>(&program))
    return writeDeviceJob(launch->sidecar, launch->format, launch->code, calls,
                          folder);
  return writeCallJob(std::get<PackedProgram>(program), calls, folder);
}

llvm::Error quorum::checkJob(const WorkerJob &job) {
  if (job.launches)
    return llvm::Error::success();
  return makeError(ErrorCode::LowerFailed, "no call launches anything");
}

llvm::Expected<EngineOutcome> quorum::collectRun(WorkerOutcome outcome,
                                                 const WorkerJob &job,
                                                 llvm::StringRef digest,
                                                 SavedReader read) {
  if (auto *absent = std::get_if<WorkerAbsent>(&outcome))
    return EngineOutcome(std::move(*absent));
  EngineRun run;
  run.reply = std::get<WorkerReply>(std::move(outcome));
  if (run.reply.digest != digest)
    return makeError(ErrorCode::LowerFailed,
                     "the worker loaded another program than it was given: " +
                         run.reply.digest);
  auto outputs = readOutputs(job, read);
  if (!outputs)
    return outputs.takeError();
  run.outputs = std::move(*outputs);
  return EngineOutcome(std::move(run));
}

llvm::Expected<EngineOutcome>
quorum::runProgram(const Engine &engine, const Program &program,
                   llvm::ArrayRef<CallData> calls) {
  llvm::SmallString<128> folder;
  if (std::error_code ec =
          llvm::sys::fs::createUniqueDirectory("atlas-quorum", folder))
    return makeError(ErrorCode::LowerFailed,
                     "no folder for the job: " + ec.message());
  llvm::scope_exit remove(
      [&] { llvm::sys::fs::remove_directories(folder); });
  auto job = writeJob(program, calls, folder);
  if (!job)
    return job.takeError();
  if (auto error = checkJob(*job))
    return error;
  auto outcome = runWorker(engine.command, job->path);
  if (!outcome)
    return outcome.takeError();
  return collectRun(std::move(*outcome), *job, digestOf(program), readFile);
}
