//===- Runner.cpp - Golden vectors through every implementation -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Runner.h"

#include "Case.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas::test;
namespace json = llvm::json;

/// How one list of one kind of file is run.
struct GoldenRunner::FileRunner {
  llvm::StringRef key;
  void (*run)(Case &) = nullptr;
  /// Runs once per column for the whole file.
  void (*runFile)(Case &) = nullptr;
  /// What only the C interface of libatlas has.
  bool library = false;
  /// The list whose elements `run` takes.
  llvm::StringRef list = "cases";
};

/// Files by their own key; one row for each of their lists.
const GoldenRunner::FileRunner GoldenRunner::fileRunners[] = {
    {"atlas-l2l3/delta", runDelta},
    {"atlas-l2l3/window", runWindow},
    {"atlas-l2l3/update", runUpdate},
    {"atlas-l2l3/memset", runMemset},
    {"atlas-l2l3/fixup", runFixup},
    {"atlas-l2l3/memcpy", runMemcpy},
    {"atlas-l2l3/classify", runClassify, runClassifyTable},
    {"atlas-l2l3/histogram", runHistogram},
    {"atlas-l2l3/harmonizes", runHarmonizes},
    {"atlas-l2l3/phi", runPhi},
    {"atlas-l2l3/cluster", runCluster},
    {"atlas-l2l3/witness", runWitness},
    {"atlas-l2l3/budget", runBudget, nullptr, true},
    {"atlas-l2l3/domain", runDomain, nullptr, true},
    {"atlas-l2l3/projection", runProjection, nullptr, true},
    {"atlas-l2l3/region", runRegion, nullptr, true},
    {"atlas-l2l3/schedule", runSchedule, nullptr, true},
    {"atlas-t1-golden-1", runPropagation},
    {"atlas-t1-decay-1", runDecay},
    {"atlas-t1-reject-1", runRefusal},
    {"atlas-gel-golden-1", runTick32, nullptr, false, "tick32"},
    {"atlas-gel-golden-1", runTick64, nullptr, false, "tick64"},
    {"atlas-gel-golden-1", runObserve, nullptr, false, "observe"},
    {"atlas-gel-golden-1", runMerge, nullptr, false, "merge"},
    {"atlas-gel-golden-1", runSplit, nullptr, false, "split"},
    {"atlas-halt-batch/1", runHaltBatch},
    {"atlas-halt-coherence/1", runHaltCoherence, nullptr, true},
    {"atlas-halt-coherence/1", runHaltWords, nullptr, true, "word_overlap"},
    {"atlas-halt-config/1", runHaltConfig, nullptr, true},
    {"atlas-halt-config/1", runHaltConfigJson, nullptr, true, "from_json"},
    {"atlas-halt-push/1", runHaltPush, nullptr, true},
    {"atlas-halt-safety/1", runHaltSafety, nullptr, true},
    {"atlas-halt-sessions/1", runHaltSessions, nullptr, true},
    {"atlas-halt-soft/1", runHaltSoft, nullptr, true},
    {"atlas-halt-streaming/1", runHaltStreaming, nullptr, true},
};

namespace {

constexpr llvm::StringLiteral kNoRunner = "not run (no runner)";

/// Families of formats and schemas whose suites have no runner yet.
constexpr llvm::StringLiteral laterFamilies[] = {"atlas-dyn-"};

/// Poison patterns: no byte of one equals that of the other.
constexpr uint8_t patterns[] = {0xA5, 0x5A};

std::string caseName(const json::Object &row, size_t index) {
  if (auto name = row.getString("name"))
    return name->str();
  if (const json::Value *id = row.get("id")) {
    if (auto number = id->getAsInteger())
      return std::to_string(*number);
    if (auto text = id->getAsString())
      return text->str();
  }
  return "#" + std::to_string(index);
}

} // namespace

void GoldenRunner::fail(const llvm::Twine &what) {
  ++totals.failed;
  // The first in full; a broken column would print thousands.
  if (++printed <= 20)
    out << "FAIL " << what << "\n";
}

