//===- BallotFile.h - A ballot on disk --------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A ballot as a JSON text and the bytes that it points into: everything that a
// vote needs, so that it can be held later, elsewhere, without the kernel's source,
// its fixture or the oracle.
//
// Failure: ATL0404 for a text or bytes that are no ballot; nothing in them is
// believed before it was checked against the bytes that are there.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_BALLOTFILE_H
#define ATLAS_QUORUM_BALLOTFILE_H

#include "atlas/Quorum/Judge.h"

namespace atlas::quorum {

struct BallotFile {
  std::string text;  ///< JSON
  std::string bytes; ///< inputs and outputs
};

BallotFile writeBallot(const Ballot &ballot);
llvm::Expected<Ballot> readBallot(llvm::StringRef text, llvm::StringRef bytes);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_BALLOTFILE_H
