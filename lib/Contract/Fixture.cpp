//===- Fixture.cpp - Fixture files ------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/Fixture.h"

#include "Schema.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace atlas;
using namespace atlas::contract;

namespace {

constexpr llvm::StringLiteral kDirections[] = {"in", "out", "inout", "table"};
constexpr llvm::StringLiteral kGenerators[] = {"uniform", "normal", "bits",
                                               "csr",     "ramp",   "const",
                                               "file"};
constexpr llvm::StringLiteral kEdges[] = {
    "all-min",   "all-max", "alternating", "zeros", "neg-zero",
    "subnormal", "inf",     "nan",         "max",   "min-normal"};

class Reader {
public:
  Reader(llvm::StringRef path, llvm::StringRef contractId, Issues &issues)
      : schema(path, issues), contractId(contractId) {
    fixture.path = path.str();
  }
  void read(const YamlNode &root);
  Fixture fixture;

private:
  void head(const YamlNode &node);
  void buffer(const YamlNode &node);
  void scalar(const YamlNode &node);
  void source(const YamlNode &node, FixtureSource &source);
  void edges(const YamlNode &node);
  void golden(const YamlNode &node);
  FixtureValues values(const YamlNode &node, llvm::StringRef what);
  void places(const YamlNode &node, FixtureValues &values);
  std::optional<uint64_t> whole(const YamlNode &map, llvm::StringRef key);
  bool flag(const YamlNode &node, llvm::StringRef key, llvm::StringRef word);