void GoldenRunner::skip(std::string what, std::string why, std::string column) {
  auto it = llvm::find_if(skips, [&](const Skip &s) {
    return s.what == what && s.why == why;
  });
  if (it == skips.end())
    it = skips.insert(it, {std::move(what), std::move(why), {}, 0});
  ++it->cases;
  if (!column.empty() && !llvm::is_contained(it->columns, column))
    it->columns.push_back(std::move(column));
}

void GoldenRunner::runFile(const GoldenFile &file) {
  std::vector<const FileRunner *> runners;
  for (const FileRunner &runner : fileRunners)
    if (runner.key == file.key)
      runners.push_back(&runner);
  if (runners.empty()) {
    if (llvm::any_of(laterFamilies, [&](llvm::StringRef family) {
          return llvm::StringRef(file.key).starts_with(family);
        }))
      return skip(file.path, kNoRunner.str());
    return fail(file.path + ": unknown kind of file '" + file.key + "'");
  }
  for (const auto &[name, value] : file.root)
    if (value.getAsArray() &&
        llvm::none_of(runners, [&](const FileRunner *runner) {
          return runner->list == llvm::StringRef(name);
        }))
      return fail(file.path + ": unknown list '" + llvm::StringRef(name) + "'");
  uint64_t before = totals.passed, failedBefore = totals.failed;
  for (const FileRunner *runner : runners) {
    const json::Array *cases = file.root.getArray(runner->list);
    if (!cases)
      return fail(file.path + ": no list '" + runner->list + "'");
    if (runner->library && llvm::none_of(columns, [](const auto &column) {
          return column->isLibrary();
        }))
      return skip(file.path, "needs a column of the C interface");
    for (const auto &column : columns)
      if (!runner->library || column->isLibrary())
        runList(file, *runner, *cases, *column);
  }
  out << file.path << ": " << totals.passed - before << " passed, "
      << totals.failed - failedBefore << " failed\n";
}

void GoldenRunner::runList(const GoldenFile &file, const FileRunner &runner,
                           const json::Array &cases, Column &column) {
  if (column.isLibrary() && !column.useLibrary())
    return fail(file.path + ": column " + column.name() + " cannot be set");
  if (runner.runFile)
    runCase(file, file.root, 0, "(file)", runner.runFile, column);
  for (const auto &[index, value] : llvm::enumerate(cases)) {
    const json::Object *row = value.getAsObject();
    if (!row)
      return fail(file.path + ": case #" + llvm::Twine(index) +
                  " is no object");
    runCase(file, *row, index, caseName(*row, index), runner.run, column);
  }
}

void GoldenRunner::runCase(const GoldenFile &file, const json::Object &row,
                           size_t index, llvm::StringRef name,
                           void (*run)(Case &), Column &column) {
  for (uint8_t pattern : patterns) {
    Case c(file, row, column, pattern, unsigned(index * 7));
    run(c);
    switch (c.state()) {
    case Case::State::Passed:
      continue;
    case Case::State::NotRun:
      return skip(file.path, c.message(), column.name());
    case Case::State::Malformed:
    case Case::State::Failed:
      return fail(file.path + ": id " + name + ", column " + column.name() +
                  ": " + c.message());
    }
  }
  ++totals.passed;
}

Totals GoldenRunner::run(llvm::StringRef directory) {
  auto suites = readGoldenDirectory(directory);
  if (!suites)
    fail(llvm::toString(suites.takeError()));
  else
    for (const auto &suite : *suites)
      for (const GoldenFile &file : suite->files)
        runFile(file);
  for (const MissingColumn &column : missing)
    skip("columns " + column.name, column.reason);
  for (const Skip &skip : skips) {
    out << "SKIP " << skip.what << ": " << skip.why;
    if (!skip.columns.empty())
      out << " (" << skip.cases << " cases, columns "
          << llvm::join(skip.columns, " ") << ")";
    out << "\n";
  }
  if (printed > 20)
    out << printed - 20 << " more failures not shown\n";
  if (totals.passed == 0 && totals.failed == 0)
    fail("no case was executed");
  totals.skipped = skips.size();
  out << totals.passed << " passed, " << totals.failed << " failed, "
      << totals.skipped << " skipped\n";
  return totals;
}
