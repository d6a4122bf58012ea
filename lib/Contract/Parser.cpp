//===- Parser.cpp - Contract files ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The head of a contract and the order in which the sections are read.
//===----------------------------------------------------------------------===//

#include "atlas/Contract/Parser.h"

#include "ContractReader.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::contract;

namespace {

constexpr llvm::StringLiteral kKinds[] = {"compile", "kernel", "architecture"};
constexpr llvm::StringLiteral kStatuses[] = {"draft", "enforced", "deprecated"};
constexpr llvm::StringLiteral kExactness[] = {"bit_exact", "ordered_float",
                                              "bounded_ulp"};

/// C(-[A-Z0-9]+)+
bool isContractId(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 8> parts;
  text.split(parts, '-');
  if (parts.size() < 2 || parts.front() != "C")
    return false;
  return llvm::all_of(llvm::drop_begin(parts), [](llvm::StringRef part) {
    return !part.empty() && llvm::all_of(part, [](char c) {
      return llvm::isDigit(c) || (c >= 'A' && c <= 'Z');
    });
  });
}

/// The position of a word in a list of words; 0 if it is none of them.
template <typename Enum, size_t N>
Enum enumOf(llvm::StringRef word, const llvm::StringLiteral (&words)[N]) {
  for (size_t i = 0; i < N; ++i)
    if (words[i] == word)
      return Enum(i);
  return Enum(0);
}

} // namespace

void ContractReader::readVersion(const Text &text) {
  if (text.value.empty())
    return;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  llvm::StringRef(text.value).split(parts, '.');
  bool good = parts.size() == 3;
  for (size_t i = 0; good && i < 3; ++i)
    good = parts[i].size() <= 6 && (parts[i] == "0" || parts[i][0] != '0') &&
           llvm::to_integer(parts[i], made.version[i], 10);
  if (!good)
    schema.issue(text.position, ErrorCode::ContractValueInvalid,
                 "the version '" + text.value + "' is not three numbers",
                 "write for instance 1.0.0");
}

void ContractReader::readMetadata(const YamlNode &node) {
  if (!schema.mapping(node, "metadata",
                      {{"id", true},
                       {"version", true},
                       {"kind", true},
                       {"status", true},
                       {"title", true}}))
    return;
  made.id = schema.text(node, "id");
  if (!made.id.value.empty() && !isContractId(made.id.value))
    schema.issue(made.id.position, ErrorCode::ContractValueInvalid,
                 "'" + made.id.value + "' is no contract id",
                 "an id is C followed by words of A-Z and 0-9, each behind a "
                 "hyphen: C-ATLAS-LAUNCH");
  readVersion(schema.text(node, "version"));
  Text kind = schema.text(node, "kind"), status = schema.text(node, "status");
  schema.oneOf(kind, "kind", kKinds);
  schema.oneOf(status, "status", kStatuses);
  made.kind = enumOf<ContractKind>(kind.value, kKinds);
  made.status = enumOf<ContractStatus>(status.value, kStatuses);
  made.title = schema.text(node, "title").value;
}

void ContractReader::readNumerics(const YamlNode &node) {
  if (!schema.mapping(
          node, "numerics",
          {{"nan"}, {"overflow"}, {"signed_zero"}, {"denormals"}}))
    return;
  made.numerics = {schema.text(node, "nan").value,
                   schema.text(node, "overflow").value,
                   schema.text(node, "signed_zero").value,
                   schema.text(node, "denormals").value};
}

void ContractReader::readReference(const YamlNode &node) {
  if (!schema.mapping(node, "a reference",
                      {{"document", true}, {"section", true}, {"claim", true}}))
    return;
  made.references.push_back({schema.text(node, "document").value,
                             schema.text(node, "section").value,
                             schema.text(node, "claim").value});
}

void ContractReader::readDependencies(const YamlNode &root) {
  made.dependsOn = schema.texts(root, "depends_on");
  for (size_t i = 0; i < made.dependsOn.size(); ++i) {
    const Text &one = made.dependsOn[i];
    if (one.value == made.id.value)
      schema.issue(one.position, ErrorCode::ContractDependency,
                   "'" + one.value + "' depends on itself");
    for (size_t k = 0; k < i; ++k)
      if (made.dependsOn[k].value == one.value) {
        schema.issue(one.position, ErrorCode::ContractDependency,
                     "'" + one.value + "' is listed twice");
        break;
      }
  }
}

Contract ContractReader::read(const YamlNode &root) {
  if (!schema.mapping(root, "a contract",
                      {{"metadata", true},
                       {"depends_on"},
                       {"exactness"},
                       {"numerics"},
                       {"references"},
                       {"compile_targets"},
                       {"equations", true},
                       {"proof_obligations", true},
                       {"falsification_tests", true}}))
    return std::move(made);
  if (const YamlEntry *entry = root.find("metadata"))
    readMetadata(entry->value);
  readDependencies(root);
  Text exactness = schema.text(root, "exactness");
  schema.oneOf(exactness, "exactness class", kExactness);
  made.exactness = exactness.value;
  if (const YamlEntry *entry = root.find("numerics"))
    readNumerics(entry->value);
  schema.list(root, "references",
              [&](const YamlNode &item) { readReference(item); });

  const YamlEntry *targets = root.find("compile_targets");
  if (made.kind == ContractKind::Compile && !targets)
    schema.issue(root.position, ErrorCode::ContractKeyMissing,
                 "a contract of kind compile has no key 'compile_targets'");
  if (made.kind != ContractKind::Compile && targets)
    schema.issue(targets->position, ErrorCode::ContractTarget,
                 "a contract of kind " + kindName(made.kind) +
                     " has compile targets",
                 "only kind compile has them");
  schema.list(root, "compile_targets",
              [&](const YamlNode &item) { readTarget(item); });
  schema.list(root, "equations",
              [&](const YamlNode &item) { readEquation(item); });
  schema.list(root, "proof_obligations",
              [&](const YamlNode &item) { readObligation(item); });
  schema.list(root, "falsification_tests",
              [&](const YamlNode &item) { readTest(item); });
  checkIds();
  checkReferences();
  checkExactness();
  return std::move(made);
}

std::optional<Contract> contract::parseContract(llvm::StringRef text,
                                                llvm::StringRef path,
                                                const Vocabulary &vocabulary,
                                                Issues &issues) {
  Issues own;
  std::optional<Contract> made;
  if (std::optional<YamlNode> root = parseYaml(text, path, own))
    made = ContractReader(path, vocabulary, own).read(*root);
  if (!own.empty())
    made.reset();
  sortIssues(own);
  issues.insert(issues.end(), own.begin(), own.end());
  return made;
}
