//===- Contract.cpp - atlas-jit contract ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "ContractFiles.h"
#include "GtestList.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;
using contract::Contract;
namespace json = llvm::json;

namespace {

std::vector<std::string> targetsOf(const Contract &one) {
  std::vector<std::string> ids;
  for (const contract::CompileTarget &target : one.targets)
    ids.push_back(target.target.value);
  return ids;
}

json::Value issueToJSON(const contract::Issue &issue) {
  return json::Object{{"file", issue.file},
                      {"line", issue.position.line},
                      {"column", issue.position.column},
                      {"code", errorCodeText(issue.code)},
                      {"text", issue.text},
                      {"note", issue.note}};
}

/// Every complaint, or the number of contracts without one.
llvm::Expected<int> lint(const ContractOptions &options) {
  auto set = readContracts(options.paths);
  if (!set)
    return set.takeError();
  (void)set->corpus();
  contract::TestLister lister;
  if (!options.gtestDir.empty())
    lister = gtestLister(options.gtestDir);
  // Library contracts have no files beside them where the tool is installed.
  for (const Contract &one : set->own)
    if (!options.noFiles)
      contract::checkExecutables(one, *llvm::vfs::getRealFileSystem(), lister,
                                 set->issues);
  contract::sortIssues(set->issues);
  size_t good = set->own.size() + set->library.size();
  if (options.json) {
    json::Array issues;
    for (const contract::Issue &issue : set->issues)
      issues.push_back(issueToJSON(issue));
    printJSON(json::Object{{"files", set->files},
                           {"contracts", good},
                           {"issues", std::move(issues)}});
    return set->issues.empty() ? Ok : UsageError;
  }
  if (!set->issues.empty())
    return contract::toError(set->issues);
  out() << good << " contracts, no complaints\n";
  return Ok;
}

/// The corpus, or all complaints as one error.
llvm::Expected<std::shared_ptr<const contract::ContractCorpus>>
openCorpus(llvm::ArrayRef<std::string> paths) {
  auto set = readContracts(paths);
  if (!set)
    return set.takeError();
  auto corpus = set->corpus();
  if (!set->issues.empty())
    return contract::toError(set->issues);
  return corpus;
}

llvm::Expected<int> list(const ContractOptions &options) {
  auto corpus = openCorpus(options.contracts);
  if (!corpus)
    return corpus.takeError();
  json::Array rows;
  for (const Contract &one : (*corpus)->contracts()) {
    if (!options.json) {
      out() << fmt::format("{:<32} {:<8} {:<10} {:<22} {}\n", one.id.value,
                           one.versionText(),
                           statusName(one.status).str(),
                           llvm::join(targetsOf(one), " "), one.title);
      continue;
    }
    rows.push_back(json::Object{{"id", one.id.value},
                                {"version", one.versionText()},
                                {"kind", kindName(one.kind)},
                                {"status", statusName(one.status)},
                                {"targets", json::Array(targetsOf(one))},
                                {"title", one.title}});
  }
  if (options.json)
    printJSON(json::Object{{"contracts", std::move(rows)},
                           {"digest", (*corpus)->digest()}});
  return Ok;
}

void printList(llvm::StringRef title, const std::vector<std::string> &list) {
  for (const std::string &one : list)
    out() << fmt::format("    {:<10} {}\n", title.str(), one);
}

std::string sanctionText(const contract::Sanction &one) {
  std::string text = one.cls.value;
  auto add = [&](llvm::StringRef name, const std::vector<std::string> &list) {
    if (!list.empty())
      text += fmt::format(" {}={}", name.str(), llvm::join(list, "|"));
  };
  add("scope", one.scope);
  std::vector<std::string> widths;
  for (unsigned width : one.width)
    widths.push_back(llvm::utostr(width));
  add("width", widths);
  add("ordering", one.ordering);
  add("from", one.introducedFrom);
  return text;
}

void printHead(const Contract &one) {
  out() << fmt::format("{} {} ({}, {})\n  {}\n", one.id.value,
                       one.versionText(), kindName(one.kind).str(),
                       statusName(one.status).str(), one.title);
  if (!one.exactness.empty())
    out() << "  exactness: " << one.exactness << "\n";
  std::vector<std::string> ids;
  for (const contract::Text &name : one.dependsOn)
    ids.push_back(name.value);
  if (!ids.empty())
    out() << "  depends on: " << llvm::join(ids, ", ") << "\n";
  for (const contract::CompileTarget &target : one.targets) {
    std::vector<std::string> parts;
    for (const contract::Via &via : target.via)
      parts.push_back(via.emitter.value +
                      (via.general ? "" : " (" + via.shape.value + ")"));
    out() << fmt::format("  target {}: {}{}\n", target.target.value,
                         llvm::join(parts, ", "),
                         target.policy ? "; " + target.policy->kind : "");
  }
}

void print(const Contract &one) {
  printHead(one);
  for (const contract::Equation &equation : one.equations) {
    out() << fmt::format("  equation {}: {}\n    {:<10} {}\n",
                         equation.id.value, equation.formula, "domain",
                         equation.domain);
    printList("pre", equation.pre);
    printList("post", equation.post);
    printList("invariant", equation.invariants);
    for (const contract::Sanction &sanction : equation.sanctions)
      out() << fmt::format("    {:<10} {}\n", "sanctions",
                           sanctionText(sanction));
  }
  for (const contract::Obligation &o : one.obligations)
    out() << fmt::format("  {} {} of {}: {}\n", o.type, o.id.value,
                         o.appliesTo.value, o.property);
  for (const contract::FalsificationTest &test : one.tests)
    out() << fmt::format("  test {}: {}\n", test.id.value,
                         test.check.kind == contract::CheckRef::Gtest
                             ? test.check.binary + " " + test.check.filter
                             : test.check.path.value);
}

llvm::Expected<int> show(const ContractOptions &options) {
  if (options.paths.size() != 1)
    return makeError(ErrorCode::UsageInvalid, "show takes one contract id",
                     "'atlas-jit contract list' lists them");
  const std::string &id = options.paths.front();
  auto corpus = openCorpus(options.contracts);
  if (!corpus)
    return corpus.takeError();
  const Contract *found = (*corpus)->find(id);
  if (!found) {
    std::vector<std::string> ids;
    for (const Contract &one : (*corpus)->contracts())
      ids.push_back(one.id.value);
    return makeError(ErrorCode::ContractUnknown, "no contract '" + id + "'",
                     "nearest: " + llvm::join(jit::nearestNames(id, ids), ", "));
  }
  if (options.json)
    out() << contract::canonicalText(*found);
  else
    print(*found);
  return Ok;
}

} // namespace

llvm::Expected<int> tool::contractCommand(const ContractOptions &options) {
  if (options.action == "lint")
    return lint(options);
  if (options.action == "list")
    return list(options);
  if (options.action == "show")
    return show(options);
  return makeError(ErrorCode::UsageInvalid,
                   "no contract action '" + options.action + "'",
                   "actions: lint, list, show");
}
