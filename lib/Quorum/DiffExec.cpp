//===- DiffExec.cpp - Two emissions on one device ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Quorum/DiffExec.h"

#include "atlas/Quorum/Vote.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

using namespace atlas;
using namespace atlas::quorum;
using backend::Emission;
using backend::EngineReport;

namespace {

/// Runs of a program whose result depends on an order that nobody promises (DX-18).
constexpr unsigned kRepeats = 5;

const backend::Sidecar *findSidecar(const Emission &emission,
                                    llvm::StringRef name) {
  auto found = llvm::find_if(emission.sidecars,
                             [&](auto &one) { return one.name == name; });
  return found == emission.sidecars.end() ? nullptr : &*found;
}

llvm::Expected<llvm::json::Value> parse(const backend::Sidecar &sidecar) {
  return llvm::json::parse({sidecar.bytes.data(), sidecar.bytes.size()});
}

llvm::Error unknownCall() {
  return makeError(ErrorCode::LowerFailed,
                   "the emission does not say how it is called");
}

/// The packed entry, of the emission itself or in its sidecar.
llvm::Expected<Program> packedProgram(const Emission &emission) {
  PackedProgram program;
  program.format = program.form = emission.format.name;
  program.code = emission.text().str();
  if (const backend::Sidecar *sidecar = findSidecar(emission, "packed_entry")) {
    auto json = parse(*sidecar);
    if (!json)
      return json.takeError();
    const llvm::json::Object *object = json->getAsObject();
    auto entry = object ? object->getString("entry") : std::nullopt;
    if (!entry || !object->get("kernel"))
      return unknownCall();
    auto kernel = KernelABI::fromJSON(*object->get("kernel"));
    if (!kernel)
      return kernel.takeError();
    program.entry = entry->str();
    program.kernel = std::move(*kernel);
    return Program(std::move(program));
  }
  for (const backend::EntryPoint &entry : emission.entries)
    if (llvm::StringRef(entry.name).ends_with(".packed")) {
      program.entry = entry.name;
      program.kernel = entry.kernel;
      return Program(std::move(program));
    }
  return unknownCall();
}

class WorkerEngine final : public backend::DiffExecEngine {
public:
  explicit WorkerEngine(DiffExecOptions options) : options(std::move(options)) {}
  llvm::StringRef name() const override { return options.target; }
  llvm::Expected<EngineReport>
  compare(const Emission &general, const Emission &specialist, mlir::ModuleOp,
          const backend::BackendConfig &, double tolerance) const override;

private:
  /// What is compared, and on what.
  struct Contest {
    Program general, special;
    CaseSet cases;
    double tolerance;
    unsigned repeats = 1; ///< runs of each
  };
  llvm::Expected<EngineReport> hold(const Engine &engine,
                                    const Contest &contest) const;

