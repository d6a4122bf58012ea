//===- ArtifactJsonTest.cpp -------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Mock.h"
#include "unittests/Support/Testing.h"

#include <gtest/gtest.h>

#include <limits>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;
using atlas::test::messageOf;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// An artifact with something in every field.
Artifact sample(QuorumStatus status = Single{"g"},
                std::vector<Sidecar> sidecars = {}) {
  Emission code = emission("line\n\"quoted\"");
  code.requirements = {"b", "a", "b"};
  EntryPoint &entry = code.entries[0];
  entry.workgroupSize = {64, 1, 1};
  entry.workgroupBytes = 128;
  entry.bindings = {{"data", 0, 1, "words"}};
  entry.parameters = {{"n", "i32", 4}};
  CiteRow atomic = row("C-B", "atomic.int");
  atomic.construct.scope = "device";
  atomic.construct.width = 32;
  atomic.construct.ordering = "relaxed";
  ArtifactContext context;
  context.target = "cpu";
  context.hardware = "cpu:x";
  context.backend = "cpu";
  context.emitters = {{"g", true, std::nullopt}, {"s", false, "shape.a"}};
  context.policy =
      llvm::cantFail(QuorumPolicy::make(PolicyKind::DiffExec, 1e-6));
  context.status = std::move(status);
  context.sidecars = std::move(sidecars);
  context.corpusDigest = "00ff";
  return Artifact(code,
                  {{atomic, row("C-A"), atomic}, {}, Validation::Structural,
                   false},
                  context);
}

/// Reads; fails the test on an error or a warning.
Artifact read(const std::string &text) {
  std::vector<std::string> warnings;
  auto artifact = Artifact::fromJSON(text, warnings);
  EXPECT_TRUE(warnings.empty());
  return llvm::cantFail(std::move(artifact));
}

std::string replaced(std::string text, const std::string &what,
                     const std::string &with) {
  size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

std::string refusal(const std::string &text) {
  std::vector<std::string> warnings;
  auto artifact = Artifact::fromJSON(text, warnings);
  return artifact ? std::string() : llvm::toString(artifact.takeError());
}

} // namespace

// BR-11, CI-10: lists are sorted and unique, citations follow from the rows.
TEST(ArtifactJson, ListsAreSorted) {
  Artifact artifact = sample(Single{"g"}, {{"z", {}}, {"a", {'x'}}});
  EXPECT_EQ(artifact.citations(), (std::vector<std::string>{"C-A", "C-B"}));
  EXPECT_EQ(artifact.constructs().size(), 2u);
  EXPECT_EQ(artifact.sidecars().front().name, "a");
  EXPECT_EQ(artifact.primary().requirements,
            (std::vector<std::string>{"a", "b"}));
}

// BR-43, BR-44: every variant survives, infinities included.
TEST(ArtifactJson, EveryVariantReadsBack) {
  QuorumStatus statuses[] = {
      Single{"g"},
      Multi{{"g", "s"}, Match{0}},
      Multi{{"g", "s"}, Match{0.1}},
      Multi{{"g", "s"}, Match{kInf}},
      Multi{{"g", "s"}, Divergent{kInf, 0}},
      Multi{{"g", "s"}, Divergent{1e300, 1e-300}},
      Multi{{"g", "s"}, NotRun{"no \"engine\"\n"}},
      Multi{{"g", "s"}, std::nullopt}};
  for (const QuorumStatus &status : statuses) {
    std::string text = sample(status).toJSON();
    Artifact again = read(text);
    EXPECT_EQ(again.quorumStatus(), status);
    EXPECT_EQ(again.toJSON(), text);
  }
  EXPECT_NE(sample(statuses[4]).toJSON().find("\"max_abs_diff\": \"inf\""),
            std::string::npos);
  EXPECT_NE(sample(statuses[7]).toJSON().find("\"diff_exec\": null"),
            std::string::npos);
  for (PolicyKind kind : {PolicyKind::PreferSpecialist, PolicyKind::Strict}) {
    ArtifactContext context;
    context.policy = llvm::cantFail(QuorumPolicy::make(kind, 0, true));
    Artifact one(emission("x"), {}, context);
    EXPECT_EQ(read(one.toJSON()).context().policy, context.policy);
  }
}

// BR-43: the words.
TEST(ArtifactJson, Words) {
  std::string text = sample(Multi{{"g"}, NotRun{"r"}}).toJSON();
  for (const char *part :
       {"\"kind\": \"diff_exec\"", "\"tolerance\": 1e-06",
        "\"kind\": \"multi\"", "\"kind\": \"not_run\"", "\"reason\": \"r\"",
        "\"role\": \"general\"", "\"role\": \"specialist\"",
        "\"shape\": \"shape.a\""})
    EXPECT_NE(text.find(part), std::string::npos) << part << text;
}

// BR-45
TEST(ArtifactJson, WhatIsAlwaysThere) {
  Artifact empty(emission("x", {}), {}, {});
  std::string text = empty.toJSON();
  EXPECT_NE(text.find("\"citations\": []"), std::string::npos);
  EXPECT_NE(text.find("\"sidecars\": []"), std::string::npos);
  EXPECT_EQ(text.find("\"shape\""), std::string::npos);
  EXPECT_EQ(text.find("\"unused\""), std::string::npos);
  // No status: a writer that knew none.
  std::string older = replaced(text,
                               R"(,
  "quorum_status": {
    "kind": "single",
    "emitter": "unknown"
  })",
                               "");
  EXPECT_EQ(read(older).quorumStatus(), QuorumStatus(Single{"unknown"}));
}

