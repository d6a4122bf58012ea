//===- Artifact.h - The result of a lowering --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code, its citations, and how it was agreed on.
//
// Citations cannot be set: they are the contracts of the accepted rows. The JSON
// form is canonical (fixed key order, sorted lists, shortest round-trip
// numbers, one newline at the end), so equal artifacts are equal bytes, and
// reading and writing a canonical text gives it back. Nothing in an artifact
// depends on time, place or process; what was measured stands in the quorum
// status alone, which the content digest leaves out.
//
// Failure: reading gives ATL0407 with the JSON path.
// Thread rule: immutable value.
// Source: backends-and-contracts.md BR-10 to BR-13, BR-43 to BR-47, CI-10,
// CI-12; docs/Reference/artifact.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_ARTIFACT_H
#define ATLAS_BACKEND_ARTIFACT_H

#include "atlas/Backend/Emitter.h"
#include "atlas/Backend/Policy.h"

namespace atlas::backend {

/// The sidecar in which `atlas-jit quorum` says what it executed (DX-20).
inline constexpr llvm::StringLiteral kReportSidecar = "diff_exec_report";

/// An emitter that a target offers, as it stands in the artifact.
struct EmitterEntry {
  std::string name;
  bool general = true;
  std::optional<std::string> shape; ///< of specialists

  bool operator==(const EmitterEntry &) const = default;
};

/// Everything an artifact is made of but the code and its rows.
struct ArtifactContext {
  std::string target;
  std::string hardware; ///< canonical profile, "" if none was resolved
  std::string backend;
  std::vector<EmitterEntry> emitters;
  QuorumPolicy policy;
  QuorumStatus status = Single{"unknown"};
  std::vector<Sidecar> sidecars;
  std::string corpusDigest; ///< of the contracts that were asked, "" if none
};

class Artifact {
public:
  /// The only constructor: code, the rows that were accepted for it, the rest.
  Artifact(Emission primary, CheckedRows accepted, ArtifactContext context);

  const Emission &primary() const { return code; }
  const std::vector<CiteRow> &constructs() const { return rows.rows; }
  const std::vector<CiteRow> &unused() const { return rows.unused; }
  Validation validation() const { return rows.validation; }
  bool usesDrafts() const { return rows.usesDrafts; }
  /// Contract ids of the accepted rows, sorted, each once.
  const std::vector<std::string> &citations() const { return cited; }
  const ArtifactContext &context() const { return rest; }
  const QuorumStatus &quorumStatus() const { return rest.status; }
  const std::vector<Sidecar> &sidecars() const { return rest.sidecars; }
  /// Null if there is none of that name.
  const Sidecar *findSidecar(llvm::StringRef name) const;

  /// The canonical text.
  std::string toJSON() const;
  /// SHA-256, in hex, over the canonical text without what was measured: the
  /// quorum status and the report of a run.
  std::string contentDigest() const;
  /// Reads a text; keys nobody knows are named in `warnings`.
  static llvm::Expected<Artifact> fromJSON(llvm::StringRef text,
                                           std::vector<std::string> &warnings);

private:
  std::string write(bool withStatus) const;

  Emission code;
  CheckedRows rows;
  ArtifactContext rest;
  std::vector<std::string> cited;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_ARTIFACT_H
