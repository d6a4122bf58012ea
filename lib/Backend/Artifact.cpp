//===- Artifact.cpp - The result of a lowering ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Artifact.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace atlas;
using namespace atlas::backend;

namespace {
template <typename List> void sortUnique(List &list) {
  llvm::sort(list);
  list.erase(llvm::unique(list), list.end());
}
} // namespace

Artifact::Artifact(Emission primary, CheckedRows accepted,
                   ArtifactContext context)
    : code(std::move(primary)), rows(std::move(accepted)),
      rest(std::move(context)) {
  sortUnique(rows.rows);
  sortUnique(rows.unused);
  sortUnique(code.requirements);
  sortUnique(rest.sidecars);
  llvm::sort(code.entries, [](const EntryPoint &a, const EntryPoint &b) {
    return a.name < b.name;
  });
  // The accepted rows are the table; what was declared is history.
  code.declared.clear();
  for (const CiteRow &row : rows.rows)
    cited.push_back(row.contract);
  sortUnique(cited);
}

const Sidecar *Artifact::findSidecar(llvm::StringRef name) const {
  for (const Sidecar &one : rest.sidecars)
    if (one.name == name)
      return &one;
  return nullptr;
}

std::string Artifact::toJSON() const { return write(/*withStatus=*/true); }

std::string Artifact::contentDigest() const {
  std::string text = write(/*withStatus=*/false);
  return llvm::toHex(
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)),
      /*LowerCase=*/true);
}
