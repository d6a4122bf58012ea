//===- QuorumReport.h - What a quorum run found -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row for each kernel on each engine in each layout, and how rows are shown:
// as lines, as one JSON object, as a Markdown table of kernels and engines.
//
// Thread rule: plain values.
// Source: backends-and-contracts.md DX-11, DX-16, DX-20.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMREPORT_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMREPORT_H

#include "atlas/Quorum/Judge.h"

namespace atlas::tool {

using QuorumStatus = quorum::VerdictKind;

/// "match", "divergent", "not_run", "refused", "error".
llvm::StringRef statusName(QuorumStatus status);

using QuorumRow = quorum::Row;

/// How many rows have each status.
struct QuorumTotals {
  uint64_t counts[5] = {};
  explicit QuorumTotals(const std::vector<QuorumRow> &rows);
  uint64_t of(QuorumStatus status) const {
    return counts[static_cast<unsigned>(status)];
  }
  /// "12 match, 1 not run, 2 refused".
  std::string text() const;
};

/// "r96-histogram spirv bytes8 lavapipe: match, 14 calls, 1358 elements".
std::string rowText(const QuorumRow &row);
llvm::json::Value toJSON(const std::vector<QuorumRow> &rows);
/// Kernels down, engines across; below it what was not run or refused, and why,
/// and the devices with their drivers.
std::string toMarkdown(const std::vector<QuorumRow> &rows);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMREPORT_H
