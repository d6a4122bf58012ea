//===- ContractReader.h - From a tree to a contract -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sections of a contract, one member function each; Parser.cpp holds the
// head, ParserCompile.cpp the compile targets, ParserEquations.cpp equations,
// obligations and tests, ParserChecks.cpp what spans sections.
//
// Thread rule: one reader per text.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONTRACT_CONTRACTREADER_H
#define ATLAS_LIB_CONTRACT_CONTRACTREADER_H

#include "Schema.h"

namespace atlas::contract {

class ContractReader {
public:
  ContractReader(llvm::StringRef path, const Vocabulary &vocabulary,
                 Issues &issues)
      : schema(path, issues), vocabulary(vocabulary) {
    made.path = path.str();
  }

  Contract read(const YamlNode &root);

private:
  void readMetadata(const YamlNode &node);
  void readVersion(const Text &text);
  void readNumerics(const YamlNode &node);
  void readReference(const YamlNode &node);
  void readDependencies(const YamlNode &root);

  // ParserCompile.cpp
  void readTarget(const YamlNode &node);
  void readHardware(const YamlNode &node, CompileTarget &target);
  void readHardwareEntry(const YamlEntry &entry, bool isList,
                         CompileTarget &target);
  void readVia(const YamlNode &node, CompileTarget &target);
  void checkEmitter(const Via &via, const CompileTarget &target);
  void checkRoles(const YamlNode &node, const CompileTarget &target);
  void readPolicy(const YamlNode &node, CompileTarget &target);

  // ParserEquations.cpp
  void readEquation(const YamlNode &node);
  void readSanction(const YamlNode &node, Equation &equation);
  void readObligation(const YamlNode &node);
  void readTest(const YamlNode &node);
  CheckRef readCheck(const YamlNode &node, llvm::StringRef what);
  void readCheckPath(const YamlNode &node, CheckRef &check);

  // ParserChecks.cpp
  void checkIds();
  void checkReferences();
  void checkExactness();

  Schema schema;
  const Vocabulary &vocabulary;
  Contract made;
};

} // namespace atlas::contract

#endif // ATLAS_LIB_CONTRACT_CONTRACTREADER_H
