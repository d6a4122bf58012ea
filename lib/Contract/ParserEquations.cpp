//===- ParserEquations.cpp - What a contract promises -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equations with their sanctions, obligations, falsification tests.
//===----------------------------------------------------------------------===//

#include "ContractReader.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace atlas;
using namespace atlas::contract;

namespace {

constexpr llvm::StringLiteral kOrders[] = {"program", "unspecified"};
constexpr llvm::StringLiteral kObligations[] = {
    "precondition", "postcondition", "invariant",
    "equivalence",  "determinism",   "termination"};
constexpr llvm::StringLiteral kChecks[] = {"lit", "gtest", "fixture"};
constexpr unsigned kWidths[] = {1, 8, 16, 32, 64, 128, 256, 512};

} // namespace

void ContractReader::readSanction(const YamlNode &node, Equation &equation) {
  const YamlEntry *name =
      node.kind == YamlNode::Mapping ? node.find("class") : nullptr;
  const ConstructClass *cls =
      name ? findConstructClass(name->value.text) : nullptr;
  // The keys that are allowed follow from the class.
  std::vector<KeyRule> keys{{"class", true}, {"introduced_from"}};
  if (!cls || cls->attributes & AttrScope)
    keys.push_back({"scope"});
  if (!cls || cls->attributes & AttrWidth)
    keys.push_back({"width"});
  if (!cls || cls->attributes & AttrOrdering)
    keys.push_back({"ordering"});
  if (!schema.mapping(node, cls ? "a sanction of " + cls->name.str()
                                : std::string("a sanction"),
                      keys))
    return;
  std::vector<llvm::StringLiteral> classes;
  for (const ConstructClass &one : constructClasses())
    classes.push_back(one.name);
  Sanction sanction;
  sanction.cls = schema.text(node, "class");
  schema.oneOf(sanction.cls, "construct class", classes,
               ErrorCode::ContractSanction);
  auto words = [&](llvm::StringRef key, llvm::StringRef what,
                   llvm::ArrayRef<llvm::StringLiteral> allowed) {
    std::vector<std::string> out;
    for (const Text &one : schema.texts(node, key)) {
      schema.oneOf(one, what, allowed, ErrorCode::ContractSanction);
      out.push_back(one.value);
    }
    return out;
  };
  sanction.scope = words("scope", "scope", scopeWords());
  sanction.ordering = words("ordering", "ordering", orderingWords());
  sanction.introducedFrom =
      words("introduced_from", "construct class", classes);
  sanction.width = schema.numbers(node, "width");
  for (unsigned width : sanction.width)
    if (!llvm::is_contained(kWidths, width))
      schema.issue(node.find("width")->position, ErrorCode::ContractSanction,
                   "no construct has a width of " + llvm::Twine(width) +
                       " bits",
                   "1, 8, 16, 32, 64, 128, 256 or 512");
  equation.sanctions.push_back(std::move(sanction));
}

void ContractReader::readEquation(const YamlNode &node) {
  if (!schema.mapping(node, "an equation",
                      {{"id", true},
                       {"formula", true},
                       {"domain", true},
                       {"pre"},
                       {"post"},
                       {"invariants"},
                       {"order"},
                       {"sanctions"}}))
    return;
  Equation equation;
  equation.id = schema.text(node, "id");
  equation.formula = schema.text(node, "formula").value;
  equation.domain = schema.text(node, "domain").value;
  equation.pre = schema.strings(node, "pre");
  equation.post = schema.strings(node, "post");
  equation.invariants = schema.strings(node, "invariants");
  Text order = schema.text(node, "order");
  schema.oneOf(order, "order", kOrders);
  if (!order.value.empty())
    equation.order = order.value == "unspecified" ? ResultOrder::Unspecified
                                                  : ResultOrder::Program;
  schema.list(node, "sanctions",
              [&](const YamlNode &item) { readSanction(item, equation); });
  made.equations.push_back(std::move(equation));
}

