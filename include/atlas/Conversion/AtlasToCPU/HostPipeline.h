//===- HostPipeline.h - atlas to the LLVM dialect for CPUs ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one pipeline from a module of atlas kernels to the LLVM dialect.
//
// After it every kernel K of the module is the LLVM functions `K` (typed C
// entry) and `K.packed` (packed entry, include/atlas-c/args.h); the packed
// entry carries the kernel's ABI description as the JSON string attribute
// `atlas.abi`. Everything else is private. Same input, same bytes out.
//
// Failure: the pass manager fails after a diagnostic with a source location.
// Thread rule: as mlir::PassManager; one context per compile.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_ATLASTOCPU_HOSTPIPELINE_H
#define ATLAS_CONVERSION_ATLASTOCPU_HOSTPIPELINE_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

#include <string>
#include <utility>
#include <vector>

namespace mlir {
class DialectRegistry;
class OpPassManager;
} // namespace mlir

namespace atlas {

/// Name of the JSON string attribute on the packed entry (an llvm.func).
inline constexpr llvm::StringLiteral kABIAttrName = "atlas.abi";

struct HostPipelineOptions {
  CPUTarget target;
  /// Use the plain-loop strategy for every op (`--compare scalar`).
  bool scalar = false;
  /// Leave out the code of the phases: the packed entry then runs the whole
  /// kernel whatever its phase word says. For a quick first version.
  bool serialOnly = false;
  /// Overrides, "histogram:bitslice,reduce:widen"; empty = cost rule.
  std::string strategies;
  /// Specialised values by name: "n" for a scalar (its bits, as a word),
  /// "dim(data)" or "dim(data,1)" for a dimension. Signatures do not change:
  /// the generated code ignores the argument and uses the constant.
  std::vector<std::pair<std::string, uint64_t>> specialize;
};

/// Appends the pipeline to `pm` (a module pass manager).
void buildHostPipeline(mlir::OpPassManager &pm,
                       const HostPipelineOptions &options);

/// Registers exactly the dialects, interfaces and translations that parsing a
/// kernel file and running the host pipeline and mlir::translateModuleToLLVMIR
/// need.
void registerHostDialects(mlir::DialectRegistry &registry);

} // namespace atlas

#endif // ATLAS_CONVERSION_ATLASTOCPU_HOSTPIPELINE_H
