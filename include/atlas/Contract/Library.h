//===- Library.h - The contracts that ship ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The texts of ir/contracts, carried in the program so that tools need no files.
//
// Thread rule: constant data.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_LIBRARY_H
#define ATLAS_CONTRACT_LIBRARY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace atlas::contract {

struct LibraryContract {
  llvm::StringLiteral path; ///< "ir/contracts/launch/contract.yaml"
  llvm::StringLiteral text;
};

/// Sorted by path.
llvm::ArrayRef<LibraryContract> libraryContracts();
/// The fixtures of the contracts, "ir/contracts/t1-prepare/vectors/quorum.yaml";
/// sorted by path.
llvm::ArrayRef<LibraryContract> libraryFixtures();

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_LIBRARY_H
