//===- FixtureSource.h - Elements as a fixture makes them -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generators of a fixture for one parameter: ranges, lists of values, files
// and row offsets with their columns.
//
// Failure: issues at positions of the fixture.
// Thread rule: thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_QUORUM_FIXTURESOURCE_H
#define ATLAS_LIB_QUORUM_FIXTURESOURCE_H

#include "atlas/Contract/Fixture.h"
#include "atlas/Quorum/Call.h"
#include "atlas/Quorum/Generate.h"

namespace atlas::quorum {

/// Row offsets that were made, by the buffer that holds them.
using CsrPairs = std::map<std::string, CsrData>;

class FixtureSourceMaker {
public:
  FixtureSourceMaker(const contract::FixtureSource &source,
                     const KernelParam &param, contract::Issues &issues,
                     llvm::StringRef fixturePath)
      : source(source), param(param), issues(issues), path(fixturePath) {}

  /// A text as a word of the parameter's type; 0 with an issue.
  uint64_t parse(const contract::Text &text) const;
  uint64_t scalar(const DataKey &key) const;
  std::vector<uint8_t> buffer(const DataKey &key, uint64_t count) const;
  /// Offsets, or the columns of offsets that stand earlier. The extent of columns
  /// becomes what the offsets have.
  void csr(CallData &call, const DataKey &key, int64_t size,
           CsrPairs &pairs) const;

private:
  uint64_t element(const DataKey &key, uint64_t index) const;
  std::vector<uint8_t> fromFile(uint64_t count) const;
  int64_t evaluate(CallData &call, const contract::Text &expression,
                   int64_t size) const;
  void issue(contract::Position position, const llvm::Twine &text) const;

  const contract::FixtureSource &source;
  const KernelParam &param;
  contract::Issues &issues;
  llvm::StringRef path;
};

} // namespace atlas::quorum

#endif // ATLAS_LIB_QUORUM_FIXTURESOURCE_H
