//===- RealBackends.h - The emitters of this build in tests -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiler with every real emitter, a contract that sanctions what small kernels
// need, and such kernels.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_BACKEND_REALBACKENDS_H
#define ATLAS_UNITTESTS_BACKEND_REALBACKENDS_H

#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/NativeCompiler.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

namespace atlas::backend::test {

/// Sanctions what the kernels below need, and one class only on aarch64.
inline constexpr const char *kContract = R"(
metadata: { id: C-TEST-ALL, version: 1.0.0, kind: compile, status: enforced, title: tests }
compile_targets:
  - target: cpu
    via: [{ emitter: llvm-cpu, role: general }]
  - target: wasm
    via: [{ emitter: llvm-wasm, role: general }]
  - target: ptx
    via: [{ emitter: llvm-nvptx, role: general }]
  - target: spirv
    via: [{ emitter: mlir-spirv, role: general }]
  - target: wgsl
    via: [{ emitter: atlas-wgsl, role: general }]
equations:
  - id: all
    formula: "anything"
    domain: "everywhere"
    sanctions:
      - { class: launch.entry }
      - { class: launch.index }
      - { class: mem.binding }
      - { class: mem.readonly-cache, introduced_from: [mem.binding] }
      - { class: packed.byte }
      - { class: simd.vector }
      - { class: packed.dot4 }
proof_obligations:
  - { id: o, type: postcondition, applies_to: all, property: "p" }
falsification_tests:
  - id: t
    obligations: [o]
    check: { kind: gtest, binary: AtlasBackendTests, filter: "*" }
    counterexample: { kind: gtest, binary: AtlasBackendTests, filter: "*" }
)";

inline std::string kernel(llvm::StringRef constant = "3", llvm::StringRef op = "addi",
                   llvm::StringRef type = "i32") {
  std::string text = R"mlir(
atlas.kernel @shift(%data: memref<?xTYPE> {atlas.in},
    %out: memref<?xTYPE> {atlas.out, atlas.length = "dim(data)"})
    attributes {exactness = #atlas<exactness bit_exact>} {
  atlas.map ins(%data : memref<?xTYPE>) outs(%out : memref<?xTYPE>) {
  ^bb0(%x: TYPE):
    %c = arith.constant CONSTANT : TYPE
    %y = arith.OPERATOR %x, %c : TYPE
    atlas.yield %y : TYPE
  }
  atlas.return
}
)mlir";
  auto replace = [&](llvm::StringRef from, llvm::StringRef to) {
    for (size_t at; (at = text.find(from.str())) != std::string::npos;)
      text.replace(at, from.size(), to.str());
  };
  replace("TYPE", type);
  replace("CONSTANT", constant);
  replace("OPERATOR", op);
  return text;
}

struct Parsed {
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  explicit Parsed(llvm::StringRef text,
                  mlir::MLIRContext::Threading threading =
                      mlir::MLIRContext::Threading::DISABLED)
      : context(registry(), threading) {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(bool(module));
  }
  static mlir::DialectRegistry registry() {
    mlir::DialectRegistry registry;
    registerHostDialects(registry);
    return registry;
  }
  std::string text() {
    std::string out;
    llvm::raw_string_ostream os(out);
    mlir::OpPrintingFlags flags;
    flags.printGenericOpForm().enableDebugInfo(true);
    module->print(os, flags);
    return out;
  }
};

inline Compiler compiler(llvm::StringRef contracts = kContract,
                  PolicyKind policy = PolicyKind::PreferSpecialist) {
  contract::Issues issues;
  std::vector<contract::Contract> list;
  if (auto one = contract::parseContract(contracts, "test.yaml",
                                         contractVocabulary(), issues))
    list.push_back(std::move(*one));
  CompilerOptions options;
  options.corpus = contract::ContractCorpus::create(
      std::move(list), contractVocabulary(), issues);
  EXPECT_TRUE(issues.empty()) << llvm::toString(contract::toError(issues));
  options.policy = llvm::cantFail(QuorumPolicy::make(policy));
  options.native = jit::makeNativeCompiler();
  return llvm::cantFail(Compiler::create(options));
}

inline BackendConfig config(llvm::StringRef text) {
  HwProfile hardware = llvm::cantFail(parseHwProfile(text));
  return {hardware.target(), hardware};
}

inline constexpr const char *kProfiles[] = {"cpu:x86_64-unknown-linux-gnu/x86-64-v3",
                                     "wasm:simd128", "ptx:sm_90", "spirv:1.3",
                                     "wgsl:"};

} // namespace atlas::backend::test

#endif // ATLAS_UNITTESTS_BACKEND_REALBACKENDS_H
