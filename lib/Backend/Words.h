//===- Words.h - Lists of names in profiles and clauses ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the folders' parsers share: splitting a list of names, refusing repeats
// and unknown names with the nearest known one.
//
// Thread rule: pure functions.
// Source: backends-and-contracts.md HW-06, CT-09.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_WORDS_H
#define ATLAS_LIB_BACKEND_WORDS_H

#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/TargetDescription.h"

#include <vector>

namespace atlas::backend {

/// ATL0403 for a profile of this target.
llvm::Error badHardware(llvm::StringRef target, const llvm::Twine &text,
                        llvm::StringRef offending,
                        const llvm::Twine &nextStep = {});

/// The sentence of an error, without code and location, for a complaint about a
/// clause.
std::string reason(llvm::Error error);

/// The names of a comma-separated list. ATL0403 for an empty or repeated one;
/// an empty text is an empty list.
llvm::Expected<std::vector<std::string>> splitNames(llvm::StringRef target,
                                                    llvm::StringRef text);

/// "no feature 'x'; the nearest is 'y'".
std::string unknownName(llvm::StringRef what, llvm::StringRef name,
                        llvm::ArrayRef<llvm::StringRef> known);

/// Complaints about names of a clause's key that are not known, or stand twice.
void checkNames(const contract::HardwareClause &clause, llvm::StringRef key,
                llvm::StringRef what, llvm::ArrayRef<llvm::StringRef> known,
                std::vector<contract::ClauseProblem> &problems);

/// True if every value behind the key is one of the names.
bool hasAll(const contract::HardwareClause &clause, llvm::StringRef key,
            llvm::ArrayRef<std::string> names);

/// Sorted, for profiles.
std::vector<std::string> sorted(std::vector<std::string> names);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WORDS_H
