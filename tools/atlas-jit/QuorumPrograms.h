//===- QuorumPrograms.h - Kernels as programs for engines -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From an operand to the code that one engine runs. A run has one compiler, with
// the library's contracts, and makes each emission once: the general emitter's
// code and those of the specialists come together.
//
// Failure: errors of the source, and of the target that refuses a kernel.
// Thread rule: a compiler and an opened kernel are used by any number of threads.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H
#define ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H

#include "Operand.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/JIT/Engine.h"
#include "atlas/Quorum/Engine.h"

#include <map>
#include <mutex>

namespace atlas::tool {

/// The back ends of one run, and the host's compiler.
struct QuorumCompiler {
  std::shared_ptr<const contract::ContractCorpus> corpus;
  backend::Compiler backends;
  std::unique_ptr<jit::Engine> host;

  static llvm::Expected<std::shared_ptr<const QuorumCompiler>> create();
};

class QuorumKernel {
public:
  /// Reads the source and the kernel's description.
  static llvm::Expected<std::shared_ptr<QuorumKernel>>
  open(std::shared_ptr<const QuorumCompiler> compiler, const Operand &operand);

  const Operand &operand() const { return what; }
  const std::string &name() const { return display; }
  const KernelABI &abi() const { return description; }
  bool isLibrary() const { return !what.isFile; }
  bool hasTwin() const { return twin; }
  /// False for LLVM IR, which back ends do not take.
  bool isDialect() const;

  /// What `form` of the host runs: "jit", "scalar", "reference", ...
  quorum::Program hostProgram(llvm::StringRef form) const;
  /// The independent check: the plain C++ of a library kernel, plain loops of a
  /// file's (DX-12a).
  quorum::Program oracle() const;
  /// Emitters beside the general one that the kernel's contract lists.
  std::vector<std::string> specialists(llvm::StringRef target) const;
  /// Code of the back ends; a specialist's name may stand behind the layout, "bytes8
  /// llvm-spirv".
  llvm::Expected<quorum::Program> program(llvm::StringRef target,
                                          llvm::StringRef layout);
  /// What the back ends made, for a target and a layout without a specialist; one
  /// emission, whoever asks. The kernel keeps it.
  llvm::Expected<const backend::Artifact *> artifact(llvm::StringRef target,
                                                     llvm::StringRef layout);

private:
  /// What the back ends said, once they were asked.
  struct Made {
    std::once_flag once;
    std::optional<backend::Artifact> artifact;
    std::string refusal;
  };
  Made &madeFor(llvm::StringRef target, llvm::StringRef layout);
  llvm::Expected<backend::Artifact> make(llvm::StringRef target,
                                         llvm::StringRef layout) const;

  std::shared_ptr<const QuorumCompiler> compiler;
  Operand what;
  std::string display;
  jit::Source source;
  KernelABI description;
  bool twin = false;
  std::mutex guard; ///< of the map
  std::map<std::string, std::unique_ptr<Made>> made;
};

/// The layouts a target's buffers can have, the usual one first; for wasm, the
/// feature sets.
std::vector<std::string> layoutsOf(llvm::StringRef target);

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_QUORUMPROGRAMS_H
