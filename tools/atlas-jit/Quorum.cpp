//===- Quorum.cpp - atlas-jit quorum ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "QuorumArtifacts.h"
#include "QuorumBundle.h"
#include "QuorumRun.h"
#include "atlas/Quorum/Bundle.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// Runs kernels side by side and shows their rows in order. Tasks begin in the
/// order in which they were given: what waits for a kernel's oracle finds it begun.
class Runner {
public:
  Runner(const QuorumOptions &options, const std::vector<EngineChoice> &engines)
      : options(options), engines(engines),
        pool(llvm::hardware_concurrency(options.jobs)) {}

  void add(std::shared_ptr<QuorumKernel> kernel);
  /// The rows of the kernels so far; each is given to `show` as soon as it and
  /// those before it are known. A kernel whose fixture or oracle fails has none and
  /// is reported; the others go on.
  std::vector<QuorumRow>
  finish(llvm::function_ref<void(const QuorumRow &)> show);
  /// Of the failures reported, the exit code; 0 without one.
  int failed() const { return failureCode; }

private:
  /// A kernel in work.
  struct Work {
    QuorumRun run;
    std::unique_ptr<llvm::ErrorInfoBase> failure; ///< of `prepare`
    std::shared_future<void> prepared;
    std::vector<std::pair<std::string, std::shared_future<QuorumRow>>> rows;
  };
  void addRow(const std::shared_ptr<Work> &work, const EngineChoice &choice,
              const std::string &layout);

  const QuorumOptions &options;
  const std::vector<EngineChoice> &engines;
  std::vector<std::shared_ptr<Work>> kernels;
  /// Reports an error; the run goes on.
  void keep(llvm::Error error) {
    if (error)
      failureCode = std::max(failureCode, reportError(std::move(error)));
  }

  int failureCode = Ok;
  llvm::DefaultThreadPool pool;      ///< waits for its tasks, so it goes first
};

void Runner::addRow(const std::shared_ptr<Work> &work, const EngineChoice &choice,
                    const std::string &layout) {
  std::string name = work->run.kernel().name() + " " + choice.engine.target +
                     " " + layout + " " + choice.engine.device;
  work->rows.emplace_back(
      std::move(name), pool.async([work = work.get(), &choice, layout] {
        work->prepared.wait();
        return work->failure ? QuorumRow() : work->run.row(choice, layout);
      }));
}

void Runner::add(std::shared_ptr<QuorumKernel> kernel) {
  auto work =
      std::make_shared<Work>(Work{QuorumRun(options, std::move(kernel)), {}, {}, {}});
  work->prepared = pool.async([work = work.get()] {
    llvm::handleAllErrors(work->run.prepare(),
                          [&](std::unique_ptr<llvm::ErrorInfoBase> error) {
                            work->failure = std::move(error);
                          });
  });
  for (const EngineChoice &choice : engines)
    for (const std::string &layout : work->run.layouts(choice.engine))
      addRow(work, choice, layout);
  kernels.push_back(std::move(work));
}

std::vector<QuorumRow>
Runner::finish(llvm::function_ref<void(const QuorumRow &)> show) {
  Progress progress;
  std::vector<QuorumRow> rows;
  for (std::shared_ptr<Work> &work : kernels) {
    progress.update(work->run.kernel().name());
    work->prepared.wait();
    bool failed = work->failure != nullptr;
    size_t before = rows.size();
    for (auto &[name, row] : work->rows) {
      progress.update(name);
      QuorumRow known = row.get();
      progress.update("");
      if (failed)
        continue;
      show(known);
      rows.push_back(std::move(known));
    }
    if (!failed && !options.artifacts.empty())
      keep(writeQuorumArtifacts(options.artifacts, work->run.kernel(),
                                llvm::ArrayRef(rows).drop_front(before),
                                options.tolerance));
    if (failed) {
      progress.update("");
      keep(llvm::Error(std::move(work->failure)));
    }
    work.reset(); // with its inputs and outputs
  }
  return rows;
}

