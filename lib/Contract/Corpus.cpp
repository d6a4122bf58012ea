//===- Corpus.cpp - All contracts together ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/Corpus.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SHA256.h"

#include <deque>

using namespace atlas;
using namespace atlas::contract;

namespace {

using Index = llvm::StringMap<const Contract *>;

void add(Issues &issues, const Contract &contract, Position position,
         ErrorCode code, const llvm::Twine &text, const llvm::Twine &note = {}) {
  issues.push_back({contract.path, position, code, text.str(), note.str()});
}

/// Every id once; the first holder keeps it.
Index indexContracts(llvm::ArrayRef<Contract> contracts, Issues &issues) {
  Index index;
  for (const Contract &contract : contracts)
    if (auto [it, fresh] = index.try_emplace(contract.id.value, &contract);
        !fresh)
      add(issues, contract, contract.id.position, ErrorCode::ContractIdRepeated,
          "the contract '" + contract.id.value + "' is also in '" +
              it->second->path + "'");
  return index;
}

void checkDependencies(llvm::ArrayRef<Contract> contracts, const Index &index,
                       Issues &issues) {
  std::vector<std::string> known;
  for (const auto &entry : index)
    known.push_back(entry.first().str());
  llvm::sort(known);
  for (const Contract &contract : contracts)
    for (const Text &name : contract.dependsOn)
      if (!index.count(name.value))
        add(issues, contract, name.position, ErrorCode::ContractDependency,
            "there is no contract '" + name.value + "'",
            nearestWord(name.value, known));
}

/// Depth first with the path on a stack of its own; each ring is reported once,
/// at the contract of it that comes first by id.
class RingFinder {
public:
  RingFinder(const Index &index, Issues &issues)
      : index(index), issues(issues) {}

  void visit(const Contract &start);

private:
  struct Step {
    const Contract *contract;
    size_t next = 0;
  };
  void report(const Contract &again);

  const Index &index;
  Issues &issues;
  std::vector<Step> path;
  llvm::StringMap<bool> done; ///< true: finished, false: on the path
};

void RingFinder::report(const Contract &again) {
  auto begin = llvm::find_if(
      path, [&](const Step &step) { return step.contract == &again; });
  auto least = std::min_element(
      begin, path.end(), [](const Step &a, const Step &b) {
        return a.contract->id.value < b.contract->id.value;
      });
  std::vector<std::string> names;
  for (auto it = least; it != path.end(); ++it)
    names.push_back(it->contract->id.value);
  for (auto it = begin; it != least; ++it)
    names.push_back(it->contract->id.value);
  names.push_back(least->contract->id.value);
  add(issues, *least->contract, least->contract->id.position,
      ErrorCode::ContractCycle,
      "contracts depend on each other: " + llvm::join(names, " -> "));
}

void RingFinder::visit(const Contract &start) {
  if (!done.try_emplace(start.id.value, false).second)
    return;
  path.push_back({&start});
  while (!path.empty()) {
    Step &step = path.back();
    if (step.next == step.contract->dependsOn.size()) {
      done[step.contract->id.value] = true;
      path.pop_back();
      continue;
    }
    const Text &name = step.contract->dependsOn[step.next++];
    const Contract *target = index.lookup(name.value);
    // Self-references and unknown names are reported elsewhere.
    if (!target || target == step.contract)
      continue;
    auto [it, fresh] = done.try_emplace(name.value, false);
    if (fresh)
      path.push_back({target});
    else if (!it->second)
      report(*target);
  }
}

double toleranceOf(const CompileTarget &target) {
  return target.policy ? target.policy->tolerance : 0;
}

/// What two sanctions of one class say differently; "" if nothing.
std::string difference(const Sanction &a, const CompileTarget &targetA,
                       const Sanction &b, const CompileTarget &targetB) {
  auto sorted = [](std::vector<std::string> list) {
    llvm::sort(list);
    return list;
  };
  if (sorted(a.ordering) != sorted(b.ordering))
    return "ordering";
  if (sorted(a.scope) != sorted(b.scope))
    return "scope";
  return toleranceOf(targetA) != toleranceOf(targetB) ? "tolerance" : "";
}

class ContradictionScan {
public:
  ContradictionScan(const ContractCorpus &corpus, const Vocabulary &vocabulary,
                    Issues &issues)
      : corpus(corpus), vocabulary(vocabulary), issues(issues) {}

