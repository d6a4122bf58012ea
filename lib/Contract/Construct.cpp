//===- Construct.cpp - Kinds of target-specific constructs ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/Construct.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace atlas::contract;

namespace {

constexpr ConstructClass kClasses[] = {
#define ATLAS_CONSTRUCT(NAME, ATTRIBUTES, DOC)                                 \
  {llvm::StringLiteral(NAME), ATTRIBUTES, llvm::StringLiteral(DOC)},
#include "atlas/Contract/ConstructClasses.def"
};

constexpr llvm::StringLiteral kScopes[] = {"subgroup", "workgroup", "device",
                                           "system"};
constexpr llvm::StringLiteral kOrderings[] = {"relaxed", "acquire", "release",
                                              "acq_rel", "seq_cst"};

} // namespace

llvm::ArrayRef<ConstructClass> atlas::contract::constructClasses() {
  return kClasses;
}

const ConstructClass *
atlas::contract::findConstructClass(llvm::StringRef name) {
  const auto *it = llvm::find_if(
      kClasses, [&](const ConstructClass &one) { return one.name == name; });
  return it == std::end(kClasses) ? nullptr : it;
}

llvm::ArrayRef<llvm::StringLiteral> atlas::contract::scopeWords() {
  return kScopes;
}
llvm::ArrayRef<llvm::StringLiteral> atlas::contract::orderingWords() {
  return kOrderings;
}

std::string ConstructUse::text() const {
  std::vector<std::string> parts;
  if (!scope.empty())
    parts.push_back("scope=" + scope);
  if (width)
    parts.push_back("width=" + llvm::utostr(width));
  if (!ordering.empty())
    parts.push_back("ordering=" + ordering);
  if (!introducedFrom.empty())
    parts.push_back("introduced_from=" + introducedFrom);
  return parts.empty() ? cls : cls + "(" + llvm::join(parts, ", ") + ")";
}