/// 3 before 1 before 4. `named`: targets were asked for by name; what is then
/// refused is no success.
int exitCode(const QuorumOptions &options, const std::vector<QuorumRow> &rows,
             int failed, bool named) {
  QuorumTotals totals(rows);
  if (totals.of(QuorumStatus::Divergent))
    return Mismatch;
  if (failed != Ok)
    return failed;
  if (totals.of(QuorumStatus::Error))
    return RunFailed;
  if (totals.of(QuorumStatus::Refused) && named)
    return RunFailed;
  return options.requireDiffExec && totals.of(QuorumStatus::NotRun) ? NotRun : Ok;
}

void showRow(const QuorumRow &row) {
  out() << rowText(row) << "\n";
  out().flush(); // a run takes minutes
}

llvm::Error showEnd(const QuorumOptions &options,
                    const std::vector<QuorumRow> &rows) {
  if (options.json)
    printJSON(toJSON(rows));
  else
    out() << QuorumTotals(rows).text() << "\n";
  return options.table.empty()
             ? llvm::Error::success()
             : writeFileAtomically(options.table, toMarkdown(rows));
}

/// Names and files, each opened: a wrong one ends the run before it begins.
llvm::Expected<std::vector<std::shared_ptr<QuorumKernel>>>
openKernels(const QuorumOptions &options) {
  std::vector<std::string> operands = options.operands;
  if (options.all)
    for (const jit::LibraryKernel &kernel : jit::libraryKernels())
      operands.push_back(kernel.name.str());
  if (operands.empty())
    return makeError(ErrorCode::UsageInvalid, "no kernel",
                     "name kernels or files, or say --all");
  auto compiler = QuorumCompiler::create();
  if (!compiler)
    return compiler.takeError();
  std::vector<std::shared_ptr<QuorumKernel>> kernels;
  for (const std::string &operand : operands) {
    auto kernel = QuorumKernel::open(*compiler, Operand::parse(operand));
    if (!kernel)
      return kernel.takeError();
    kernels.push_back(std::move(*kernel));
  }
  return kernels;
}

/// Judges what a bundle's program wrote elsewhere.
llvm::Expected<int> mergeCommand(const QuorumOptions &options) {
  if (options.all || !options.operands.empty() || !options.bundle.empty())
    return makeError(ErrorCode::UsageInvalid, "--merge takes a bundle alone",
                     "its kernels and engines stand in it");
  auto merged = quorum::mergeBundle(options.merge);
  if (!merged)
    return merged.takeError();
  if (!options.json)
    for (const QuorumRow &row : merged->rows)
      showRow(row);
  if (auto error = showEnd(options, merged->rows))
    return error;
  return exitCode(options, merged->rows, Ok, merged->named);
}

llvm::Expected<int> bundleCommand(const QuorumOptions &options) {
  auto kernels = openKernels(options);
  if (!kernels)
    return kernels.takeError();
  auto written = writeQuorumBundle(options, *kernels);
  if (!written)
    return written.takeError();
  printNote(options.bundle + ": " + llvm::Twine(written->jobs) + " jobs");
  return written->failed;
}

} // namespace

llvm::Expected<int> tool::quorumCommand(const QuorumOptions &options) {
  if (!options.merge.empty())
    return mergeCommand(options);
  if (!options.bundle.empty())
    return bundleCommand(options);
  auto engines = findEngines(options);
  if (!engines)
    return engines.takeError();
  auto kernels = openKernels(options);
  if (!kernels)
    return kernels.takeError();
  Runner runner(options, *engines);
  for (std::shared_ptr<QuorumKernel> &kernel : *kernels)
    runner.add(std::move(kernel));
  auto rows = runner.finish([&](const QuorumRow &row) {
    if (!options.json)
      showRow(row);
  });
  // With no row at all there is nothing to show but the failure.
  if (!rows.empty() || runner.failed() == Ok)
    if (auto error = showEnd(options, rows))
      return error;
  return exitCode(options, rows, runner.failed(),
                  !options.targets.empty() && !options.all);
}