  void compare(const Contract &a, const Contract &b) {
    for (const CompileTarget &targetA : a.targets)
      if (const CompileTarget *targetB = b.findTarget(targetA.target.value))
        if (vocabulary.overlap(targetA.target.value, targetA.hardware,
                               targetB->hardware))
          compare(a, targetA, b, *targetB);
  }

private:
  void compare(const Contract &a, const CompileTarget &targetA,
               const Contract &b, const CompileTarget &targetB) {
    for (const Equation &equationA : a.equations)
      for (const Sanction &one : equationA.sanctions)
        for (const Equation &equationB : b.equations)
          for (const Sanction &other : equationB.sanctions)
            if (one.cls.value == other.cls.value)
              if (std::string what = difference(one, targetA, other, targetB);
                  !what.empty() && !related(a, b))
                add(issues, b, other.cls.position,
                    ErrorCode::ContractContradiction,
                    "'" + a.id.value + "' and '" + b.id.value +
                        "' sanction " + one.cls.value + " for target '" +
                        targetA.target.value + "' with different " + what,
                    "let one depend on the other, or make them agree");
  }

  bool related(const Contract &a, const Contract &b) const {
    return corpus.distance(a.id.value, b.id.value) ||
           corpus.distance(b.id.value, a.id.value);
  }

  const ContractCorpus &corpus;
  const Vocabulary &vocabulary;
  Issues &issues;
};

std::string digestOf(llvm::ArrayRef<Contract> contracts) {
  llvm::SHA256 hash;
  for (const Contract &contract : contracts)
    hash.update(canonicalText(contract));
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

} // namespace

const Contract *ContractCorpus::find(llvm::StringRef id) const {
  auto it = llvm::lower_bound(all, id,
                              [](const Contract &contract, llvm::StringRef id) {
                                return contract.id.value < id;
                              });
  return it != all.end() && it->id.value == id ? &*it : nullptr;
}

std::optional<unsigned> ContractCorpus::distance(llvm::StringRef from,
                                                 llvm::StringRef to) const {
  const Contract *start = find(from);
  if (!start)
    return std::nullopt;
  llvm::StringMap<unsigned> steps{{from, 0u}};
  std::deque<const Contract *> queue{start};
  while (!queue.empty()) {
    const Contract *contract = queue.front();
    queue.pop_front();
    unsigned here = steps.lookup(contract->id.value);
    if (contract->id.value == to)
      return here;
    for (const Text &name : contract->dependsOn)
      if (const Contract *next = find(name.value))
        if (steps.try_emplace(name.value, here + 1).second)
          queue.push_back(next);
  }
  return std::nullopt;
}

std::shared_ptr<const ContractCorpus>
ContractCorpus::create(std::vector<Contract> contracts,
                       const Vocabulary &vocabulary, Issues &issues) {
  Issues own;
  std::shared_ptr<ContractCorpus> corpus(new ContractCorpus);
  corpus->all = std::move(contracts);
  llvm::sort(corpus->all, [](const Contract &a, const Contract &b) {
    return std::tie(a.id.value, a.path) < std::tie(b.id.value, b.path);
  });
  Index index = indexContracts(corpus->all, own);
  checkDependencies(corpus->all, index, own);
  RingFinder rings(index, own);
  for (const Contract &contract : corpus->all)
    rings.visit(contract);
  // The scan asks for distances, which need distinct ids.
  if (own.empty()) {
    ContradictionScan scan(*corpus, vocabulary, own);
    for (size_t i = 0; i < corpus->all.size(); ++i)
      for (size_t k = i + 1; k < corpus->all.size(); ++k)
        if (corpus->all[i].status == ContractStatus::Enforced &&
            corpus->all[k].status == ContractStatus::Enforced)
          scan.compare(corpus->all[i], corpus->all[k]);
  }
  sortIssues(own);
  issues.insert(issues.end(), own.begin(), own.end());
  if (!own.empty())
    return nullptr;
  corpus->sum = digestOf(corpus->all);
  return corpus;
}
