//===- Model.h - A contract as values ---------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contents of a contract file, with the position of everything that later
// checks may complain about.
//
// Plain structures without behaviour: Parser.h makes them, Corpus.h checks them
// against each other, Sanction.h asks them. What each key means stands in
// docs/Reference/contracts.md.
//
// Thread rule: plain values.
// Source: backends-and-contracts.md section 4.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_MODEL_H
#define ATLAS_CONTRACT_MODEL_H

#include "atlas/Contract/Construct.h"
#include "atlas/Contract/Vocabulary.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace atlas::contract {

/// A text and where it stands.
struct Text {
  std::string value;
  Position position;
};

enum class ContractKind : uint8_t { Compile, Kernel, Architecture };
enum class ContractStatus : uint8_t { Draft, Enforced, Deprecated };
llvm::StringRef kindName(ContractKind kind);
llvm::StringRef statusName(ContractStatus status);

/// Allows one class of construct, narrowed by what is named. An empty list
/// narrows nothing.
struct Sanction {
  Text cls;
  std::vector<std::string> scope, ordering;
  std::vector<unsigned> width;
  /// Only constructs that code generation made from one of these classes.
  std::vector<std::string> introducedFrom;
};

enum class ResultOrder : uint8_t { Program, Unspecified };

struct Equation {
  Text id;
  std::string formula, domain;
  std::vector<std::string> pre, post, invariants;
  std::optional<ResultOrder> order;
  std::vector<Sanction> sanctions;
};

struct Obligation {
  Text id;
  std::string type; ///< postcondition, precondition, invariant, ...
  Text appliesTo;   ///< equation id
  std::string property;
};

/// Something that can be executed.
struct CheckRef {
  enum Kind : uint8_t { Lit, Gtest, Fixture } kind = Lit;
  Text path;                      ///< lit and fixture
  std::string binary, filter;     ///< gtest
  std::vector<std::string> targets; ///< fixture; sorted as written
  Position position;
};

struct FalsificationTest {
  Text id;
  std::vector<Text> obligations;
  CheckRef check;          ///< must pass
  CheckRef counterexample; ///< a seeded defect; must fail
  bool shipBlocking = false;
};

struct Via {
  Text emitter;
  bool general = true;
  Text shape; ///< of specialists
};

struct PolicyText {
  std::string kind = "prefer_specialist";
  double tolerance = 0;
  std::optional<bool> failOnDivergence;
};

struct CompileTarget {
  Text target;
  HardwareClause hardware;
  std::vector<Via> via;
  std::optional<PolicyText> policy;
};

struct Reference {
  std::string document, section, claim;
};

/// `numerics:`; "" where nothing is said.
struct Numerics {
  std::string nan, overflow, signedZero, denormals;
};

struct Contract {
  Text id;
  std::array<unsigned, 3> version{};
  ContractKind kind = ContractKind::Compile;
  ContractStatus status = ContractStatus::Draft;
  std::string title;
  std::string exactness; ///< "" or an exactness class of the dialect
  Numerics numerics;
  std::vector<Reference> references;
  std::vector<Text> dependsOn;
  std::vector<CompileTarget> targets;
  std::vector<Equation> equations;
  std::vector<Obligation> obligations;
  std::vector<FalsificationTest> tests;
  std::string path; ///< of the file, for messages

  /// "1.0.0".
  std::string versionText() const;
  const CompileTarget *findTarget(llvm::StringRef target) const;
  const Equation *findEquation(llvm::StringRef id) const;
};

/// The contract as JSON with a fixed order of keys: what `contract show --json`
/// prints and what the corpus digest covers. Layout and comments of the file do
/// not matter; `path` and positions are left out.
std::string canonicalText(const Contract &contract);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_MODEL_H
