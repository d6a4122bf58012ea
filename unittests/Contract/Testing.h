//===- Testing.h - Contracts of tests ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vocabulary without back ends, and short contracts.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_CONTRACT_TESTING_H
#define ATLAS_UNITTESTS_CONTRACT_TESTING_H

#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Parser.h"

#include <gtest/gtest.h>

namespace atlas::contract::test {

/// Targets `a` and `b`: emitters `gen` and, for shapes s1 and s2, `spec`;
/// hardware has a level from `min` to `max` and a list of tags.
class TestVocabulary : public Vocabulary {
public:
  std::vector<std::string> targets() const override { return {"a", "b"}; }
  llvm::ArrayRef<HardwareKey> hardwareKeys(llvm::StringRef) const override {
    static constexpr HardwareKey keys[] = {
        {"min", false}, {"max", false}, {"tags", true}};
    return keys;
  }
  std::vector<ClauseProblem> checkClause(llvm::StringRef,
                                         const HardwareClause &clause,
                                         bool) const override {
    if (clause.find("tags") && clause.find("tags")->values[0] == "bad")
      return {{"tags", "no such tag"}};
    return {};
  }
  bool overlap(llvm::StringRef, const HardwareClause &a,
               const HardwareClause &b) const override {
    auto low = [](const HardwareClause &c) {
      return c.find("min") ? c.text("min") : llvm::StringRef("0");
    };
    auto high = [](const HardwareClause &c) {
      return c.find("max") ? c.text("max") : llvm::StringRef("9");
    };
    return low(a) <= high(b) && low(b) <= high(a);
  }
  llvm::ArrayRef<EmitterName> emitters(llvm::StringRef) const override {
    static constexpr llvm::StringLiteral shapes[] = {"s1", "s2"};
    static const EmitterName names[] = {{"gen", true, {}},
                                        {"spec", false, shapes}};
    return names;
  }
};

/// A contract with one equation; pieces are YAML in flow style.
struct Draft {
  std::string id = "C-T", status = "enforced", depends, hardware, policy,
              sanctions = "[{ class: mem.binding }]", target = "a";

  std::string text() const {
    std::string out = "metadata: { id: " + id +
                      ", version: 1.0.0, kind: compile, status: " + status +
                      ", title: t }\n";
    if (!depends.empty())
      out += "depends_on: [" + depends + "]\n";
    out += "compile_targets:\n  - target: " + target +
           "\n    via: [{ emitter: gen, role: general }]\n";
    if (!hardware.empty())
      out += "    hardware: { " + hardware + " }\n";
    if (!policy.empty())
      out += "    quorum_policy: { " + policy + " }\n";
    out += "equations: [{ id: e, formula: f, domain: d";
    if (!sanctions.empty())
      out += ", sanctions: " + sanctions;
    return out +
           " }]\n"
           "proof_obligations: [{ id: o, type: invariant, applies_to: e, "
           "property: p }]\n"
           "falsification_tests: [{ id: f, obligations: [o], check: { kind: "
           "gtest, binary: B, filter: x }, counterexample: { kind: gtest, "
           "binary: B, filter: y } }]\n";
  }
};

inline std::optional<Contract> parse(llvm::StringRef text, Issues &issues,
                                     llvm::StringRef path = "c.yaml") {
  return parseContract(text, path, TestVocabulary(), issues);
}

/// "3:5 ATL0412 text", one line per issue.
inline std::string lines(const Issues &issues) {
  std::string out;
  for (const Issue &one : issues)
    out += std::to_string(one.position.line) + ":" +
           std::to_string(one.position.column) + " " +
           errorCodeText(one.code) + " " + one.text + "\n";
  return out;
}

/// A corpus of drafts; null with issues.
inline std::shared_ptr<const ContractCorpus>
corpusOf(const std::vector<Draft> &drafts, Issues &issues) {
  std::vector<Contract> contracts;
  for (const Draft &draft : drafts) {
    auto one = parse(draft.text(), issues, draft.id + ".yaml");
    EXPECT_TRUE(one.has_value()) << lines(issues) << draft.text();
    if (one)
      contracts.push_back(std::move(*one));
  }
  return ContractCorpus::create(std::move(contracts), TestVocabulary(), issues);
}

} // namespace atlas::contract::test

#endif // ATLAS_UNITTESTS_CONTRACT_TESTING_H
