//===- FixtureForm.cpp - The form of a fixture file -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FixtureForm.h"

#include "Schema.h"

using namespace atlas;
using namespace atlas::contract;

namespace {

constexpr llvm::StringLiteral kDirections[] = {"in", "out", "inout", "table"};
constexpr llvm::StringLiteral kGenerators[] = {"uniform", "normal", "bits",
                                               "csr",     "ramp",   "const",
                                               "file"};

void checkHead(Schema &schema, const YamlNode &node,
               llvm::StringRef contractId) {
  if (!schema.mapping(node, "a fixture",
                      {{"id", true},
                       {"contract", true},
                       {"entry", true},
                       {"seed", true},
                       {"cases", true}}))
    return;
  Text contract = schema.text(node, "contract");
  if (!contract.value.empty() && contract.value != contractId)
    schema.issue(contract.position, ErrorCode::ContractCheck,
                 "the fixture belongs to '" + contract.value + "', not to '" +
                     contractId + "'");
  schema.text(node, "id");
  schema.text(node, "entry");
  schema.number(node, "seed");
  if (std::optional<double> cases = schema.number(node, "cases");
      cases && *cases < 1)
    schema.issue(node.find("cases")->position, ErrorCode::ContractCheck,
                 "a fixture without cases");
}

/// True if the buffer is written, so that something can be compared.
bool checkBuffer(Schema &schema, const YamlNode &node) {
  if (!schema.mapping(node, "a buffer",
                      {{"name", true},
                       {"dir", true},
                       {"type", true},
                       {"length", true},
                       {"gen"},
                       {"value"},
                       {"path"},
                       {"compare"},
                       {"nan"},
                       {"signed_zero"}}))
    return false;
  schema.text(node, "name");
  schema.text(node, "type");
  schema.text(node, "length");
  Text direction = schema.text(node, "dir");
  schema.oneOf(direction, "direction", kDirections);
  Text generator = schema.text(node, "gen");
  schema.oneOf(generator, "generator", kGenerators);
  return direction.value == "out" || direction.value == "inout";
}

} // namespace

void contract::checkFixtureForm(llvm::StringRef text, llvm::StringRef path,
                                llvm::StringRef contractId, Issues &issues) {
  std::optional<YamlNode> root = parseYaml(text, path, issues);
  if (!root)
    return;
  Schema schema(path, issues);
  if (!schema.mapping(*root, "a fixture file",
                      {{"fixture", true},
                       {"buffers", true},
                       {"sizes"},
                       {"edge"},
                       {"golden"}}))
    return;
  if (const YamlEntry *entry = root->find("fixture"))
    checkHead(schema, entry->value, contractId);
  bool written = false;
  schema.list(*root, "buffers", [&](const YamlNode &item) {
    written |= checkBuffer(schema, item);
  });
  if (root->find("buffers") && !written)
    schema.issue(root->find("buffers")->position, ErrorCode::ContractCheck,
                 "no buffer is written, so nothing is compared");
  schema.numbers(*root, "sizes");
  schema.list(*root, "golden", [&](const YamlNode &item) {
    if (item.kind != YamlNode::Mapping)
      schema.issue(item.position, ErrorCode::ContractValueType,
                   "a golden case is not a mapping");
  });
}
