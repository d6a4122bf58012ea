//===- Fixture.h - Fixture files --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A fixture says on what data the implementations of a kernel are compared: how
// its inputs are made, at which sizes, how each output is compared, and golden
// cases with their results. This is the file as read; what it means for a kernel
// is the differential runner's business (atlas/Quorum/FixtureCases.h).
//
// Numbers stay texts: the type of the parameter decides what they are.
// Thread rule: plain values; parsing is a pure function.
// Source: backends-and-contracts.md CT-12, section 6; docs/Reference/quorum.md.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONTRACT_FIXTURE_H
#define ATLAS_CONTRACT_FIXTURE_H

#include "atlas/Contract/Issue.h"
#include "atlas/Contract/Model.h"
#include "atlas/Support/KernelABI.h"

#include <map>
#include <optional>

namespace atlas::contract {

/// Values written out: a list, one value for all, or some places and the rest.
struct FixtureValues {
  Position position;
  bool isList = false;
  std::vector<std::string> list;
  std::map<uint64_t, std::string> at;
  std::string rest; ///< of `fill`, `rest` or a single text; "" = none
};

/// How the elements of a buffer, or a scalar, are made.
struct FixtureSource {
  /// uniform, normal, bits, ramp, csr, const or file; "" = uniform.
  Text generator;
  std::optional<std::pair<Text, Text>> range; ///< first and last value
  std::vector<Text> values; ///< case i takes value i, over and over
  Text path;                ///< file
  Text entries, columns;    ///< csr row offsets: expressions
  Text of;                  ///< csr columns: the buffer of their offsets
};

struct FixtureBuffer {
  Text name, type;          ///< "u8", "i32" (signed), "f64"
  ParamRole role = ParamRole::In;
  std::vector<Text> length; ///< an expression for each dimension
  FixtureSource source;
  Text compare; ///< "exact", "ulp: 4", "abs: 1e-6", "rel: 1e-6"; "" = class
  bool bitwiseNaN = false, strictSignedZero = false;
  bool partial = false; ///< elements may be left alone
};

struct FixtureScalar {
  Text name, type;
  FixtureSource source;
};

struct GoldenCase {
  Position position;
  std::optional<int64_t> size;                 ///< `n`
  std::map<std::string, FixtureValues> inputs; ///< buffers and scalars
  std::map<std::string, FixtureValues> expect; ///< buffers and results
};

struct Fixture {
  std::string path; ///< of the file, for messages
  Text id, contract, entry;
  uint64_t seed = 0;
  unsigned cases = 1;
  std::vector<FixtureBuffer> buffers;
  std::vector<FixtureScalar> scalars;
  std::vector<unsigned> sizes; ///< empty: those of DX-09
  /// Buffer and special value.
  std::vector<std::pair<Text, Text>> edges;
  std::vector<GoldenCase> golden;
};

/// Reads a fixture; nullopt with at least one issue. `contractId` is the contract
/// it must name, "" for any.
std::optional<Fixture> parseFixture(llvm::StringRef text, llvm::StringRef path,
                                    llvm::StringRef contractId, Issues &issues);

} // namespace atlas::contract

#endif // ATLAS_CONTRACT_FIXTURE_H
