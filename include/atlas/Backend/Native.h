//===- Native.h - Machine code for the cpu and wasm targets -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the emitters of cpu and wasm ask of the compiler that the JIT has.
//
// The one CPU code generator of Atlas belongs to the JIT layer, which stands
// above the back ends. They get it through this interface, so that an artifact
// is made as the code that runs on the host (docs/Rationale/back-ends.md).
//
// Failure: errors of the compiler (ATL05xx, ATL06xx).
// Thread rule: immutable, thread-safe for modules of different contexts.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_NATIVE_H
#define ATLAS_BACKEND_NATIVE_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"
#include "atlas/Support/KernelABI.h"

#include "mlir/IR/BuiltinOps.h"

namespace llvm {
class Module;
} // namespace llvm

namespace atlas::backend {

/// The object of one kernel.
struct NativeCode {
  KernelABI kernel;
  std::string packed, typed; ///< entry symbols; typed is "" if there is none
  std::vector<char> object;
};

/// The sidecar of an emission whose packed entry the artifact does not describe:
/// {"entry": SYMBOL, "kernel": KernelABI}.
inline constexpr llvm::StringLiteral kPackedEntrySidecar = "packed_entry";

class NativeCompiler {
public:
  virtual ~NativeCompiler();
  /// Compiles the module's first pipeline, else its only kernel. The module
  /// stays as it is; dialects are loaded into its context. `inspect` sees the
  /// module that code generation starts from.
  virtual llvm::Expected<NativeCode>
  compile(mlir::ModuleOp module, const CPUTarget &target,
          llvm::function_ref<void(const llvm::Module &)> inspect) const = 0;
  /// Compiles the portable twin of the module's kernel, with the kernel's own packed
  /// entry and no other. nullopt: it is no kernel of the library, or has no twin.
  virtual llvm::Expected<std::optional<NativeCode>>
  compileTwin(mlir::ModuleOp module, const CPUTarget &target,
              llvm::function_ref<void(const llvm::Module &)> inspect) const = 0;
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_NATIVE_H
