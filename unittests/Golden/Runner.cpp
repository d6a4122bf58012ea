//===- Runner.cpp - Golden vectors through every implementation -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Runner.h"

#include "Case.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas::test;
namespace json = llvm::json;

namespace {

/// How one kind of file is run.
struct FileRunner {
  llvm::StringRef key;
  void (*run)(Case &) = nullptr;
  /// Runs once per column for the whole file.
  void (*runFile)(Case &) = nullptr;
  /// What only the C interface of libatlas has.
  bool library = false;
};

constexpr llvm::StringLiteral kNoRunner = "not run (no runner)";

/// Files by their own key.
const FileRunner fileRunners[] = {
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
};

/// Families of formats and schemas whose suites have no runner yet.
constexpr llvm::StringLiteral laterFamilies[] = {"atlas-gel-", "atlas-t1-",
                                                 "atlas-halt-", "atlas-dyn-"};

/// Poison patterns: no byte of one equals that of the other.
constexpr uint8_t patterns[] = {0xA5, 0x5A};

std::string caseName(const json::Object &row, size_t index) {
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
  const auto *runner = llvm::find_if(
      fileRunners, [&](const FileRunner &r) { return r.key == file.key; });
  if (runner == std::end(fileRunners)) {
    if (llvm::any_of(laterFamilies, [&](llvm::StringRef family) {
          return llvm::StringRef(file.key).starts_with(family);
        }))
      return skip(file.path, kNoRunner.str());
    return fail(file.path + ": unknown kind of file '" + file.key + "'");
  }
  for (const auto &[name, value] : file.root)
    if (value.getAsArray() && llvm::StringRef(name) != "cases")
      return fail(file.path + ": unknown list '" + llvm::StringRef(name) + "'");
  const json::Array *cases = file.root.getArray("cases");
  if (!cases)
    return fail(file.path + ": no list 'cases'");

  uint64_t before = totals.passed, failedBefore = totals.failed;
  auto runOne = [&](const json::Object &row, size_t index, llvm::StringRef name,
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
  };
  if (runner->library && llvm::none_of(columns, [](const auto &column) {
        return column->isLibrary();
      }))
    return skip(file.path, "needs a column of the C interface");
  for (const auto &column : columns) {
    if (runner->library && !column->isLibrary())
      continue;
    if (column->isLibrary() && !column->useLibrary()) {
      fail(file.path + ": column " + column->name() + " cannot be set");
      continue;
    }
    if (runner->runFile)
      runOne(file.root, 0, "(file)", runner->runFile, *column);
    for (const auto &[index, value] : llvm::enumerate(*cases)) {
      const json::Object *row = value.getAsObject();
      if (!row) {
        fail(file.path + ": case #" + llvm::Twine(index) + " is no object");
        break;
      }
      runOne(*row, index, caseName(*row, index), runner->run, *column);
    }
  }
  out << file.path << ": " << totals.passed - before << " passed, "
      << totals.failed - failedBefore << " failed\n";
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
