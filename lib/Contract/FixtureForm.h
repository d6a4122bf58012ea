//===- FixtureForm.h - The form of a fixture file ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks that a fixture file has the keys and kinds of the fixture format, so
// that a contract cannot name a file that nobody could run. The values are the
// differential runner's business.
//
// Thread rule: pure function.
// Source: backends-and-contracts.md CT-12, section 6 (fixture format).
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONTRACT_FIXTUREFORM_H
#define ATLAS_LIB_CONTRACT_FIXTUREFORM_H

#include "atlas/Contract/Issue.h"

namespace atlas::contract {

/// Complaints carry the fixture's own path and positions.
void checkFixtureForm(llvm::StringRef text, llvm::StringRef path,
                      llvm::StringRef contractId, Issues &issues);

} // namespace atlas::contract

#endif // ATLAS_LIB_CONTRACT_FIXTUREFORM_H
