//===- Quorum.cpp - atlas-jit quorum ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "QuorumEngines.h"
#include "QuorumPrograms.h"
#include "QuorumReport.h"
#include "atlas/Contract/Library.h"
#include "atlas/Quorum/FixtureCases.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

using namespace atlas;
using namespace atlas::tool;
using quorum::BatchOutputs;
using quorum::CaseSet;

namespace {

/// Runs one kernel on every engine.
class KernelVote {
public:
  KernelVote(const QuorumOptions &options,
             const std::vector<EngineChoice> &engines, Progress &progress,
             std::vector<QuorumRow> &rows)
      : options(options), engines(engines), progress(progress), rows(rows) {}

  llvm::Error run(llvm::StringRef operand);

private:
  llvm::Error makeCases();
  llvm::Error makeOracle();
  void vote(const EngineChoice &choice, llvm::StringRef layout);
  void judge(QuorumRow &row, const quorum::Engine &engine,
             const quorum::Program &program);
  std::vector<std::string> layouts(const EngineChoice &choice) const;

  const QuorumOptions &options;
  const std::vector<EngineChoice> &engines;
  Progress &progress;
  std::vector<QuorumRow> &rows;
  std::optional<QuorumKernel> kernel;
  CaseSet cases;
  BatchOutputs expected;
};

/// The user's fixture, else the library's, else what the signature gives.
llvm::Error KernelVote::makeCases() {
  const KernelABI &abi = kernel->abi();
  contract::Issues issues;
  std::optional<contract::Fixture> fixture;
  if (!options.fixture.empty()) {
    auto file = readFile(options.fixture);
    if (!file)
      return file.takeError();
    fixture = contract::parseFixture((*file)->getBuffer(), options.fixture, "",
                                     issues);
  } else if (kernel->isLibrary()) {
    for (const contract::LibraryContract &one : contract::libraryFixtures())
      if (!fixture && issues.empty()) {
        fixture = contract::parseFixture(one.text, one.path, "", issues);
        if (fixture && fixture->entry.value != abi.name)
          fixture.reset();
      }
  }
  if (!fixture && issues.empty()) {
    auto derived = quorum::deriveCases(abi);
    if (!derived)
      return derived.takeError();
    cases = std::move(*derived);
    return llvm::Error::success();
  }
  if (auto made = fixture ? quorum::fixtureCases(*fixture, abi, issues)
                          : std::nullopt)
    cases = std::move(*made);
  contract::sortIssues(issues);
  return contract::toError(issues);
}

llvm::Error KernelVote::makeOracle() {
  quorum::Engine oracle{"cpu", "oracle", cpuWorker(options)};
  auto outcome = quorum::runProgram(oracle, kernel->oracle(), cases.calls);
  if (!outcome)
    return outcome.takeError();
  if (auto *absent = std::get_if<quorum::WorkerAbsent>(&*outcome))
    return makeError(ErrorCode::LowerFailed, "no oracle: " + absent->reason);
  expected = std::move(std::get<quorum::EngineRun>(*outcome).outputs);
  auto golden = quorum::voteGolden(cases, expected);
  if (!golden)
    return golden.takeError();
  if (!golden->agrees())
    return makeError(ErrorCode::LowerFailed,
                     "the oracle of '" + kernel->name() +
                         "' does not give what the fixture expects: " +
                         golden->worst->text + " (in " +
                         golden->worst->callName + ")");
  return llvm::Error::success();
}

void KernelVote::judge(QuorumRow &row, const quorum::Engine &engine,
                       const quorum::Program &program) {
  auto outcome = quorum::runProgram(engine, program, cases.calls);
  row.status = QuorumStatus::Error;
  if (!outcome) {
    row.detail = llvm::toString(outcome.takeError());
    return;
  }
  if (auto *absent = std::get_if<quorum::WorkerAbsent>(&*outcome)) {
    row.status = QuorumStatus::NotRun;
    row.detail = absent->reason;
    return;
  }
  auto &run = std::get<quorum::EngineRun>(*outcome);
  row.reply = run.reply;
  quorum::VoteOptions voting{options.tolerance, {}};
  voting.skipped = quorum::unpromisedCalls(
      kernel->abi(), cases, expected, {run.reply.denormals, run.reply.nans});
  auto report =
      quorum::vote(kernel->abi(), cases, run.outputs, expected, voting);
  if (!report) {
    row.detail = llvm::toString(report.takeError());
    return;
  }
  row.votes = std::move(*report);
  row.skipped = cases.skipped.size() + row.votes.skipped;
  row.status = row.votes.agrees() ? QuorumStatus::Match : QuorumStatus::Divergent;
  if (row.votes.worst)
    row.detail = row.votes.worst->text;
}

void KernelVote::vote(const EngineChoice &choice, llvm::StringRef layout) {
  auto start = std::chrono::steady_clock::now();
  const quorum::Engine &engine = choice.engine;
  QuorumRow row;
  row.kernel = kernel->name();
  row.target = engine.target;
  row.device = engine.device;
  row.layout = layout.str();
  row.fixture = cases.id;
  progress.update(row.kernel + " " + row.target + " " + row.layout + " " +
                  row.device);
  if (engine.target == "cpu") {
    judge(row, engine, kernel->hostProgram(engine.device));
  } else if (auto program = kernel->program(engine.target, layout); !program) {
    row.status = QuorumStatus::Refused;
    row.detail = llvm::toString(program.takeError());
  } else if (!choice.absent.empty()) {
    row.status = QuorumStatus::NotRun;
    row.detail = choice.absent;
  } else {
    judge(row, engine, **program);
  }
  std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - start;
  row.milliseconds = passed.count();
  rows.push_back(std::move(row));
}

/// The wanted ones of a target; a form of the host that the kernel does not have
/// has none.
std::vector<std::string> KernelVote::layouts(const EngineChoice &choice) const {
  const quorum::Engine &engine = choice.engine;
  if (engine.device == "ll" && !kernel->hasTwin())
    return {};
  if (engine.device == "aot" && !kernel->isLibrary())
    return {};
  if (kernel->isLibrary() ? false : engine.device == "scalar")
    return {}; // the oracle itself
  std::vector<std::string> all = layoutsOf(engine.target);
  if (!options.layout.empty() && engine.target != "cpu")
    llvm::erase_if(all, [&](auto &one) { return one != options.layout; });
  std::vector<std::string> plain = all;
  for (const std::string &emitter : kernel->specialists(engine.target))
    for (const std::string &layout : plain)
      all.push_back(layout + " " + emitter);
  return all;
}

llvm::Error KernelVote::run(llvm::StringRef operand) {
  auto opened = QuorumKernel::open(Operand::parse(operand));
  if (!opened)
    return opened.takeError();
  kernel.emplace(std::move(*opened));
  progress.update(kernel->name());
  if (auto error = makeCases())
    return error;
  if (auto error = makeOracle())
    return error;
  for (const EngineChoice &choice : engines)
    for (const std::string &layout : layouts(choice))
      vote(choice, layout);
  return llvm::Error::success();
}

/// 3 before 1 before 4.
int exitCode(const QuorumOptions &options, const std::vector<QuorumRow> &rows) {
  QuorumTotals totals(rows);
  if (totals.of(QuorumStatus::Divergent))
    return Mismatch;
  if (totals.of(QuorumStatus::Error))
    return RunFailed;
  // What was asked for by name and refused is no success.
  if (totals.of(QuorumStatus::Refused) && !options.targets.empty() &&
      !options.all)
    return RunFailed;
  return options.requireDiffExec && totals.of(QuorumStatus::NotRun) ? NotRun : Ok;
}

llvm::Error show(const QuorumOptions &options,
                 const std::vector<QuorumRow> &rows) {
  if (!options.table.empty())
    if (auto error = writeFileAtomically(options.table, toMarkdown(rows)))
      return error;
  if (options.json) {
    printJSON(toJSON(rows));
    return llvm::Error::success();
  }
  for (const QuorumRow &row : rows)
    out() << rowText(row) << "\n";
  out() << QuorumTotals(rows).text() << "\n";
  return llvm::Error::success();
}

} // namespace

llvm::Expected<int> tool::quorumCommand(const QuorumOptions &options) {
  std::vector<std::string> operands = options.operands;
  if (options.all)
    for (const jit::LibraryKernel &kernel : jit::libraryKernels())
      operands.push_back(kernel.name.str());
  if (operands.empty())
    return makeError(ErrorCode::UsageInvalid, "no kernel",
                     "name kernels or files, or say --all");
  auto engines = findEngines(options);
  if (!engines)
    return engines.takeError();
  std::vector<QuorumRow> rows;
  {
    Progress progress;
    for (const std::string &operand : operands)
      if (auto error = KernelVote(options, *engines, progress, rows).run(operand))
        return error;
  }
  if (auto error = show(options, rows))
    return error;
  return exitCode(options, rows);
}