  Schema schema;
  llvm::StringRef contractId;
};

std::optional<uint64_t> Reader::whole(const YamlNode &map,
                                      llvm::StringRef key) {
  Text text = schema.text(map, key);
  uint64_t value;
  if (text.value.empty())
    return std::nullopt;
  if (!llvm::StringRef(text.value).getAsInteger(10, value))
    return value;
  schema.issue(text.position, ErrorCode::ContractValueType,
               "'" + key + "' is not a whole number");
  return std::nullopt;
}

void Reader::head(const YamlNode &node) {
  if (!schema.mapping(node, "a fixture",
                      {{"id", true},
                       {"contract", true},
                       {"entry", true},
                       {"seed", true},
                       {"cases", true}}))
    return;
  fixture.contract = schema.text(node, "contract");
  if (!fixture.contract.value.empty() && !contractId.empty() &&
      fixture.contract.value != contractId)
    schema.issue(fixture.contract.position, ErrorCode::ContractCheck,
                 "the fixture belongs to '" + fixture.contract.value +
                     "', not to '" + contractId + "'");
  fixture.id = schema.text(node, "id");
  fixture.entry = schema.text(node, "entry");
  fixture.seed = whole(node, "seed").value_or(0);
  if (std::optional<uint64_t> cases = whole(node, "cases")) {
    if (*cases < 1 || *cases > 100000)
      schema.issue(node.find("cases")->position, ErrorCode::ContractCheck,
                   *cases ? "more than 100000 cases" : "a fixture without cases");
    fixture.cases = unsigned(*cases);
  }
}

void Reader::source(const YamlNode &node, FixtureSource &source) {
  source.generator = schema.text(node, "gen");
  schema.oneOf(source.generator, "generator", kGenerators);
  source.path = schema.text(node, "path");
  source.entries = schema.text(node, "entries");
  source.columns = schema.text(node, "columns");
  source.of = schema.text(node, "of");
  source.values = schema.texts(node, "values");
  if (Text value = schema.text(node, "value"); !value.value.empty())
    source.values.push_back(value);
  std::vector<Text> range = schema.texts(node, "range");
  if (range.size() == 2)
    source.range = {range[0], range[1]};
  else if (!range.empty())
    schema.issue(range[0].position, ErrorCode::ContractValueInvalid,
                 "'range' is a first and a last value");
}

/// `nan: bitwise` and the like.
bool Reader::flag(const YamlNode &node, llvm::StringRef key,
                  llvm::StringRef word) {
  Text text = schema.text(node, key);
  if (!text.value.empty() && text.value != word)
    schema.issue(text.position, ErrorCode::ContractValueInvalid,
                 "'" + key + "' can be '" + word + "' only");
  return text.value == word;
}

void Reader::buffer(const YamlNode &node) {
  if (!schema.mapping(node, "a buffer",
                      {{"name", true}, {"dir", true}, {"type", true},
                       {"length", true}, {"gen"}, {"range"}, {"value"},
                       {"values"}, {"path"}, {"entries"}, {"columns"}, {"of"},
                       {"compare"}, {"nan"}, {"signed_zero"}, {"partial"}}))
    return;
  FixtureBuffer &buffer = fixture.buffers.emplace_back();
  buffer.name = schema.text(node, "name");
  buffer.type = schema.text(node, "type");
  Text direction = schema.text(node, "dir");
  schema.oneOf(direction, "direction", kDirections);
  buffer.role = llvm::StringSwitch<ParamRole>(direction.value)
                    .Case("out", ParamRole::Out)
                    .Case("inout", ParamRole::InOut)
                    .Case("table", ParamRole::Table)
                    .Default(ParamRole::In);
  const YamlEntry *length = node.find("length");
  if (length && length->value.kind == YamlNode::Sequence)
    buffer.length = schema.texts(node, "length");
  else
    buffer.length = {schema.text(node, "length")};
  source(node, buffer.source);
  const YamlEntry *compare = node.find("compare");
  // In a flow mapping `ulp: 4` needs quotes; a mapping of one key is as good.
  if (compare && compare->value.kind == YamlNode::Mapping &&
      compare->value.entries.size() == 1)
    buffer.compare = {compare->value.entries[0].key + ":" +
                          compare->value.entries[0].value.text,
                      compare->value.position};
  else
    buffer.compare = schema.text(node, "compare");
  buffer.bitwiseNaN = flag(node, "nan", "bitwise");
  buffer.strictSignedZero = flag(node, "signed_zero", "strict");
  buffer.partial = schema.boolean(node, "partial").value_or(false);
}

void Reader::scalar(const YamlNode &node) {
  if (!schema.mapping(node, "a scalar",
                      {{"name", true}, {"type", true}, {"gen"}, {"range"},
                       {"value"}, {"values"}}))
    return;
  FixtureScalar &scalar = fixture.scalars.emplace_back();
  scalar.name = schema.text(node, "name");
  scalar.type = schema.text(node, "type");
  source(node, scalar.source);
}

void Reader::edges(const YamlNode &node) {
  if (node.kind != YamlNode::Mapping)
    return schema.issue(node.position, ErrorCode::ContractValueType,
                        "'edge' is " + node.kindText() + ", not a mapping");
  for (const YamlEntry &entry : node.entries)
    for (const Text &edge : schema.texts(node, entry.key)) {
      schema.oneOf(edge, "special value", kEdges);
      fixture.edges.push_back({{entry.key, entry.position}, edge});
    }
}

void Reader::places(const YamlNode &node, FixtureValues &values) {
  for (const YamlEntry &entry : node.entries) {
    uint64_t index;
    if (llvm::StringRef(entry.key).getAsInteger(10, index))
      schema.issue(entry.position, ErrorCode::ContractValueType,
                   "'" + entry.key + "' is not the number of an element");
    else
      values.at[index] = schema.textOf(entry.value, "an element").value;
  }
}

FixtureValues Reader::values(const YamlNode &node, llvm::StringRef what) {
  FixtureValues values;
  values.position = node.position;
  if (node.kind == YamlNode::Sequence) {
    values.isList = true;
    for (const YamlNode &item : node.items)
      values.list.push_back(schema.textOf(item, "an element").value);
    return values;
  }
  if (node.kind != YamlNode::Mapping) {
    values.rest = schema.textOf(node, what).value;
    return values;
  }
  schema.mapping(node, what, {{"fill"}, {"at"}, {"rest"}});
  for (const YamlEntry &entry : node.entries) {
    if (entry.key != "at")
      values.rest = schema.textOf(entry.value, "'" + entry.key + "'").value;
    else if (entry.value.kind == YamlNode::Mapping)
      places(entry.value, values);
    else
      schema.issue(entry.value.position, ErrorCode::ContractValueType,
                   "'at' is " + entry.value.kindText() + ", not a mapping");
  }
  return values;
}

void Reader::golden(const YamlNode &node) {
  if (node.kind != YamlNode::Mapping)
    return schema.issue(node.position, ErrorCode::ContractValueType,
                        "a golden case is not a mapping");
  GoldenCase &golden = fixture.golden.emplace_back();
  golden.position = node.position;
  for (const YamlEntry &entry : node.entries) {
    if (entry.key == "n") {
      golden.size = whole(node, "n");
    } else if (entry.key != "expect") {
      golden.inputs[entry.key] = values(entry.value, entry.key);
    } else if (entry.value.kind == YamlNode::Mapping) {
      for (const YamlEntry &output : entry.value.entries)
        golden.expect[output.key] = values(output.value, output.key);
    } else {
      schema.issue(entry.value.position, ErrorCode::ContractValueType,
                   "'expect' is " + entry.value.kindText() +
                       ", not a mapping");
    }
  }
  if (golden.expect.empty())
    schema.issue(node.position, ErrorCode::ContractCheck,
                 "a golden case that expects nothing");
}

void Reader::read(const YamlNode &root) {
  if (!schema.mapping(root, "a fixture file",
                      {{"fixture", true},
                       {"buffers"},
                       {"scalars"},
                       {"results"},
                       {"sizes"},
                       {"edge"},
                       {"golden"}}))
    return;
  if (const YamlEntry *entry = root.find("fixture"))
    head(entry->value);
  schema.list(root, "buffers", [&](const YamlNode &item) { buffer(item); });
  schema.list(root, "scalars", [&](const YamlNode &item) { scalar(item); });
  std::vector<Text> results = schema.texts(root, "results");
  bool written = !results.empty();
  for (const FixtureBuffer &one : fixture.buffers)
    written |= one.role == ParamRole::Out || one.role == ParamRole::InOut;
  if (!written)
    schema.issue(root.find("buffers") ? root.find("buffers")->position
                                      : root.position,
                 ErrorCode::ContractCheck,
                 "no buffer is written, so nothing is compared",
                 "a kernel with results only names them in 'results'");
  fixture.sizes = schema.numbers(root, "sizes");
  if (const YamlEntry *entry = root.find("edge"))
    edges(entry->value);
  schema.list(root, "golden", [&](const YamlNode &item) { golden(item); });
}

} // namespace

std::optional<Fixture> contract::parseFixture(llvm::StringRef text,
                                              llvm::StringRef path,
                                              llvm::StringRef contractId,
                                              Issues &issues) {
  size_t before = issues.size();
  std::optional<YamlNode> root = parseYaml(text, path, issues);
  if (!root)
    return std::nullopt;
  Reader reader(path, contractId, issues);
  reader.read(*root);
  if (issues.size() != before)
    return std::nullopt;
  return std::move(reader.fixture);
}
