//===- Policy.cpp - How several emissions become one answer -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Policy.h"

#include "atlas/Backend/BackendError.h"

#include <fmt/format.h>

#include <cmath>

using namespace atlas;
using namespace atlas::backend;

namespace {
constexpr llvm::StringLiteral kNames[] = {"prefer_specialist", "strict",
                                          "diff_exec"};

/// Badness of a result, worst first: kind, then difference.
std::pair<int, double> badness(const DiffExecResult &result) {
  if (auto *divergent = std::get_if<Divergent>(&result))
    return {2, divergent->maxAbsDiff};
  if (std::holds_alternative<NotRun>(result))
    return {1, 0};
  return {0, std::get<Match>(result).maxAbsDiff};
}
} // namespace

llvm::StringRef backend::policyName(PolicyKind kind) {
  return kNames[unsigned(kind)];
}

std::optional<PolicyKind> backend::parsePolicyName(llvm::StringRef text) {
  for (unsigned i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == text)
      return PolicyKind(i);
  return std::nullopt;
}

llvm::Expected<QuorumPolicy>
QuorumPolicy::make(PolicyKind kind, double tolerance,
                   std::optional<bool> failOnDivergence) {
  auto refuse = [](const llvm::Twine &text, llvm::StringRef nextStep) {
    return makeBackendError(BackendErrorKind::InvalidPolicy, "", text, "",
                            nextStep);
  };
  if (!std::isfinite(tolerance) || tolerance < 0)
    return refuse("the tolerance " + fmt::format("{}", tolerance) +
                      " is not a finite number of at least 0",
                  "0 demands equal bits");
  if (kind != PolicyKind::DiffExec && tolerance != 0)
    return refuse("policy " + policyName(kind) + " has a tolerance",
                  "only diff_exec has one");
  QuorumPolicy policy;
  policy.which = kind;
  policy.most = tolerance == 0 ? 0 : tolerance; // not -0
  policy.fail = failOnDivergence.value_or(kind == PolicyKind::DiffExec);
  return policy;
}

unsigned backend::votes(const QuorumStatus &status) {
  auto *multi = std::get_if<Multi>(&status);
  if (!multi)
    return 1;
  return multi->diffExec && std::holds_alternative<Match>(*multi->diffExec)
             ? multi->emitters.size()
             : 0;
}

bool backend::falsifies(const QuorumStatus &status) {
  auto *multi = std::get_if<Multi>(&status);
  return multi && multi->diffExec &&
         std::holds_alternative<Divergent>(*multi->diffExec);
}

DiffExecResult backend::worse(const DiffExecResult &a,
                              const DiffExecResult &b) {
  return badness(b) > badness(a) ? b : a;
}
