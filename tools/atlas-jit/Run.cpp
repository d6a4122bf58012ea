//===- Run.cpp - atlas-jit run ----------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything that can go wrong goes wrong before the first byte of an output
// appears: outputs are staged after the run (and the comparison) succeeded and
// renamed together, then the text is printed.
//===----------------------------------------------------------------------===//

#include "Alternative.h"
#include "Binding.h"
#include "Commands.h"
#include "Compare.h"
#include "Console.h"
#include "RunOutputs.h"
#include "Session.h"
#include "Specialize.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/ScalarText.h"

#include "llvm/Support/FileSystem.h"

#include <chrono>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

/// Below this much input a second thread costs more than it gives.
constexpr uint64_t kThreadsFrom = uint64_t(1) << 20;

double millisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start)
      .count();
}

class Run {
public:
  Run(const RunOptions &options, Session session)
      : options(options), session(std::move(session)) {}

  llvm::Expected<int> execute();

private:
  llvm::Error loadKernel();
  bool wantsQuickCode(jit::Tier tier) const;
  llvm::Error readArguments();
  llvm::Error compare();
  void print(const RunOutputs &outputs) const;
  json::Value toJSON(const RunOutputs &outputs) const;

  const RunOptions &options;
  Session session;
  jit::KernelHandle kernel;
  jit::LoadReport report;
  std::optional<ArgumentSet> arguments;
  std::unique_ptr<Binding> binding;
  unsigned threads = 1;
  double runMilliseconds = 0;
  std::optional<Difference> difference;
};

/// One call on little data never earns back what optimising costs: then the
/// code that is made in least time is the best, and what the cache keeps.
/// Standard input may be of any length.
bool Run::wantsQuickCode(jit::Tier tier) const {
  if (tier != jit::Tier::Auto || !session.operand().isFile ||
      !options.compare.empty() || options.threads.value_or(1) != 1)
    return false;
  uint64_t bytes = 0;
  for (llvm::StringRef text : options.in) {
    uint64_t size = kThreadsFrom;
    if (llvm::sys::fs::file_size(text.split('=').second, size))
      size = kThreadsFrom; // standard input, or an error to come
    bytes += size;
  }
  return bytes < kThreadsFrom;
}

llvm::Error Run::loadKernel() {
  auto tier = parseTier(options.tier);
  if (!tier)
    return tier.takeError();
  bool special = *tier == jit::Tier::Special || !options.specialize.empty();
  if (special && *tier == jit::Tier::Aot)
    return makeError(ErrorCode::UsageInvalid,
                     "--specialize needs a tier that compiles, not aot");
  jit::LoadOptions load;
  load.tier = special ? jit::Tier::Special : *tier;
  load.level = options.level;
  load.strategies = options.strategies;
  load.quick = wantsQuickCode(load.tier);
  load.behind = false;
  auto handle = session.load(load);
  if (!handle)
    return handle.takeError();
  kernel = std::move(*handle);
  if (auto error = readArguments())
    return error;
  if (special) {
    auto values = specializedValues(*arguments, options.specialize);
    if (!values)
      return values.takeError();
    if (auto error = session.specialize(*kernel, *values))
      return error;
  }
  report = kernel->report();
  return llvm::Error::success();
}

llvm::Error Run::readArguments() {
  arguments.emplace(kernel->abi());
  for (const std::string &text : options.set) {
    auto item = splitAssignment("--set", text);
    if (!item)
      return item.takeError();
    if (auto error = arguments->setScalar(item->first, item->second))
      return error;
  }
  for (const std::string &text : options.in) {
    auto item = splitAssignment("--in", text);
    if (!item)
      return item.takeError();
    if (auto error = arguments->readInput(item->first, item->second))
      return error;
  }
  threads = options.threads.value_or(
      arguments->inputBytes() < kThreadsFrom ? 1 : 0);
  return llvm::Error::success();
}

/// Runs the other implementation on the same arguments.
llvm::Error Run::compare() {
  auto other = Alternative::load(session, *kernel, options.compare);
  if (!other)
    return other.takeError();
  auto theirs = Binding::create(other->abi(), *arguments);
  if (!theirs)
    return theirs.takeError();
  if (auto error = other->run(**theirs))
    return error;
  auto found = compareRuns(*binding, **theirs);
  if (!found)
    return found.takeError();
  difference = std::move(*found);
  return llvm::Error::success();
}

json::Value Run::toJSON(const RunOutputs &outputs) const {
  json::Object times = millisecondsToJSON(report);
  times["run"] = runMilliseconds;
  json::Object object{{"kernel", kernel->abi().name},
                      {"operand", session.operand().text()},
                      {"tier", jit::tierName(report.tier)},
                      {"cache", cacheToJSON(report)},
                      {"threads", threads},
                      {"results", outputs.resultsToJSON()},
                      {"outputs", outputs.buffersToJSON()},
                      {"milliseconds", std::move(times)}};
  if (!options.compare.empty()) {
    json::Object compared{{"with", options.compare}, {"equal", !difference}};
    if (difference)
      compared["difference"] = difference->text();
    object["compare"] = std::move(compared);
  }
  return object;
}

void Run::print(const RunOutputs &outputs) const {
  if (options.json)
    return printJSON(toJSON(outputs));
  outputs.print();
  double load = 0;
  for (const auto &[phase, milliseconds] : report.milliseconds)
    load += milliseconds;
  std::string compared =
      options.compare.empty() ? "" : ", equals " + options.compare;
  printNote(kernel->abi().name + ": tier " + jit::tierName(report.tier) +
            ", cache " + jit::cacheStateName(report.cache) + ", load " +
            formatMilliseconds(load) + ", run " +
            formatMilliseconds(runMilliseconds) + compared);
}

llvm::Expected<int> Run::execute() {
  if (auto error = loadKernel())
    return error;
  auto outputs = RunOutputs::create(kernel->abi(), *arguments, options.out);
  if (!outputs)
    return outputs.takeError();
  auto bound = Binding::create(kernel->abi(), *arguments);
  if (!bound)
    return bound.takeError();
  binding = std::move(*bound);
  auto start = std::chrono::steady_clock::now();
  if (auto error = binding->run(*kernel, threads))
    return error;
  runMilliseconds = millisecondsSince(start);
  outputs->take(*binding);

  if (!options.compare.empty())
    if (auto error = compare())
      return error;
  if (difference) {
    printNote("atlas-jit: " + kernel->abi().name + " differs from " +
              options.compare + ": " + difference->text());
    if (options.json)
      printJSON(toJSON(*outputs));
    return Mismatch;
  }
  if (auto error = outputs->writeFiles())
    return error;
  print(*outputs);
  if (auto error = finishOutput())
    return error;
  // The results are out; let a compile that runs behind reach the cache, so
  // that the next process starts on it. Its failure is the next one's matter.
  if (session.hasCache())
    llvm::consumeError(kernel->wait());
  return Ok;
}

} // namespace

llvm::Expected<int> tool::runCommand(const RunOptions &options) {
  if (!options.compare.empty())
    if (auto error = Alternative::check(Operand::parse(options.operand),
                                        options.compare))
      return error;
  auto session = Session::open(options.session, options.operand, 0);
  if (!session)
    return session.takeError();
  return Run(options, std::move(*session)).execute();
}
