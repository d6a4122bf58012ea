//===- ArtifactWriter.cpp - The canonical text ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keys in a fixed order. Numbers that are not integers go through fmt, whose
// text is the shortest that reads back equal; infinities and NaN are texts.
//===----------------------------------------------------------------------===//

#include "ArtifactWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <cmath>

using namespace atlas;
using namespace atlas::backend;
using llvm::json::OStream;

namespace {

void number(OStream &json, llvm::StringRef key, double value) {
  json.attributeBegin(key);
  if (std::isnan(value))
    json.value("nan");
  else if (std::isinf(value))
    json.value(value < 0 ? "-inf" : "inf");
  else
    json.rawValue(fmt::format("{}", value));
  json.attributeEnd();
}

template <typename List, typename Write>
void objects(OStream &json, llvm::StringRef key, const List &list,
             Write write) {
  json.attributeArray(key, [&] {
    for (const auto &one : list)
      json.object([&] { write(one); });
  });
}

void texts(OStream &json, llvm::StringRef key,
           const std::vector<std::string> &list) {
  json.attributeArray(key, [&] {
    for (const std::string &one : list)
      json.value(one);
  });
}

void writePolicy(OStream &json, const QuorumPolicy &policy) {
  json.attribute("kind", policyName(policy.kind()));
  if (policy.kind() == PolicyKind::DiffExec)
    number(json, "tolerance", policy.tolerance());
  json.attribute("fail_on_divergence", policy.failOnDivergence());
}

void writeResult(OStream &json, const DiffExecResult &result) {
  if (auto *match = std::get_if<Match>(&result)) {
    json.attribute("kind", "match");
    number(json, "max_abs_diff", match->maxAbsDiff);
  } else if (auto *divergent = std::get_if<Divergent>(&result)) {
    json.attribute("kind", "divergent");
    number(json, "max_abs_diff", divergent->maxAbsDiff);
    number(json, "tolerance", divergent->tolerance);
  } else {
    json.attribute("kind", "not_run");
    json.attribute("reason", std::get<NotRun>(result).reason);
  }
}

void writeStatus(OStream &json, const QuorumStatus &status) {
  if (auto *single = std::get_if<Single>(&status)) {
    json.attribute("kind", "single");
    json.attribute("emitter", single->emitter);
    return;
  }
  const Multi &multi = std::get<Multi>(status);
  json.attribute("kind", "multi");
  texts(json, "emitters", multi.emitters);
  if (multi.diffExec)
    json.attributeObject("diff_exec",
                         [&] { writeResult(json, *multi.diffExec); });
  else
    json.attribute("diff_exec", nullptr);
}

void writePrimary(OStream &json, const Emission &code) {
  json.attribute("format", code.format.name);
  bool text = !code.format.binary && llvm::json::isUTF8(code.text());
  json.attribute("encoding", text ? "utf-8" : "base64");
  json.attribute("data", text ? code.text().str()
                              : llvm::encodeBase64(code.bytes));
}

void writeEntry(OStream &json, const EntryPoint &entry) {
  json.attribute("name", entry.name);
  json.attribute("kernel", entry.kernel.toJSON());
  if (entry.workgroupSize != std::array<unsigned, 3>{})
    json.attributeArray("workgroup_size", [&] {
      for (unsigned size : entry.workgroupSize)
        json.value(size);
    });
  if (entry.workgroupBytes)
    json.attribute("workgroup_bytes", entry.workgroupBytes);
  if (!entry.bindings.empty())
    objects(json, "bindings", entry.bindings, [&](const BufferBinding &one) {
      json.attribute("parameter", one.parameter);
      json.attribute("group", one.group);
      json.attribute("binding", one.binding);
      json.attribute("layout", one.layout);
    });
  if (!entry.parameters.empty())
    objects(json, "parameters", entry.parameters,
            [&](const ParameterSlot &one) {
              json.attribute("name", one.name);
              json.attribute("type", one.type);
              json.attribute("offset", one.offset);
            });
}

void writeRow(OStream &json, const CiteRow &row) {
  json.attribute("entry", row.entry);
  json.attribute("class", row.construct.cls);
  json.attributeObject("attrs", [&] {
    if (!row.construct.scope.empty())
      json.attribute("scope", row.construct.scope);
    if (row.construct.width)
      json.attribute("width", row.construct.width);
    if (!row.construct.ordering.empty())
      json.attribute("ordering", row.construct.ordering);
    if (!row.construct.introducedFrom.empty())
      json.attribute("introduced_from", row.construct.introducedFrom);
  });
  json.attribute("contract", row.contract);
  json.attribute("equation", row.equation);
  json.attribute("origin", row.origin);
  json.attribute("count", int64_t(row.count));
}

void writeHead(OStream &json, const ArtifactContext &rest) {
  json.attribute("atlas_artifact", 1);
  json.attribute("target", rest.target);
  json.attribute("hardware", rest.hardware);
  json.attribute("backend", rest.backend);
  objects(json, "emitters", rest.emitters, [&](const EmitterEntry &one) {
    json.attribute("name", one.name);
    json.attribute("role", one.general ? "general" : "specialist");
    if (one.shape)
      json.attribute("shape", *one.shape);
  });
  json.attributeObject("policy", [&] { writePolicy(json, rest.policy); });
}

} // namespace

std::string Artifact::write(bool withStatus) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    writeHead(json, rest);
    json.attribute("validation", validationName(rows.validation));
    json.attribute("constructs_level",
                   rows.validation == Validation::Decoded ? "decoded"
                                                          : "declared");
    if (rows.usesDrafts)
      json.attribute("uses_drafts", true);
    json.attributeObject("primary", [&] { writePrimary(json, code); });
    objects(json, "entries", code.entries,
            [&](const EntryPoint &one) { writeEntry(json, one); });
    texts(json, "requirements", code.requirements);
    texts(json, "citations", cited);
    auto row = [&](const CiteRow &one) { writeRow(json, one); };
    objects(json, "constructs", rows.rows, row);
    if (!rows.unused.empty())
      objects(json, "unused", rows.unused, row);
    json.attribute("corpus_digest", rest.corpusDigest);
    std::vector<Sidecar> sidecars = rest.sidecars;
    if (!withStatus) // what was measured is no content
      llvm::erase_if(sidecars,
                     [](const Sidecar &one) { return one.name == kReportSidecar; });
    objects(json, "sidecars", sidecars, [&](const Sidecar &one) {
      json.attribute("name", one.name);
      json.attribute("data", llvm::encodeBase64(one.bytes));
    });
    if (withStatus)
      json.attributeObject("quorum_status",
                           [&] { writeStatus(json, rest.status); });
  });
  return text + "\n";
}
