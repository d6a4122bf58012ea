//===- ArtifactReader.cpp - Artifacts from JSON -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what the writer writes, and the older forms that the specification
// names: a primary or a sidecar as plain values, and no quorum status.
//===----------------------------------------------------------------------===//

#include "ArtifactWords.h"

#include "atlas/Support/Error.h"
#include "atlas/Support/SourceLimits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"

#include <cmath>
#include <limits>

using namespace atlas;
using namespace atlas::backend;
namespace json = llvm::json;

namespace {

/// Typed access with the path of every value; keeps the first mistake.
class Reader {
public:
  explicit Reader(std::vector<std::string> &warnings) : warnings(warnings) {}

  llvm::Error takeError() {
    return message.empty() ? llvm::Error::success()
                           : makeError(ErrorCode::ArtifactInvalid, message);
  }
  bool failed() const { return !message.empty(); }
  void fail(llvm::StringRef path, const llvm::Twine &what) {
    if (message.empty())
      message = (path + ": " + what).str();
  }

  /// A value inside an object; null and a complaint if a required one is absent.
  const json::Value *get(const json::Object &object, llvm::StringRef path,
                         llvm::StringRef key, bool required = true) {
    const json::Value *value = object.get(key);
    if (!value && required)
      fail(path, "no key '" + key + "'");
    return value;
  }
  const json::Object *object(const json::Value *value, llvm::StringRef path) {
    const json::Object *found = value ? value->getAsObject() : nullptr;
    if (value && !found)
      fail(path, "not an object");
    return found;
  }
  void known(const json::Object &object, llvm::StringRef path,
             llvm::ArrayRef<llvm::StringRef> keys) {
    std::vector<std::string> unknown;
    for (const auto &entry : object)
      if (!llvm::is_contained(keys, llvm::StringRef(entry.first)))
        unknown.push_back((path + "." + llvm::StringRef(entry.first)).str());
    llvm::sort(unknown);
    for (const std::string &one : unknown)
      warnings.push_back("unknown key '" + one + "' is ignored");
  }
  std::string text(const json::Object &object, llvm::StringRef path,
                   llvm::StringRef key, bool required = true) {
    const json::Value *value = get(object, path, key, required);
    if (!value)
      return "";
    if (auto found = value->getAsString())
      return found->str();
    fail((path + "." + key).str(), "not a text");
    return "";
  }
  uint64_t count(const json::Object &object, llvm::StringRef path,
                 llvm::StringRef key, bool required = true) {
    const json::Value *value = get(object, path, key, required);
    if (!value)
      return 0;
    if (auto found = value->getAsInteger(); found && *found >= 0)
      return *found;
    fail((path + "." + key).str(), "not an integer of at least 0");
    return 0;
  }
  unsigned small(const json::Object &object, llvm::StringRef path,
                 llvm::StringRef key, bool required = true) {
    uint64_t value = count(object, path, key, required);
    if (value > UINT32_MAX)
      fail((path + "." + key).str(), "out of range");
    return unsigned(value);
  }
  bool flag(const json::Object &object, llvm::StringRef path,
            llvm::StringRef key, bool required = true) {
    const json::Value *value = get(object, path, key, required);
    if (!value)
      return false;
    if (auto found = value->getAsBoolean())
      return *found;
    fail((path + "." + key).str(), "neither true nor false");
    return false;
  }
  /// A number of at least 0, infinity included.
  double difference(const json::Object &object, llvm::StringRef path,
                    llvm::StringRef key);
  void array(const json::Object &object, llvm::StringRef path,
             llvm::StringRef key, bool required,
             llvm::function_ref<void(const json::Value &, std::string)> each) {
    const json::Value *value = get(object, path, key, required);
    if (!value)
      return;
    const json::Array *found = value->getAsArray();
    std::string own = (path + "." + key).str();
    if (!found)
      return fail(own, "not a list");
    for (size_t i = 0; i < found->size(); ++i)
      each((*found)[i], own + "[" + llvm::utostr(i) + "]");
  }
  std::vector<std::string> texts(const json::Object &object,
                                 llvm::StringRef path, llvm::StringRef key,
                                 bool required = true) {
    std::vector<std::string> all;
    array(object, path, key, required,
          [&](const json::Value &value, std::string own) {
            if (auto found = value.getAsString())
              all.push_back(found->str());
            else
              fail(own, "not a text");
          });
    return all;
  }
  std::vector<char> base64(llvm::StringRef text, llvm::StringRef path) {
    std::vector<char> bytes;
    if (llvm::Error error = llvm::decodeBase64(text, bytes)) {
      fail(path, "not base64: " + llvm::toString(std::move(error)));
      bytes.clear();
    }
    return bytes;
  }

private:
  std::vector<std::string> &warnings;
  std::string message;
};

double Reader::difference(const json::Object &object, llvm::StringRef path,
                          llvm::StringRef key) {
  const json::Value *value = get(object, path, key);
  if (!value)
    return 0;
  double number = std::nan("");
  if (auto found = value->getAsNumber())
    number = *found;
  else if (value->getAsString() == "inf")
    number = std::numeric_limits<double>::infinity();
  if (!(number >= 0))
    fail((path + "." + key).str(), "not a number of at least 0, nor \"inf\"");
  return number;
}

QuorumPolicy readPolicy(Reader &read, const json::Object &object) {
  const char *path = "$.policy";
  read.known(object, path, {"kind", "tolerance", "fail_on_divergence"});
  auto kind = parsePolicyName(read.text(object, path, "kind"));
  if (!kind) {
    read.fail("$.policy.kind", "no policy of that name");
    return {};
  }
  double tolerance = *kind == PolicyKind::DiffExec
                         ? read.difference(object, path, "tolerance")
                         : 0;
  std::optional<bool> fails;
  if (object.get("fail_on_divergence"))
    fails = read.flag(object, path, "fail_on_divergence");
  auto policy = QuorumPolicy::make(*kind, tolerance, fails);
  if (policy)
    return *policy;
  read.fail(path, llvm::toString(policy.takeError()));
  return {};
}

std::optional<DiffExecResult> readResult(Reader &read,
                                         const json::Object &object) {
  const char *path = "$.quorum_status.diff_exec";
  std::string kind = read.text(object, path, "kind");
  if (kind == "match") {
    read.known(object, path, {"kind", "max_abs_diff"});
    return Match{read.difference(object, path, "max_abs_diff")};
  }
  if (kind == "divergent") {
    read.known(object, path, {"kind", "max_abs_diff", "tolerance"});
    return Divergent{read.difference(object, path, "max_abs_diff"),
                     read.difference(object, path, "tolerance")};
  }
  if (kind == "not_run") {
    read.known(object, path, {"kind", "reason"});
    return NotRun{read.text(object, path, "reason")};
  }
  read.fail("$.quorum_status.diff_exec.kind", "no result of that name");
  return std::nullopt;
}

QuorumStatus readStatus(Reader &read, const json::Object &object) {
  const char *path = "$.quorum_status";
  std::string kind = read.text(object, path, "kind");
  if (kind == "single") {
    read.known(object, path, {"kind", "emitter"});
    return Single{read.text(object, path, "emitter")};
  }
  if (kind != "multi") {
    read.fail("$.quorum_status.kind", "no status of that name");
    return Single{"unknown"};
  }
  read.known(object, path, {"kind", "emitters", "diff_exec"});
  Multi multi{read.texts(object, path, "emitters"), std::nullopt};
  const json::Value *result = read.get(object, path, "diff_exec");
  if (result && result->kind() != json::Value::Null)
    if (const json::Object *inside =
            read.object(result, "$.quorum_status.diff_exec"))
      multi.diffExec = readResult(read, *inside);
  return multi;
}

void readPrimary(Reader &read, const json::Value &value, Emission &code) {
  if (auto text = value.getAsString()) { // the older form
    code.format = {"unknown", false};
    code.bytes.assign(text->begin(), text->end());
    return;
  }
  const json::Object *object = read.object(&value, "$.primary");
  if (!object)
    return;
  read.known(*object, "$.primary", {"format", "encoding", "data"});
  std::string encoding = read.text(*object, "$.primary", "encoding");
  std::string data = read.text(*object, "$.primary", "data");
  code.format = {read.text(*object, "$.primary", "format"),
                 encoding == "base64"};
  if (encoding == "base64")
    code.bytes = read.base64(data, "$.primary.data");
  else if (encoding == "utf-8")
    code.bytes.assign(data.begin(), data.end());
  else
    read.fail("$.primary.encoding", "neither \"utf-8\" nor \"base64\"");
}

Sidecar readSidecar(Reader &read, const json::Value &value, std::string path) {
  Sidecar sidecar;
  if (const json::Array *pair = value.getAsArray()) { // the older form
    const json::Array *bytes =
        pair->size() == 2 ? (*pair)[1].getAsArray() : nullptr;
    auto name = bytes ? (*pair)[0].getAsString() : std::nullopt;
    if (!name) {
      read.fail(path, "not a pair of name and bytes");
      return sidecar;
    }
    sidecar.name = name->str();
    for (const json::Value &byte : *bytes) {
      auto number = byte.getAsInteger();
      if (!number || *number < 0 || *number > 255)
        read.fail(path, "not a byte");
      else
        sidecar.bytes.push_back(char(*number));
    }
    return sidecar;
  }
  if (const json::Object *object = read.object(&value, path)) {
    read.known(*object, path, {"name", "data"});
    sidecar.name = read.text(*object, path, "name");
    sidecar.bytes = read.base64(read.text(*object, path, "data"), path);
  }
  return sidecar;
}

CiteRow readRow(Reader &read, const json::Value &value, std::string path) {
  CiteRow row;
  const json::Object *object = read.object(&value, path);
  if (!object)
    return row;
  read.known(*object, path,
             {"entry", "class", "attrs", "contract", "equation", "origin",
              "count"});
  row.entry = read.text(*object, path, "entry");
  row.construct.cls = read.text(*object, path, "class");
  std::string inner = path + ".attrs";
  if (const json::Object *attrs =
          read.object(read.get(*object, path, "attrs"), inner)) {
    read.known(*attrs, inner, {"scope", "width", "ordering", "introduced_from"});
    row.construct.scope = read.text(*attrs, inner, "scope", false);
    row.construct.width = read.small(*attrs, inner, "width", false);
    row.construct.ordering = read.text(*attrs, inner, "ordering", false);
    row.construct.introducedFrom =
        read.text(*attrs, inner, "introduced_from", false);
  }
  row.contract = read.text(*object, path, "contract");
  row.equation = read.text(*object, path, "equation");
  row.origin = read.text(*object, path, "origin");
  row.count = read.count(*object, path, "count");
  if (!row.count)
    read.fail(path + ".count", "not at least 1");
  return row;
}

void readBindings(Reader &read, const json::Object &object,
                  llvm::StringRef path, EntryPoint &entry) {
  read.array(object, path, "bindings", false,
             [&](const json::Value &value, std::string own) {
               if (const json::Object *one = read.object(&value, own)) {
                 read.known(*one, own,
                            {"parameter", "group", "binding", "layout"});
                 entry.bindings.push_back({read.text(*one, own, "parameter"),
                                           read.small(*one, own, "group"),
                                           read.small(*one, own, "binding"),
                                           read.text(*one, own, "layout")});
               }
             });
  read.array(object, path, "parameters", false,
             [&](const json::Value &value, std::string own) {
               if (const json::Object *one = read.object(&value, own)) {
                 read.known(*one, own, {"name", "type", "offset"});
                 entry.parameters.push_back({read.text(*one, own, "name"),
                                             read.text(*one, own, "type"),
                                             read.small(*one, own, "offset")});
               }
             });
}

EntryPoint readEntry(Reader &read, const json::Value &value, std::string path) {
  EntryPoint entry;
  const json::Object *object = read.object(&value, path);
  if (!object)
    return entry;
  read.known(*object, path,
             {"name", "kernel", "workgroup_size", "workgroup_bytes", "bindings",
              "parameters"});
  entry.name = read.text(*object, path, "name");
  if (const json::Value *kernel = read.get(*object, path, "kernel")) {
    auto abi = KernelABI::fromJSON(*kernel);
    if (abi)
      entry.kernel = std::move(*abi);
    else
      read.fail(path + ".kernel", llvm::toString(abi.takeError()));
  }
  size_t next = 0;
  read.array(*object, path, "workgroup_size", false,
             [&](const json::Value &value, std::string own) {
               auto number = value.getAsInteger();
               if (next == 3 || !number || *number < 1 || *number > INT32_MAX)
                 return read.fail(own, "not one of three sizes");
               entry.workgroupSize[next++] = unsigned(*number);
             });
  if (next != 0 && next != 3)
    read.fail(path + ".workgroup_size", "not three sizes");
  entry.workgroupBytes = read.count(*object, path, "workgroup_bytes", false);
  readBindings(read, *object, path, entry);
  return entry;
}

void readContext(Reader &read, const json::Object &root,
                 ArtifactContext &context) {
  context.target = read.text(root, "$", "target");
  context.hardware = read.text(root, "$", "hardware");
  context.backend = read.text(root, "$", "backend");
  read.array(root, "$", "emitters", true,
             [&](const json::Value &value, std::string own) {
               const json::Object *one = read.object(&value, own);
               if (!one)
                 return;
               read.known(*one, own, {"name", "role", "shape"});
               std::string role = read.text(*one, own, "role");
               if (role != "general" && role != "specialist")
                 read.fail(own + ".role", "no role of that name");
               EmitterEntry entry{read.text(*one, own, "name"),
                                  role == "general", std::nullopt};
               if (one->get("shape"))
                 entry.shape = read.text(*one, own, "shape");
               context.emitters.push_back(std::move(entry));
             });
  if (const json::Object *policy =
          read.object(read.get(root, "$", "policy"), "$.policy"))
    context.policy = readPolicy(read, *policy);
  context.corpusDigest = read.text(root, "$", "corpus_digest");
  read.array(root, "$", "sidecars", true,
             [&](const json::Value &value, std::string own) {
               context.sidecars.push_back(readSidecar(read, value, own));
             });
  const json::Value *status = read.get(root, "$", "quorum_status", false);
  if (const json::Object *object = read.object(status, "$.quorum_status"))
    context.status = readStatus(read, *object);
}

void readRows(Reader &read, const json::Object &root, CheckedRows &rows) {
  auto into = [&](std::vector<CiteRow> &list) {
    return [&](const json::Value &value, std::string own) {
      list.push_back(readRow(read, value, own));
    };
  };
  read.array(root, "$", "constructs", true, into(rows.rows));
  read.array(root, "$", "unused", false, into(rows.unused));
  rows.usesDrafts = read.flag(root, "$", "uses_drafts", false);
  std::string level = read.text(root, "$", "validation");
  const auto *it = llvm::find(kValidationNames, level);
  if (it == std::end(kValidationNames))
    return read.fail("$.validation", "no level of that name");
  rows.validation = Validation(it - kValidationNames);
  bool decoded = rows.validation == Validation::Decoded;
  if (read.text(root, "$", "constructs_level") !=
      (decoded ? "decoded" : "declared"))
    read.fail("$.constructs_level", "does not fit the validation");
}

} // namespace