  DiffExecOptions options;
};

EngineReport notRun(std::string reason, double tolerance) {
  EngineReport report;
  report.result = backend::NotRun{
      fmt::format("{} (tolerance {})", std::move(reason), tolerance)};
  return report;
}

/// A program on one engine, so many times, or why not.
llvm::Expected<std::variant<std::vector<EngineRun>, WorkerAbsent>>
runAll(const Engine &engine, const Program &program, const CaseSet &cases,
       unsigned repeats) {
  std::vector<EngineRun> runs;
  for (unsigned i = 0; i < repeats; ++i) {
    auto outcome = runProgram(engine, program, cases.calls);
    if (!outcome)
      return outcome.takeError();
    if (auto *absent = std::get_if<WorkerAbsent>(&*outcome))
      return std::move(*absent);
    runs.push_back(std::get<EngineRun>(std::move(*outcome)));
  }
  return std::move(runs);
}

/// Keeps the largest difference and the first divergence.
void add(VoteReport &all, VoteReport one) {
  all.maxAbsDiff = std::max(all.maxAbsDiff, one.maxAbsDiff);
  if (!all.worst)
    all.worst = std::move(one.worst);
}

/// Everything that ran against the general program's first run.
llvm::Expected<EngineReport> WorkerEngine::hold(const Engine &engine,
                                                const Contest &contest) const {
  std::vector<EngineRun> runs, special;
  for (auto [program, into] : {std::pair(&contest.general, &runs),
                               {&contest.special, &special}}) {
    auto ran = runAll(engine, *program, contest.cases, contest.repeats);
    if (!ran)
      return ran.takeError();
    if (auto *absent = std::get_if<WorkerAbsent>(&*ran))
      return notRun(engine.device + ": " + absent->reason, contest.tolerance);
    *into = std::get<std::vector<EngineRun>>(std::move(*ran));
  }
  EngineReport report;
  report.generalDigest = runs.front().reply.digest;
  report.specialistDigest = special.front().reply.digest;
  report.ownComparison = llvm::any_of(contest.cases.rules, [](auto &rule) {
    return rule.second.comparison.kind != Comparison::Kind::Policy;
  });
  llvm::move(special, std::back_inserter(runs));
  const KernelABI &kernel = kernelOf(contest.general);
  const EngineRun &first = runs.front();
  VoteOptions voting{contest.tolerance, {}};
  voting.skipped = unpromisedCalls(kernel, contest.cases, first.outputs,
                                   {first.reply.denormals, first.reply.nans});
  VoteReport all;
  for (const EngineRun &run : llvm::drop_begin(runs)) {
    auto votes =
        vote(kernel, contest.cases, run.outputs, first.outputs, voting);
    if (!votes)
      return votes.takeError();
    add(all, std::move(*votes));
  }
  if (all.agrees())
    report.result = backend::Match{all.maxAbsDiff};
  else
    report.result = backend::Divergent{all.maxAbsDiff, contest.tolerance};
  return report;
}

/// Float atomics come in any order: what they add up to differs from run to run.
bool isUnordered(const Emission &emission) {
  return llvm::any_of(emission.declared, [](const backend::CiteRow &row) {
    return row.construct.cls == "atomic.float";
  });
}

llvm::Expected<EngineReport>
WorkerEngine::compare(const Emission &general, const Emission &specialist,
                      mlir::ModuleOp, const backend::BackendConfig &,
                      double tolerance) const {
  auto first = programOf(general, options.target);
  if (!first)
    return first.takeError();
  auto second = programOf(specialist, options.target);
  if (!second)
    return second.takeError();
  auto cases = options.cases(kernelOf(*first));
  if (!cases)
    return cases.takeError();
  Contest contest{std::move(*first), std::move(*second), std::move(*cases),
                  tolerance};
  if (isUnordered(general) || isUnordered(specialist)) {
    if (tolerance <= 0)
      return makeError(ErrorCode::InvalidPolicy,
                       "float atomics add in any order, which needs a tolerance > 0",
                       "--tolerance, or the policy of the contract");
    contest.repeats = kRepeats;
  }
  std::vector<std::string> reasons;
  for (const EngineChoice &choice : options.engines) {
    if (!choice.absent.empty()) {
      reasons.push_back(choice.engine.device + ": " + choice.absent);
      continue;
    }
    auto report = hold(choice.engine, contest);
    if (!report || !std::holds_alternative<backend::NotRun>(report->result))
      return report;
    llvm::StringRef reason = std::get<backend::NotRun>(report->result).reason;
    reasons.push_back(reason.substr(0, reason.rfind(" (tolerance")).str());
  }
  return notRun(reasons.empty() ? "no engine for target '" + options.target + "'"
                                : llvm::join(reasons, "; "),
                tolerance);
}

} // namespace

llvm::Expected<Program> quorum::programOf(const Emission &emission,
                                          llvm::StringRef target) {
  const backend::Sidecar *sidecar = findSidecar(emission, "device_program");
  if (!sidecar)
    return packedProgram(emission);
  auto json = parse(*sidecar);
  if (!json)
    return json.takeError();
  auto program = DeviceProgram::fromJSON(*json);
  if (!program)
    return program.takeError();
  return Program(LaunchProgram{std::move(*program), target.str(),
                               emission.text().str()});
}

std::shared_ptr<const backend::DiffExecEngine>
quorum::makeDiffExecEngine(DiffExecOptions options) {
  return std::make_shared<WorkerEngine>(std::move(options));
}
