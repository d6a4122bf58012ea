//===- Words.h - Lists of names in profiles and clauses ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the folders' parsers share: splitting a list of names, refusing repeats
// and unknown names with the nearest known one; ranges of versions.
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

/// What a name of a list is about; itself.
inline llvm::StringRef itself(llvm::StringRef name) { return name; }

/// The names of a comma-separated list. ATL0403 for an empty one, and for two that
/// are about the same; an empty text is an empty list.
llvm::Expected<std::vector<std::string>>
splitNames(llvm::StringRef target, llvm::StringRef text,
           llvm::function_ref<llvm::StringRef(llvm::StringRef)> subject = itself);

/// ATL0403 for a name that is not among those known, with the nearest that is.
llvm::Error checkName(llvm::StringRef target, llvm::StringRef what, llvm::StringRef name,
                      llvm::ArrayRef<llvm::StringRef> known,
                      const llvm::Twine &nextStep = {});

/// "no feature 'x'; the nearest is 'y'".
std::string unknownName(llvm::StringRef what, llvm::StringRef name,
                        llvm::ArrayRef<llvm::StringRef> known);

/// Complaints about names of a clause's key that are not known, or stand twice.
void checkNames(const contract::HardwareClause &clause, llvm::StringRef key,
                llvm::StringRef what, llvm::ArrayRef<llvm::StringRef> known,
                std::vector<contract::ClauseProblem> &problems);

/// Two keys of a clause that bound a number from both sides.
struct ClauseRange {
  llvm::StringLiteral least, most;
  /// The number of a value. ATL0403.
  llvm::Expected<unsigned> (*parse)(llvm::StringRef text);

  bool contains(const contract::HardwareClause &clause, unsigned number) const;
  bool overlap(const contract::HardwareClause &a, const contract::HardwareClause &b) const;
  /// Complaints about values, and about a range that holds nothing.
  void check(const contract::HardwareClause &clause,
             std::vector<contract::ClauseProblem> &problems) const;

private:
  unsigned low(const contract::HardwareClause &clause) const;
  unsigned high(const contract::HardwareClause &clause) const;
};

/// True if every value behind the key is one of the names.
bool hasAll(const contract::HardwareClause &clause, llvm::StringRef key,
            llvm::ArrayRef<std::string> names);

/// Sorted, for profiles.
std::vector<std::string> sorted(std::vector<std::string> names);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_WORDS_H