llvm::Expected<Artifact>
Artifact::fromJSON(llvm::StringRef text, std::vector<std::string> &warnings) {
  // The JSON reader recurses once per bracket.
  if (llvm::Error error = checkSourceLimits(text, "artifact.json"))
    return std::move(error);
  auto value = json::parse(text);
  if (!value)
    return makeError(ErrorCode::ArtifactInvalid,
                     "not JSON: " + llvm::toString(value.takeError()));
  Reader read(warnings);
  Emission code;
  CheckedRows rows;
  ArtifactContext context;
  std::vector<std::string> citations;
  if (const json::Object *root = read.object(&*value, "$")) {
    read.known(*root, "$",
               {"atlas_artifact", "target", "hardware", "backend", "emitters",
                "policy", "validation", "constructs_level", "uses_drafts",
                "primary", "entries", "requirements", "citations", "constructs",
                "unused", "corpus_digest", "sidecars", "quorum_status"});
    if (read.count(*root, "$", "atlas_artifact") != 1)
      read.fail("$.atlas_artifact", "no version that this program reads");
    readContext(read, *root, context);
    readRows(read, *root, rows);
    if (const json::Value *primary = read.get(*root, "$", "primary"))
      readPrimary(read, *primary, code);
    read.array(*root, "$", "entries", true,
               [&](const json::Value &value, std::string own) {
                 code.entries.push_back(readEntry(read, value, own));
               });
    code.requirements = read.texts(*root, "$", "requirements");
    citations = read.texts(*root, "$", "citations");
  }
  if (read.failed())
    return read.takeError();
  Artifact artifact(std::move(code), std::move(rows), std::move(context));
  if (artifact.citations() != citations)
    return makeError(ErrorCode::ArtifactInvalid,
                     "$.citations: not the contracts of $.constructs",
                     "citations follow from the table; they cannot be edited");
  return artifact;
}
