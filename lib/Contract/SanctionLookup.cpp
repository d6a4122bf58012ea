//===- SanctionLookup.cpp - Who allows a construct --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/SanctionLookup.h"

#include "llvm/ADT/STLExtras.h"

using namespace atlas;
using namespace atlas::contract;

namespace {

/// The first equation of a contract that sanctions a use; null if none does.
const Equation *sanctioning(const Contract &contract, const ConstructUse &use) {
  for (const Equation &equation : contract.equations)
    if (llvm::any_of(equation.sanctions, [&](const Sanction &one) {
          return admits(one, use);
        }))
      return &equation;
  return nullptr;
}

/// Why a contract may not sanction anything for the query; "" if it may.
std::string whyBarred(const Contract &contract, const SanctionQuery &query) {
  if (contract.status == ContractStatus::Deprecated)
    return "is deprecated";
  if (contract.status == ContractStatus::Draft && !query.allowDrafts)
    return "is a draft";
  const CompileTarget *target = contract.findTarget(query.target);
  if (!target)
    return "does not cover target '" + query.target + "'";
  if (!query.covers(target->hardware))
    return "does not cover this hardware";
  return "";
}

} // namespace

bool contract::admits(const Sanction &sanction, const ConstructUse &use) {
  auto lets = [](const auto &allowed, const auto &value) {
    return allowed.empty() || llvm::is_contained(allowed, value);
  };
  if (sanction.cls.value != use.cls)
    return false;
  // A sanction with sources is for introduced constructs, and the only kind
  // that is (CI-09).
  if (sanction.introducedFrom.empty() != use.introducedFrom.empty())
    return false;
  return lets(sanction.introducedFrom, use.introducedFrom) &&
         lets(sanction.scope, use.scope) && lets(sanction.width, use.width) &&
         lets(sanction.ordering, use.ordering);
}

SanctionAnswer contract::findSanction(const ContractCorpus &corpus,
                                      const SanctionQuery &query) {
  SanctionAnswer answer;
  std::vector<std::pair<std::optional<unsigned>, SanctionSource>> found;
  for (const Contract &contract : corpus.contracts()) {
    const Equation *equation = sanctioning(contract, query.use);
    if (!equation)
      continue;
    if (std::string why = whyBarred(contract, query); !why.empty()) {
      answer.rejected.push_back("'" + contract.id.value + "' " + why);
      continue;
    }
    answer.candidates.push_back(contract.id.value);
    found.push_back({corpus.distance(query.kernelContract, contract.id.value),
                     {&contract, equation}});
  }
  if (found.size() == 1)
    answer.chosen = found.front().second;
  if (found.size() < 2)
    return answer;
  // The nearest one that the kernel's contract reaches, if it is alone.
  std::optional<unsigned> nearest;
  unsigned ties = 0;
  for (const auto &[distance, source] : found) {
    if (!distance || (nearest && *distance > *nearest))
      continue;
    ties = nearest && *distance == *nearest ? ties + 1 : 1;
    nearest = distance;
    answer.chosen = source;
  }
  if (ties != 1)
    answer.chosen = {};
  return answer;
}

std::string contract::whyNotSanctioned(const ContractCorpus &corpus,
                                       llvm::StringRef id,
                                       llvm::StringRef equationId,
                                       const SanctionQuery &query) {
  const Contract *contract = corpus.find(id);
  if (!contract)
    return ("there is no contract '" + id + "'").str();
  if (std::string why = whyBarred(*contract, query); !why.empty())
    return ("contract '" + id + "' " + why).str();
  const Equation *equation = contract->findEquation(equationId);
  if (!equation)
    return ("contract '" + id + "' has no equation '" + equationId + "'").str();
  if (llvm::none_of(equation->sanctions, [&](const Sanction &one) {
        return admits(one, query.use);
      }))
    return ("equation '" + equationId + "' of contract '" + id +
            "' does not sanction it")
        .str();
  return "";
}
