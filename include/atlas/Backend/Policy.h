//===- Policy.h - How several emissions become one answer -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The quorum policy of a lowering, and the status it leaves in the artifact.
//
// prefer_specialist takes the first specialist that matches and compares
// nothing. strict compares bytes, diff_exec behaviour; both deliver the general
// emitter's code and keep the specialist's beside it.
//
// Failure: ATL0406 where a policy is built. Thread rule: plain values.
// Source: backends-and-contracts.md BR-28 to BR-43.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_POLICY_H
#define ATLAS_BACKEND_POLICY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace atlas::backend {

enum class PolicyKind : uint8_t { PreferSpecialist, Strict, DiffExec };

/// "prefer_specialist", "strict", "diff_exec".
llvm::StringRef policyName(PolicyKind kind);
std::optional<PolicyKind> parsePolicyName(llvm::StringRef text);

class QuorumPolicy {
public:
  /// prefer_specialist.
  QuorumPolicy() = default;
  /// `tolerance` is finite and >= 0, and 0 for policies other than diff_exec.
  /// A missing `failOnDivergence` is true for diff_exec and false for the rest.
  static llvm::Expected<QuorumPolicy>
  make(PolicyKind kind, double tolerance = 0,
       std::optional<bool> failOnDivergence = std::nullopt);

  PolicyKind kind() const { return which; }
  double tolerance() const { return most; }
  bool failOnDivergence() const { return fail; }
  bool operator==(const QuorumPolicy &) const = default;

private:
  PolicyKind which = PolicyKind::PreferSpecialist;
  double most = 0;
  bool fail = false;
};

/// The programs agree; `maxAbsDiff` is the largest difference, finite or inf.
struct Match {
  double maxAbsDiff = 0;
  bool operator==(const Match &) const = default;
};
struct Divergent {
  double maxAbsDiff = 0, tolerance = 0;
  bool operator==(const Divergent &) const = default;
};
/// Nothing was executed.
struct NotRun {
  std::string reason;
  bool operator==(const NotRun &) const = default;
};
using DiffExecResult = std::variant<Match, Divergent, NotRun>;

/// One emitter's code was delivered and compared with nothing.
struct Single {
  std::string emitter;
  bool operator==(const Single &) const = default;
};
/// Several emitters' codes were compared; no result in payloads of old writers.
struct Multi {
  std::vector<std::string> emitters;
  std::optional<DiffExecResult> diffExec;
  bool operator==(const Multi &) const = default;
};
using QuorumStatus = std::variant<Single, Multi>;

/// How many emitters vouch for the primary: 1 for single, all of them for a
/// match, 0 where nothing was executed. A divergence has no votes; it falsifies.
unsigned votes(const QuorumStatus &status);
/// True if the status holds a divergence.
bool falsifies(const QuorumStatus &status);
/// The worse of two results: divergent, then not run, then match; within one
/// kind the larger difference.
DiffExecResult worse(const DiffExecResult &a, const DiffExecResult &b);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_POLICY_H
