//===- ParserCompile.cpp - Compile targets of a contract --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the words of a clause mean is the target's business; this asks the
// vocabulary.
//===----------------------------------------------------------------------===//

#include "ContractReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::contract;

namespace {
constexpr llvm::StringLiteral kRoles[] = {"general", "specialist"};
constexpr llvm::StringLiteral kPolicies[] = {"prefer_specialist", "strict",
                                             "diff_exec"};
} // namespace

void ContractReader::readHardwareEntry(const YamlEntry &entry, bool isList,
                                       CompileTarget &target) {
  HardwareValue value{entry.key, {}, entry.position};
  if (!isList) {
    value.values.push_back(
        schema.textOf(entry.value, "'" + entry.key + "'").value);
  } else if (entry.value.kind != YamlNode::Sequence ||
             entry.value.items.empty()) {
    schema.issue(entry.value.position, ErrorCode::ContractValueType,
                 "'" + entry.key + "' is not a list with contents");
    return;
  } else {
    for (const YamlNode &item : entry.value.items)
      value.values.push_back(
          schema.textOf(item, "an item of '" + entry.key + "'").value);
  }
  target.hardware.entries.push_back(std::move(value));
}

void ContractReader::readHardware(const YamlNode &node, CompileTarget &target) {
  llvm::ArrayRef<HardwareKey> keys =
      vocabulary.hardwareKeys(target.target.value);
  std::vector<KeyRule> rules;
  for (const HardwareKey &key : keys)
    rules.push_back({key.name});
  unsigned before = schema.issueCount();
  if (!schema.mapping(node, "hardware of " + target.target.value, rules))
    return;
  for (const YamlEntry &entry : node.entries)
    for (const HardwareKey &key : keys)
      if (key.name == entry.key)
        readHardwareEntry(entry, key.isList, target);
  llvm::sort(target.hardware.entries,
             [](const HardwareValue &a, const HardwareValue &b) {
               return a.key < b.key;
             });
  if (schema.issueCount() != before)
    return; // the target takes well-formed clauses only
  for (const ClauseProblem &problem : vocabulary.checkClause(
           target.target.value, target.hardware,
           made.exactness != "bounded_ulp" && !made.exactness.empty())) {
    const HardwareValue *entry = target.hardware.find(problem.key);
    schema.issue(entry ? entry->position : node.position,
                 ErrorCode::ContractHardware, problem.message);
  }
}

void ContractReader::checkEmitter(const Via &via, const CompileTarget &target) {
  llvm::ArrayRef<EmitterName> known =
      vocabulary.emitters(target.target.value);
  const auto *it = llvm::find_if(known, [&](const EmitterName &one) {
    return one.name == via.emitter.value;
  });
  if (it == known.end()) {
    std::vector<std::string> names;
    for (const EmitterName &one : known)
      names.push_back(one.name.str());
    schema.issue(via.emitter.position, ErrorCode::ContractEmitter,
                 "target '" + target.target.value + "' has no emitter '" +
                     via.emitter.value + "'",
                 names.empty() ? "it has none yet"
                               : "registered: " + llvm::join(names, ", "));
    return;
  }
  if (it->general != via.general)
    schema.issue(via.emitter.position, ErrorCode::ContractEmitter,
                 "emitter '" + via.emitter.value + "' is registered as " +
                     (it->general ? "general" : "specialist"));
  else if (!via.general && !via.shape.value.empty() &&
           !llvm::is_contained(it->shapes, via.shape.value))
    schema.issue(via.shape.position, ErrorCode::ContractEmitter,
                 "emitter '" + via.emitter.value + "' has no shape '" +
                     via.shape.value + "'",
                 "registered: " + llvm::join(it->shapes, ", "));
}

