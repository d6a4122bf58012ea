//===- BackendTargets.cpp - Contracts, profiles and artifacts -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "FuzzTargets.h"

#include "atlas/Backend/Artifact.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Support/Error.h"

namespace atlas::fuzz {
namespace {

/// Any text gives a contract with a canonical form, or complaints with places
/// inside the text, sorted.
std::string runContract(llvm::StringRef bytes) {
  contract::Issues issues;
  auto made = contract::parseContract(bytes, "fuzz.yaml",
                                      backend::contractVocabulary(), issues);
  if (made.has_value() != issues.empty())
    return "a contract with complaints, or none without";
  unsigned lines = bytes.count('\n') + 1;
  for (size_t i = 0; i < issues.size(); ++i) {
    if (issues[i].text.empty())
      return "a complaint without text";
    if (issues[i].position.line < 1 || issues[i].position.line > lines)
      return "a complaint outside the text: " + issues[i].location();
    if (i && issues[i].position < issues[i - 1].position)
      return "complaints out of order";
  }
  if (!made)
    return "";
  ++acceptedInputs;
  std::string text = contract::canonicalText(*made);
  // Canonical JSON is YAML in flow style, except for escapes.
  contract::Issues again;
  auto second = contract::parseContract(text, "again.yaml",
                                        backend::contractVocabulary(), again);
  if (second && contract::canonicalText(*second) != text)
    return "the canonical form reads differently";
  return "";
}

std::vector<std::string> contractSeeds(llvm::StringRef folder) {
  std::vector<std::string> seeds =
      readSeeds((folder + "/ir/contracts").str(), {"contract.yaml"});
  for (std::string &one :
       readSeeds((folder + "/test/Contract/Inputs").str(), {"base.yaml"}))
    seeds.push_back(std::move(one));
  return seeds;
}

constexpr llvm::StringRef contractWords[] = {
    "metadata:", "{ ", " }", "[", "]", ", ", ": ", "- ", "\n  - ", "\n", "'",
    "\"", "|", "|\n  x", ">", "&a", "*a", "!t ", "? ", "<<", "---\n", "...\n",
    "%YAML", "#", "\t", "class: ", "width: [32]", "kind: compile", "tolerance",
    "target: cpu", "via:", "sanctions:", "depends_on: [C-ATLAS-LAUNCH]",
    "1.0.0", "true", "\\u0000", "~", "null"};

/// Any text is a profile whose own text reads back equal, or a coded error.
std::string runProfile(llvm::StringRef bytes) {
  auto profile = backend::parseHwProfile(bytes);
  if (!profile) {
    std::string wrong;
    llvm::handleAllErrors(
        profile.takeError(), [](const AtlasError &) {},
        [&](const llvm::ErrorInfoBase &other) {
          wrong = "an error without a code: " + other.message();
        });
    return wrong;
  }
  ++acceptedInputs;
  auto again = backend::parseHwProfile(profile->text());
  if (!again)
    return "its own text is refused: " + llvm::toString(again.takeError());
  return *again == *profile ? "" : "its own text reads differently";
}

std::vector<std::string> profileSeeds(llvm::StringRef) {
  return {"ptx:sm_90a,isa8.3",
          "ptx:compute_80",
          "spirv:1.3+Int8,SPV_KHR_8bit_storage",
          "wgsl:shader-f16,subgroups,maxComputeWorkgroupSizeX=512",
          "wasm:simd128,threads",
          "cpu:x86_64-linux-gnu/x86-64-v3+avx512bw,-avx512fp16",
          "cpu:aarch64-linux-gnu"};
}

constexpr llvm::StringRef profileWords[] = {
    "ptx:", "spirv:", "wgsl:", "wasm:", "cpu:", "sm_", "+", "-", ",", "/",
    "=", "native", "f16", "Int8", "isa", "1.3", "x86-64-v4", "generic"};

/// Any text is an artifact whose canonical form is stable, or a coded error.
std::string runArtifact(llvm::StringRef bytes) {
  std::vector<std::string> warnings;
  auto artifact = backend::Artifact::fromJSON(bytes, warnings);
  if (!artifact) {
    std::string wrong;
    llvm::handleAllErrors(
        artifact.takeError(), [](const AtlasError &) {},
        [&](const llvm::ErrorInfoBase &other) {
          wrong = "an error without a code: " + other.message();
        });
    return wrong;
  }
  ++acceptedInputs;
  std::string text = artifact->toJSON();
  auto again = backend::Artifact::fromJSON(text, warnings);
  if (!again)
    return "its own text is refused: " + llvm::toString(again.takeError());
  return again->toJSON() == text ? "" : "its own text reads differently";
}

std::vector<std::string> artifactSeeds(llvm::StringRef) {
  backend::Emission code;
  code.format = {"wasm", true};
  code.bytes = {'a', '\0', 'b'};
  code.entries.push_back({"k", {}, {64, 1, 1}, 4, {{"x", 0, 1, "words"}},
                          {{"n", "i32", 0}}});
  backend::ArtifactContext context;
  context.target = "wasm";
  context.status = backend::Multi{{"g", "s"}, backend::Divergent{1, 0.5}};
  context.sidecars.push_back({"specialist_emission", {'s'}});
  backend::CheckedRows rows;
  rows.rows.push_back(
      {"k", {"atomic.int", "device", 32, "relaxed", ""}, "C-A", "e", "o", 2});
  backend::Artifact full(code, rows, context);
  return {full.toJSON(), backend::Artifact({}, {}, {}).toJSON()};
}

constexpr llvm::StringRef artifactWords[] = {
    "\"", "{", "}", "[", "]", ":", ",", "null", "true", "-1", "1e99", "\"inf\"",
    "\"kind\": \"match\"", "\"kind\": \"single\"", "\"base64\"", "\"utf-8\"",
    "\"constructs\": []", "\"citations\": []", "\"nan\"", "0.1", "\\u0000"};

} // namespace

llvm::ArrayRef<FuzzTarget> backendTargets() {
  static const FuzzTarget targets[] = {
      {"contract", runContract, contractSeeds, contractWords},
      {"hardware-profile", runProfile, profileSeeds, profileWords},
      {"artifact", runArtifact, artifactSeeds, artifactWords}};
  return targets;
}

} // namespace atlas::fuzz