void ContractReader::readObligation(const YamlNode &node) {
  if (!schema.mapping(node, "a proof obligation",
                      {{"id", true},
                       {"type", true},
                       {"applies_to", true},
                       {"property", true}}))
    return;
  Obligation obligation;
  obligation.id = schema.text(node, "id");
  Text type = schema.text(node, "type");
  schema.oneOf(type, "type of obligation", kObligations);
  obligation.type = type.value;
  obligation.appliesTo = schema.text(node, "applies_to");
  obligation.property = schema.text(node, "property").value;
  made.obligations.push_back(std::move(obligation));
}

/// A path stays inside the tree that the contract belongs to.
void ContractReader::readCheckPath(const YamlNode &node, CheckRef &check) {
  check.path = schema.text(node, "path");
  llvm::StringRef path = check.path.value;
  bool leaves = llvm::sys::path::is_absolute(path) || path.contains('\\');
  for (auto it = llvm::sys::path::begin(path), end = llvm::sys::path::end(path);
       it != end; ++it)
    leaves |= *it == "..";
  if (leaves)
    schema.issue(check.path.position, ErrorCode::ContractCheck,
                 "the path '" + path + "' is absolute or leads upwards",
                 "paths are relative to the contract's folder or to one above");
}

CheckRef ContractReader::readCheck(const YamlNode &node, llvm::StringRef what) {
  CheckRef check;
  check.position = node.position;
  const YamlEntry *kind =
      node.kind == YamlNode::Mapping ? node.find("kind") : nullptr;
  llvm::StringRef word = kind ? llvm::StringRef(kind->value.text) : "";
  std::vector<KeyRule> keys{{"kind", true}};
  if (word == "gtest") {
    keys.insert(keys.end(), {{"binary", true}, {"filter", true}});
  } else {
    keys.push_back({"path", true});
    if (word == "fixture")
      keys.push_back({"targets", true});
  }
  if (!schema.mapping(node, what, keys))
    return check;
  schema.oneOf(schema.text(node, "kind"), "kind of check", kChecks,
               ErrorCode::ContractCheck);
  check.kind = word == "gtest"     ? CheckRef::Gtest
               : word == "fixture" ? CheckRef::Fixture
                                   : CheckRef::Lit;
  if (check.kind == CheckRef::Gtest) {
    Text binary = schema.text(node, "binary");
    check.binary = binary.value;
    check.filter = schema.text(node, "filter").value;
    if (!binary.value.empty() && !isWord(binary.value))
      schema.issue(binary.position, ErrorCode::ContractCheck,
                   "'" + binary.value + "' is no name of a test program");
    return check;
  }
  readCheckPath(node, check);
  if (check.kind != CheckRef::Fixture)
    return check;
  std::vector<std::string> known = vocabulary.targets();
  for (const Text &target : schema.texts(node, "targets")) {
    if (!llvm::is_contained(known, target.value))
      schema.issue(target.position, ErrorCode::ContractTarget,
                   "no target '" + target.value + "'",
                   "targets: " + llvm::join(known, ", "));
    check.targets.push_back(target.value);
  }
  return check;
}

void ContractReader::readTest(const YamlNode &node) {
  if (!schema.mapping(node, "a falsification test",
                      {{"id", true},
                       {"obligations", true},
                       {"check", true},
                       {"counterexample", true},
                       {"ship_blocking"}}))
    return;
  FalsificationTest test;
  test.id = schema.text(node, "id");
  test.obligations = schema.texts(node, "obligations");
  if (const YamlEntry *entry = node.find("check"))
    test.check = readCheck(entry->value, "a check");
  if (const YamlEntry *entry = node.find("counterexample"))
    test.counterexample = readCheck(entry->value, "a counterexample");
  test.shipBlocking = schema.boolean(node, "ship_blocking").value_or(false);
  made.tests.push_back(std::move(test));
}
