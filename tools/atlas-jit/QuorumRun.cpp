//===- QuorumRun.cpp - One kernel on many engines ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumRun.h"

#include "atlas/Contract/Library.h"
#include "atlas/Quorum/FixtureCases.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/STLExtras.h"

#include <chrono>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// The library's fixture of a kernel.
std::optional<contract::Fixture> libraryFixture(llvm::StringRef kernel,
                                                contract::Issues &issues) {
  for (const contract::LibraryContract &one : contract::libraryFixtures()) {
    auto fixture = contract::parseFixture(one.text, one.path, "", issues);
    if (!issues.empty() || (fixture && fixture->entry.value == kernel))
      return fixture;
  }
  return std::nullopt;
}

} // namespace

llvm::Expected<quorum::CaseSet> tool::quorumCases(const KernelABI &abi,
                                                  const std::string &path,
                                                  bool isLibraryKernel) {
  contract::Issues issues;
  std::optional<contract::Fixture> fixture;
  if (!path.empty()) {
    auto file = readFile(path);
    if (!file)
      return file.takeError();
    fixture = contract::parseFixture((*file)->getBuffer(), path, "", issues);
  } else if (isLibraryKernel) {
    fixture = libraryFixture(abi.name, issues);
  }
  if (!fixture && issues.empty())
    return quorum::deriveCases(abi);
  auto made = fixture ? quorum::fixtureCases(*fixture, abi, issues) : std::nullopt;
  contract::sortIssues(issues);
  if (auto error = contract::toError(issues))
    return std::move(error);
  return std::move(*made);
}

llvm::Error QuorumRun::prepare() {
  theBallot.kernel = theKernel->abi();
  theBallot.tolerance = options.tolerance;
  auto cases =
      quorumCases(theKernel->abi(), options.fixture, theKernel->isLibrary());
  if (!cases)
    return cases.takeError();
  theBallot.cases = std::move(*cases);
  quorum::Engine oracle{"cpu", "oracle", cpuWorker(options)};
  auto outcome =
      quorum::runProgram(oracle, theKernel->oracle(), theBallot.cases.calls);
  if (!outcome)
    return outcome.takeError();
  if (auto *absent = std::get_if<quorum::WorkerAbsent>(&*outcome))
    return makeError(ErrorCode::LowerFailed, "no oracle: " + absent->reason);
  theBallot.expected = std::move(std::get<quorum::EngineRun>(*outcome).outputs);
  auto golden = quorum::voteGolden(theBallot.cases, theBallot.expected);
  if (!golden)
    return golden.takeError();
  if (!golden->agrees())
    return makeError(ErrorCode::LowerFailed,
                     "the oracle of '" + theKernel->name() +
                         "' does not give what the fixture expects: " +
                         golden->worst->text + " (in " +
                         golden->worst->callName + ")");
  return llvm::Error::success();
}

quorum::Judgement QuorumRun::judge(const EngineChoice &choice,
                                   llvm::StringRef layout) const {
  const quorum::Engine &engine = choice.engine;
  if (engine.target == "cpu" && engine.device != kObjectDevice)
    return quorum::judge(
        quorum::runProgram(engine, theKernel->hostProgram(engine.device),
                           theBallot.cases.calls),
        theBallot);
  quorum::Judgement result;
  auto program = theKernel->program(engine.target, layout);
  if (!program) {
    result.kind = QuorumStatus::Refused;
    result.detail = llvm::toString(program.takeError());
    return result;
  }
  if (!choice.absent.empty()) {
    result.detail = choice.absent;
    return result;
  }
  return quorum::judge(
      quorum::runProgram(engine, *program, theBallot.cases.calls), theBallot);
}

QuorumRow QuorumRun::row(const EngineChoice &choice,
                         llvm::StringRef layout) const {
  auto start = std::chrono::steady_clock::now();
  QuorumRow row;
  row.kernel = theKernel->name();
  row.target = choice.engine.target;
  row.device = choice.engine.device;
  row.layout = layout.str();
  row.fixture = theBallot.cases.id;
  row.result = judge(choice, layout);
  std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - start;
  row.milliseconds = passed.count();
  return row;
}

std::vector<std::string> QuorumRun::layouts(const quorum::Engine &engine) const {
  if (engine.device == "ll" && !theKernel->hasTwin())
    return {};
  if (engine.device == "aot" && !theKernel->isLibrary())
    return {};
  if (engine.device == "scalar" && !theKernel->isLibrary())
    return {}; // the oracle itself
  if (engine.device == kObjectDevice && !theKernel->isDialect())
    return {};
  std::vector<std::string> all = layoutsOf(engine.target);
  if (engine.target == "cpu" && engine.device != kObjectDevice)
    return all; // forms of the host's compiler, not of the back ends
  if (!options.layout.empty() && engine.target != "cpu")
    llvm::erase_if(all, [&](auto &one) { return one != options.layout; });
  std::vector<std::string> plain = all;
  for (const std::string &emitter : theKernel->specialists(engine.target))
    for (const std::string &layout : plain)
      all.push_back(layout + " " + emitter);
  return all;
}
