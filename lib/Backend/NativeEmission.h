//===- NativeEmission.h - What emitters of machine code share ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a compile by Native.h to an emission: the table of constructs is read off the
// module that code generation starts from.
//
// Failure: BackendError; a refused construct goes before an error of the compiler.
// Thread rule: pure functions. Private to the back end layer.
// Source: backends-and-contracts.md CI-05.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_NATIVEEMISSION_H
#define ATLAS_LIB_BACKEND_NATIVEEMISSION_H

#include "LLVMConstructs.h"

#include "atlas/Backend/Emission.h"
#include "atlas/Backend/Native.h"
#include "atlas/Backend/TargetDescription.h"

namespace atlas::backend {

/// Calls `compile(inspect)`, which gives an Expected, and appends what it shows.
template <typename Compile>
auto compileObserved(llvm::StringRef target, std::vector<FoundConstruct> &found,
                     Compile compile) -> decltype(compile(nullptr)) {
  std::optional<llvm::Error> refused;
  auto code = compile([&](const llvm::Module &lowered) {
    if (llvm::Error error = findLLVMConstructs(lowered, target, found))
      refused = std::move(error);
  });
  if (!refused)
    return code;
  if (!code)
    llvm::consumeError(code.takeError());
  return std::move(*refused);
}

/// Cites the constructs and describes the entries of `code`, which was made of
/// `module`; `bytes` is what is delivered.
llvm::Expected<Emission> nativeEmission(const EmitterServices &services,
                                        const HwProfile &hardware, mlir::ModuleOp module,
                                        const NativeCode &code,
                                        llvm::ArrayRef<FoundConstruct> found,
                                        Format format, std::vector<char> bytes);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_NATIVEEMISSION_H
