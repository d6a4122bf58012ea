//===- ParserChecks.cpp - What spans sections of a contract -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ContractReader.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace atlas;
using namespace atlas::contract;

/// Equation, obligation and test ids share no namespace, but each is distinct.
void ContractReader::checkIds() {
  auto check = [&](const auto &list, llvm::StringRef what) {
    llvm::StringSet<> seen;
    for (const auto &one : list) {
      if (one.id.value.empty())
        continue;
      if (!isWord(one.id.value))
        schema.issue(one.id.position, ErrorCode::ContractValueInvalid,
                     "'" + one.id.value + "' is no id of " + what,
                     "a letter, then letters, digits, '-', '_' and '.'");
      else if (!seen.insert(one.id.value).second)
        schema.issue(one.id.position, ErrorCode::ContractIdRepeated,
                     "the id '" + one.id.value + "' of " + what +
                         " stands twice");
    }
  };
  check(made.equations, "an equation");
  check(made.obligations, "an obligation");
  check(made.tests, "a test");
}

/// Every equation is obliged, every obligation tested, every name known.
void ContractReader::checkReferences() {
  llvm::StringMap<unsigned> obliged, tested;
  for (const Equation &one : made.equations)
    obliged.try_emplace(one.id.value, 0);
  for (const Obligation &one : made.obligations) {
    tested.try_emplace(one.id.value, 0);
    if (one.appliesTo.value.empty())
      continue;
    if (auto it = obliged.find(one.appliesTo.value); it != obliged.end())
      ++it->second;
    else
      schema.issue(one.appliesTo.position, ErrorCode::ContractReference,
                   "no equation '" + one.appliesTo.value + "'");
  }
  for (const FalsificationTest &one : made.tests)
    for (const Text &name : one.obligations)
      if (auto it = tested.find(name.value); it != tested.end())
        ++it->second;
      else
        schema.issue(name.position, ErrorCode::ContractReference,
                     "no obligation '" + name.value + "'");
  for (const Equation &one : made.equations)
    if (!one.id.value.empty() && obliged.lookup(one.id.value) == 0)
      schema.issue(one.id.position, ErrorCode::ContractReference,
                   "equation '" + one.id.value + "' has no proof obligation");
  for (const Obligation &one : made.obligations)
    if (!one.id.value.empty() && tested.lookup(one.id.value) == 0)
      schema.issue(one.id.position, ErrorCode::ContractReference,
                   "obligation '" + one.id.value +
                       "' has no falsification test");
}

/// Results whose bits are promised cannot depend on the order of float atomics
/// or on relaxed operations (DX-18).
void ContractReader::checkExactness() {
  if (made.exactness.empty() || made.exactness == "bounded_ulp")
    return;
  for (const Equation &equation : made.equations)
    for (const Sanction &sanction : equation.sanctions)
      for (llvm::StringRef loose :
           {"atomic.float", "fp.relaxed", "fp.approx"})
        if (sanction.cls.value == loose)
          schema.issue(sanction.cls.position, ErrorCode::ContractSanction,
                       "a contract of exactness " + made.exactness +
                           " sanctions " + loose,
                       "exact results do not allow it");
}
