//===- QuorumPrograms.h - Kernels as programs for engines -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From an operand to the code that one engine runs.
//
// Failure: errors of the source, and of the target that refuses a kernel.
// Thread rule: main thread only.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H

#include "Operand.h"
#include "atlas/JIT/Engine.h"
#include "atlas/Quorum/Engine.h"

#include <map>

namespace atlas::tool {

class QuorumKernel {
public:
  /// Reads the source and the kernel's description.
  static llvm::Expected<QuorumKernel> open(const Operand &operand);

  const Operand &operand() const { return what; }
  const std::string &name() const { return display; }
  const KernelABI &abi() const { return description; }
  bool isLibrary() const { return !what.isFile; }
  bool hasTwin() const { return twin; }

  /// What `form` of the host runs: "jit", "scalar", "reference", ...
  quorum::Program hostProgram(llvm::StringRef form) const;
  /// The independent check: the plain C++ of a library kernel, plain loops of a
  /// file's (DX-12a).
  quorum::Program oracle() const;
  /// Emitters beside the general one that the kernel's contract lists.
  std::vector<std::string> specialists(llvm::StringRef target) const;
  /// Code for a device or a virtual machine. Made once for each layout; a
  /// specialist's name may stand behind it, "bytes8 llvm-spirv".
  llvm::Expected<const quorum::Program *> program(llvm::StringRef target,
                                                  llvm::StringRef layout);

private:
  llvm::Expected<quorum::Program> make(llvm::StringRef target,
                                       llvm::StringRef layout) const;
  llvm::Expected<quorum::Program> makeLaunch(llvm::StringRef target,
                                             llvm::StringRef layout) const;
  llvm::Expected<quorum::Program> makeWasm(llvm::StringRef features) const;

  Operand what;
  std::string display;
  jit::Source source;
  KernelABI description;
  bool twin = false;
  struct Made {
    std::optional<quorum::Program> program;
    std::string refusal;
  };
  std::map<std::string, Made> made;
};

/// The layouts a target's buffers can have, the usual one first; for wasm, the
/// feature sets.
std::vector<std::string> layoutsOf(llvm::StringRef target);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H
