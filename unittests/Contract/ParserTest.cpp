//===- ParserTest.cpp -------------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tool's tests (test/Contract) do not reach: values, limits, order.
//===----------------------------------------------------------------------===//

#include "Testing.h"

using namespace atlas;
using namespace atlas::contract;
using namespace atlas::contract::test;

namespace {
std::string complaints(llvm::StringRef text) {
  Issues issues;
  auto made = parse(text, issues);
  EXPECT_EQ(made.has_value(), issues.empty());
  return lines(issues);
}
std::string replaced(std::string text, const std::string &what,
                     const std::string &with) {
  size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}
} // namespace

// CT-02: texts stay what is written, other kinds are what their key says.
TEST(ContractParser, Values) {
  Issues issues;
  auto made = parse(R"yaml(
metadata: { id: C-T-1, version: 10.2.30, kind: compile, status: draft, title: "1.0" }
depends_on: [C-B, C-A]
exactness: bounded_ulp
numerics: { nan: yes, signed_zero: "no" }
references: [{ document: D, section: 3.1, claim: "c: d" }]
compile_targets:
  - target: b
    hardware: { tags: [x, y], min: 3 }
    via:
      - { emitter: gen, role: general }
      - { emitter: spec, role: specialist, shape: s2 }
    quorum_policy: { kind: diff_exec, tolerance: 1.5e-3 }
equations:
  - id: e
    formula: |
      a ==
        b
    domain: 'it''s'
    order: unspecified
    sanctions:
      - { class: atomic.int, scope: [device], width: [32, 64], ordering: [relaxed] }
      - { class: atomic.cas, introduced_from: [atomic.int] }
proof_obligations: [{ id: o, type: determinism, applies_to: e, property: p }]
falsification_tests:
  - id: f
    obligations: [o]
    check: { kind: fixture, path: vectors/x.yaml, targets: [a, b] }
    counterexample: { kind: lit, path: c.test }
    ship_blocking: true
)yaml",
                    issues);
  ASSERT_TRUE(made.has_value()) << lines(issues);
  EXPECT_EQ(made->id.value, "C-T-1");
  EXPECT_EQ(made->id.position, (Position{2, 17}));
  EXPECT_EQ(made->versionText(), "10.2.30");
  EXPECT_EQ(made->status, ContractStatus::Draft);
  EXPECT_EQ(made->title, "1.0");
  EXPECT_EQ(made->numerics.nan, "yes");
  EXPECT_EQ(made->references[0].section, "3.1");
  EXPECT_EQ(made->references[0].claim, "c: d");
  ASSERT_EQ(made->targets.size(), 1u);
  const CompileTarget &target = made->targets[0];
  EXPECT_EQ(target.hardware.text("min"), "3");
  EXPECT_EQ(target.hardware.find("tags")->values,
            (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(target.via[0].general);
  EXPECT_EQ(target.via[1].shape.value, "s2");
  EXPECT_EQ(target.policy->tolerance, 1.5e-3);
  EXPECT_FALSE(target.policy->failOnDivergence.has_value());
  const Equation &equation = made->equations[0];
  EXPECT_EQ(equation.formula, "a ==\n  b");
  EXPECT_EQ(equation.domain, "it's");
  EXPECT_EQ(equation.order, ResultOrder::Unspecified);
  EXPECT_EQ(equation.sanctions[0].width, (std::vector<unsigned>{32, 64}));
  EXPECT_EQ(equation.sanctions[1].introducedFrom,
            std::vector<std::string>{"atomic.int"});
  EXPECT_EQ(made->tests[0].check.kind, CheckRef::Fixture);
  EXPECT_EQ(made->tests[0].check.targets,
            (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(made->tests[0].shipBlocking);
}

// CT-02: everything wrong in one file, in order of position.
TEST(ContractParser, AllComplaintsSorted) {
  std::string text = replaced(Draft().text(), "kind: compile", "kind: compil");
  text = replaced(text, "applies_to: e", "applies_to: x");
  text = replaced(text, "kind: gtest", "kind: ptest");
  Issues issues;
  EXPECT_FALSE(parse(text, issues).has_value());
  EXPECT_GE(issues.size(), 5u) << lines(issues);
  for (size_t i = 1; i < issues.size(); ++i)
    EXPECT_LE(issues[i - 1].position, issues[i].position) << lines(issues);
  // As one error every complaint keeps its own position.
  std::string all = llvm::toString(toError(issues));
  for (const Issue &one : issues)
    EXPECT_NE(all.find(one.location()), std::string::npos);
}

// CT-01, CT-15: nothing of this may crash, hang or be accepted.
TEST(ContractParser, Hostile) {
  for (const char *text :
       {"", "#", "\n", "---\n", "---\n---\n", "- a", "a", "{", "}", "[", "]",
        "{]", "a: [", "a: 'b", "a: \"b", "a: \"\\q\"", "a: |", "? ", ": ",
        "a: b: c", "!", "&", "*", "%", "@", "`", "a: *b", "a: &b", "{a}",
        "{a: b, a: b}", "? [a]\n: b", "a:\n- b\n c", "<<: *x", "a: !t",
        "\r\n", "a\r\nb", "{? : ?}", "[[[[[", "\xef\xbb\xbf", "'\\", "-", "--",
        "a: >-\n  b", "a: |9\n b", "{,}", "[,]", "\"\\x\"", "\"\\u12\""})
    EXPECT_NE(complaints(text), "") << text;
}

// CT-15
TEST(ContractParser, Limits) {
  std::string large = "a: " + std::string(kMaxContractBytes, 'x');
  EXPECT_NE(complaints(large).find("ATL0411"), std::string::npos);
  for (const char *piece : {"[", "{a: ", "- ", "? "}) {
    std::string deep;
    for (int i = 0; i < 10000; ++i)
      deep += piece;
    EXPECT_NE(complaints(deep).find("ATL04"), std::string::npos) << piece;
  }
  // As deep as allowed, but not one level more.
  auto nested = [](unsigned depth) {
    return "a: " + std::string(depth, '[') + "b" + std::string(depth, ']');
  };
  EXPECT_EQ(complaints(nested(kMaxContractNesting - 2)).find("ATL0411"),
            std::string::npos);
  EXPECT_NE(complaints(nested(kMaxContractNesting)).find("ATL0411"),
            std::string::npos);
}

// CT-07, CT-09 through the vocabulary.
TEST(ContractParser, TargetsAskTheVocabulary) {
  Draft draft;
  draft.hardware = "tags: [bad]";
  EXPECT_NE(complaints(draft.text()).find("ATL0423 no such tag"),
            std::string::npos);
  std::string text = replaced(Draft().text(), "{ emitter: gen, role: general }",
                              "{ emitter: gen, role: general }, { emitter: "
                              "spec, role: specialist, shape: s3 }");
  EXPECT_NE(complaints(text).find("ATL0421 emitter 'spec' has no shape 's3'"),
            std::string::npos);
}

// CT-15: a canonical text does not know the layout of its file.
TEST(ContractParser, CanonicalText) {
  Issues issues;
  Draft draft;
  draft.hardware = "min: 1, tags: [x]";
  std::string text = draft.text();
  auto one = parse(text, issues);
  auto two = parse("# comment\n\n" + replaced(text, "min: 1, tags: [x]",
                                              "tags:   [ x ] , min: '1'"),
                   issues, "other.yaml");
  ASSERT_TRUE(one && two) << lines(issues);
  EXPECT_EQ(canonicalText(*one), canonicalText(*two));
  two->title = "u";
  EXPECT_NE(canonicalText(*one), canonicalText(*two));
}
