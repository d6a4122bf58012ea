//===- Model.cpp - A contract as values -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Contract/Model.h"

#include "llvm/ADT/Twine.h"

using namespace atlas::contract;

Vocabulary::~Vocabulary() = default;

llvm::StringRef atlas::contract::kindName(ContractKind kind) {
  constexpr llvm::StringLiteral names[] = {"compile", "kernel", "architecture"};
  return names[unsigned(kind)];
}

llvm::StringRef atlas::contract::statusName(ContractStatus status) {
  constexpr llvm::StringLiteral names[] = {"draft", "enforced", "deprecated"};
  return names[unsigned(status)];
}

const HardwareValue *HardwareClause::find(llvm::StringRef key) const {
  for (const HardwareValue &entry : entries)
    if (entry.key == key)
      return &entry;
  return nullptr;
}

llvm::StringRef HardwareClause::text(llvm::StringRef key) const {
  const HardwareValue *entry = find(key);
  return entry && !entry->values.empty() ? llvm::StringRef(entry->values[0])
                                         : llvm::StringRef();
}

std::string Contract::versionText() const {
  return (llvm::Twine(version[0]) + "." + llvm::Twine(version[1]) + "." +
          llvm::Twine(version[2]))
      .str();
}

const CompileTarget *Contract::findTarget(llvm::StringRef target) const {
  for (const CompileTarget &one : targets)
    if (one.target.value == target)
      return &one;
  return nullptr;
}

const Equation *Contract::findEquation(llvm::StringRef id) const {
  for (const Equation &one : equations)
    if (one.id.value == id)
      return &one;
  return nullptr;
}
