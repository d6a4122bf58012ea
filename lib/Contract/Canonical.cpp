//===- Canonical.cpp - A contract as canonical JSON -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys stand in the order of the specification; what a contract does not say is
// left out, so that new optional keys do not change old digests.
//===----------------------------------------------------------------------===//

#include "atlas/Contract/Model.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace atlas;
using namespace atlas::contract;
using llvm::json::OStream;

namespace {

void optional(OStream &json, llvm::StringRef key, llvm::StringRef value) {
  if (!value.empty())
    json.attribute(key, value);
}

template <typename List>
void array(OStream &json, llvm::StringRef key, const List &list) {
  if (list.empty())
    return;
  json.attributeArray(key, [&] {
    for (const auto &one : list)
      if constexpr (std::is_same_v<std::decay_t<decltype(one)>, Text>)
        json.value(one.value);
      else
        json.value(one);
  });
}

template <typename List, typename Write>
void objects(OStream &json, llvm::StringRef key, const List &list,
             Write write) {
  if (list.empty())
    return;
  json.attributeArray(key, [&] {
    for (const auto &one : list)
      json.object([&] { write(one); });
  });
}

void writeTarget(OStream &json, const CompileTarget &target) {
  json.attribute("target", target.target.value);
  if (!target.hardware.entries.empty())
    json.attributeObject("hardware", [&] {
      for (const HardwareValue &entry : target.hardware.entries)
        array(json, entry.key, entry.values);
    });
  objects(json, "via", target.via, [&](const Via &via) {
    json.attribute("emitter", via.emitter.value);
    json.attribute("role", via.general ? "general" : "specialist");
    optional(json, "shape", via.shape.value);
  });
  if (target.policy)
    json.attributeObject("quorum_policy", [&] {
      json.attribute("kind", target.policy->kind);
      if (target.policy->kind == "diff_exec")
        json.attribute("tolerance", target.policy->tolerance);
      if (target.policy->failOnDivergence)
        json.attribute("fail_on_divergence", *target.policy->failOnDivergence);
    });
}

void writeEquation(OStream &json, const Equation &equation) {
  json.attribute("id", equation.id.value);
  json.attribute("formula", equation.formula);
  json.attribute("domain", equation.domain);
  array(json, "pre", equation.pre);
  array(json, "post", equation.post);
  array(json, "invariants", equation.invariants);
  if (equation.order)
    json.attribute("order", *equation.order == ResultOrder::Program
                                ? "program"
                                : "unspecified");
  objects(json, "sanctions", equation.sanctions, [&](const Sanction &one) {
    json.attribute("class", one.cls.value);
    array(json, "scope", one.scope);
    array(json, "width", one.width);
    array(json, "ordering", one.ordering);
    array(json, "introduced_from", one.introducedFrom);
  });
}

void writeCheck(OStream &json, llvm::StringRef key, const CheckRef &check) {
  constexpr llvm::StringLiteral kinds[] = {"lit", "gtest", "fixture"};
  json.attributeObject(key, [&] {
    json.attribute("kind", kinds[check.kind]);
    optional(json, "path", check.path.value);
    optional(json, "binary", check.binary);
    optional(json, "filter", check.filter);
    array(json, "targets", check.targets);
  });
}

void writeHead(OStream &json, const Contract &contract) {
  json.attributeObject("metadata", [&] {
    json.attribute("id", contract.id.value);
    json.attribute("version", contract.versionText());
    json.attribute("kind", kindName(contract.kind));
    json.attribute("status", statusName(contract.status));
    json.attribute("title", contract.title);
  });
  array(json, "depends_on", contract.dependsOn);
  optional(json, "exactness", contract.exactness);
  const Numerics &n = contract.numerics;
  if (!n.nan.empty() || !n.overflow.empty() || !n.signedZero.empty() ||
      !n.denormals.empty())
    json.attributeObject("numerics", [&] {
      optional(json, "nan", n.nan);
      optional(json, "overflow", n.overflow);
      optional(json, "signed_zero", n.signedZero);
      optional(json, "denormals", n.denormals);
    });
  objects(json, "references", contract.references, [&](const Reference &one) {
    json.attribute("document", one.document);
    json.attribute("section", one.section);
    json.attribute("claim", one.claim);
  });
}

} // namespace

std::string atlas::contract::canonicalText(const Contract &contract) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    writeHead(json, contract);
    objects(json, "compile_targets", contract.targets,
            [&](const CompileTarget &one) { writeTarget(json, one); });
    objects(json, "equations", contract.equations,
            [&](const Equation &one) { writeEquation(json, one); });
    objects(json, "proof_obligations", contract.obligations,
            [&](const Obligation &one) {
              json.attribute("id", one.id.value);
              json.attribute("type", one.type);
              json.attribute("applies_to", one.appliesTo.value);
              json.attribute("property", one.property);
            });
    objects(json, "falsification_tests", contract.tests,
            [&](const FalsificationTest &one) {
              json.attribute("id", one.id.value);
              array(json, "obligations", one.obligations);
              writeCheck(json, "check", one.check);
              writeCheck(json, "counterexample", one.counterexample);
              json.attribute("ship_blocking", one.shipBlocking);
            });
  });
  return text + "\n";
}