void ContractReader::readVia(const YamlNode &node, CompileTarget &target) {
  if (!schema.mapping(node, "an item of 'via'",
                      {{"emitter", true}, {"role", true}, {"shape"}}))
    return;
  Via via;
  via.emitter = schema.text(node, "emitter");
  Text role = schema.text(node, "role");
  schema.oneOf(role, "role", kRoles);
  via.general = role.value != "specialist";
  via.shape = schema.text(node, "shape");
  if (via.general && node.find("shape"))
    schema.issue(via.shape.position, ErrorCode::ContractEmitter,
                 "a general emitter has no shape", "it takes every module");
  if (!via.general && !node.find("shape"))
    schema.issue(node.position, ErrorCode::ContractEmitter,
                 "a specialist names no shape");
  for (const Via &other : target.via)
    if (other.emitter.value == via.emitter.value && !via.emitter.value.empty())
      schema.issue(via.emitter.position, ErrorCode::ContractEmitter,
                   "emitter '" + via.emitter.value + "' is listed twice");
  if (!via.emitter.value.empty())
    checkEmitter(via, target);
  target.via.push_back(std::move(via));
}

void ContractReader::checkRoles(const YamlNode &node,
                                const CompileTarget &target) {
  auto general = llvm::count_if(target.via,
                                [](const Via &via) { return via.general; });
  if (general != 1)
    schema.issue(node.position, ErrorCode::ContractEmitter,
                 "target '" + target.target.value + "' has " +
                     llvm::Twine(general) + " general emitters",
                 "name exactly one");
}

void ContractReader::readPolicy(const YamlNode &node, CompileTarget &target) {
  if (!schema.mapping(
          node, "quorum_policy",
          {{"kind", true}, {"tolerance"}, {"fail_on_divergence"}}))
    return;
  PolicyText policy;
  Text kind = schema.text(node, "kind");
  schema.oneOf(kind, "policy", kPolicies);
  policy.kind = kind.value;
  std::optional<double> tolerance = schema.number(node, "tolerance");
  policy.tolerance = tolerance.value_or(0);
  policy.failOnDivergence = schema.boolean(node, "fail_on_divergence");
  const YamlEntry *entry = node.find("tolerance");
  if (policy.kind == "diff_exec" && !entry)
    schema.issue(node.position, ErrorCode::ContractPolicy,
                 "policy diff_exec has no tolerance", "0 for exact results");
  if (policy.kind != "diff_exec" && entry)
    schema.issue(entry->position, ErrorCode::ContractPolicy,
                 "policy " + policy.kind + " has a tolerance",
                 "only diff_exec has one");
  if (tolerance && *tolerance < 0)
    schema.issue(entry->value.position, ErrorCode::ContractPolicy,
                 "a tolerance below 0");
  target.policy = std::move(policy);
}

void ContractReader::readTarget(const YamlNode &node) {
  if (!schema.mapping(
          node, "a compile target",
          {{"target", true}, {"hardware"}, {"via", true}, {"quorum_policy"}}))
    return;
  CompileTarget target;
  target.target = schema.text(node, "target");
  if (target.target.value.empty())
    return;
  std::vector<std::string> known = vocabulary.targets();
  if (!llvm::is_contained(known, target.target.value)) {
    std::string nearest = nearestWord(target.target.value, known);
    schema.issue(target.target.position, ErrorCode::ContractTarget,
                 "no target '" + target.target.value + "'",
                 (nearest.empty() ? "" : nearest + "; ") +
                     "targets: " + llvm::join(known, ", "));
    return;
  }
  if (made.findTarget(target.target.value))
    schema.issue(target.target.position, ErrorCode::ContractTarget,
                 "target '" + target.target.value + "' is listed twice");
  if (const YamlEntry *entry = node.find("hardware"))
    readHardware(entry->value, target);
  schema.list(node, "via", [&](const YamlNode &item) { readVia(item, target); });
  if (const YamlEntry *entry = node.find("via"))
    checkRoles(entry->value, target);
  if (const YamlEntry *entry = node.find("quorum_policy"))
    readPolicy(entry->value, target);
  made.targets.push_back(std::move(target));
}