// BR-46
TEST(ArtifactJson, Sidecars) {
  std::vector<char> bytes{'\0', '\xff', 'a', '\n'};
  Artifact artifact = sample(Single{"g"}, {{"specialist_emission", bytes}});
  std::string text = artifact.toJSON();
  EXPECT_NE(text.find("\"data\": \"AP9hCg==\""), std::string::npos) << text;
  EXPECT_EQ(read(text).sidecars(), artifact.sidecars());
  std::string older = replaced(text, R"({
      "name": "specialist_emission",
      "data": "AP9hCg=="
    })",
                               R"(["specialist_emission", [0, 255, 97, 10]])");
  EXPECT_EQ(read(older).sidecars(), artifact.sidecars());
  EXPECT_EQ(read(older).toJSON(), text);
  EXPECT_NE(refusal(replaced(older, "255", "256")).find("$.sidecars[0]"),
            std::string::npos);
}

// BR-46: one newline at the end, and canonical texts read back to themselves.
TEST(ArtifactJson, Canonical) {
  std::string text = sample().toJSON();
  ASSERT_GT(text.size(), 2u);
  EXPECT_EQ(text.substr(text.size() - 2), "}\n");
  EXPECT_EQ(read(text).toJSON(), text);
  // Another order of keys and other blanks mean the same.
  auto value = llvm::json::parse(text);
  ASSERT_TRUE(bool(value));
  std::string sortedKeys;
  llvm::raw_string_ostream(sortedKeys) << *value;
  EXPECT_NE(sortedKeys, text);
  EXPECT_EQ(read(sortedKeys).toJSON(), text);
}

// BR-46a
TEST(ArtifactJson, Primary) {
  Emission binary = emission("");
  binary.format = {"wasm", true};
  binary.bytes = {'\0', 'a', 's', 'm'};
  Artifact artifact(binary, {}, {});
  std::string text = artifact.toJSON();
  EXPECT_NE(text.find("\"encoding\": \"base64\""), std::string::npos);
  EXPECT_EQ(read(text).primary().bytes, binary.bytes);
  EXPECT_EQ(read(text).primary().format, binary.format);
  EXPECT_NE(sample().toJSON().find("\"encoding\": \"utf-8\""),
            std::string::npos);
  std::string older = replaced(text, R"({
    "format": "wasm",
    "encoding": "base64",
    "data": "AGFzbQ=="
  })",
                               R"("plain text")");
  EXPECT_EQ(read(older).primary().text(), "plain text");
}

// BR-47
TEST(ArtifactJson, UnknownKeysAndWrongTypes) {
  std::string text = sample(Multi{{"g", "s"}, Match{0}}).toJSON();
  std::vector<std::string> warnings;
  auto artifact = Artifact::fromJSON(
      replaced(text, "\"target\"", "\"novelty\": 1,\n  \"target\""), warnings);
  ASSERT_TRUE(bool(artifact)) << llvm::toString(artifact.takeError());
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("$.novelty"), std::string::npos);
  EXPECT_EQ(artifact->toJSON(), text);

  struct {
    const char *from, *to, *path;
  } rows[] = {
      {"\"target\": \"cpu\"", "\"target\": 3", "$.target"},
      {"\"max_abs_diff\": 0", "\"max_abs_diff\": -1",
       "$.quorum_status.diff_exec.max_abs_diff"},
      {"\"max_abs_diff\": 0", "\"max_abs_diff\": \"nan\"",
       "$.quorum_status.diff_exec.max_abs_diff"},
      {"\"kind\": \"match\"", "\"kind\": \"Match\"",
       "$.quorum_status.diff_exec.kind"},
      {"\"kind\": \"multi\"", "\"kind\": \"many\"", "$.quorum_status.kind"},
      {"\"tolerance\": 1e-06", "\"tolerance\": \"inf\"", "$.policy"},
      {"\"role\": \"general\"", "\"role\": \"chief\"", "$.emitters[0].role"},
      {"\"count\": 1", "\"count\": 0", "$.constructs[0].count"},
      {"\"binding\": 1", "\"binding\": 4294967296",
       "$.entries[0].bindings[0].binding"},
      {"\"encoding\": \"utf-8\"", "\"encoding\": \"utf-16\"",
       "$.primary.encoding"},
      {"\"sidecars\": []", "\"sidecars\": {}", "$.sidecars"},
      {"\"validation\": \"structural\"", "\"validation\": \"proved\"",
       "$.validation"},
      {"\"constructs_level\": \"declared\"",
       "\"constructs_level\": \"decoded\"", "$.constructs_level"}};
  for (auto &one : rows) {
    std::string message = refusal(replaced(text, one.from, one.to));
    EXPECT_NE(message.find("ATL0407"), std::string::npos) << one.to;
    EXPECT_NE(message.find(one.path), std::string::npos) << message;
  }
  EXPECT_NE(refusal("{"), "");
  EXPECT_NE(refusal(std::string(100000, '[')), "") << "no deep recursion";
}

// CI-10, CI-12: an edited list of citations is noticed.
TEST(ArtifactJson, CitationsCannotBeEdited) {
  std::string text = sample().toJSON();
  std::string message = refusal(
      replaced(text, "\"citations\": [\n    \"C-A\"",
               "\"citations\": [\n    \"C-Z\",\n    \"C-A\""));
  EXPECT_NE(message.find("$.citations"), std::string::npos) << message;
}

// BR-13
TEST(ArtifactJson, DigestLeavesOutWhatWasMeasured) {
  std::string digest = sample(Single{"g"}).contentDigest();
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_EQ(sample(Multi{{"g"}, Match{0.5}}).contentDigest(), digest);
  EXPECT_NE(sample(Single{"g"}, {{"a", {}}}).contentDigest(), digest);
}
