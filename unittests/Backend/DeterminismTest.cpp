//===- DeterminismTest.cpp --------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The real emitters of this build, through a Compiler.
//===----------------------------------------------------------------------===//

#include "Mock.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Parser.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/NativeCompiler.h"
#include "unittests/Support/Testing.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

#include <thread>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;
using atlas::test::messageOf;

namespace {

/// Sanctions what the kernels below need, and one class only on aarch64.
constexpr const char *kContract = R"(
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

std::string kernel(llvm::StringRef constant = "3", llvm::StringRef op = "addi",
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

Compiler compiler(llvm::StringRef contracts = kContract,
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

BackendConfig config(llvm::StringRef text) {
  HwProfile hardware = llvm::cantFail(parseHwProfile(text));
  return {hardware.target(), hardware};
}

constexpr const char *kProfiles[] = {"cpu:x86_64-unknown-linux-gnu/x86-64-v3",
                                     "wasm:simd128", "ptx:sm_90", "spirv:1.3",
                                     "wgsl:"};

} // namespace

// BR-08
TEST(Determinism, TwiceInOneProcess) {
  Compiler one = compiler();
  for (const char *profile : kProfiles) {
    Parsed first(kernel()), second(kernel());
    auto a = one.lower(*first.module, config(profile));
    ASSERT_TRUE(bool(a)) << llvm::toString(a.takeError());
    auto b = llvm::cantFail(one.lower(*first.module, config(profile)));
    auto c = llvm::cantFail(one.lower(*second.module, config(profile)));
    EXPECT_EQ(a->toJSON(), b.toJSON());
    EXPECT_EQ(a->toJSON(), c.toJSON());
    EXPECT_FALSE(a->citations().empty());
  }
}

// BR-09, BR-12: 16 calls at once on one module, with MLIR's threads on and off.
TEST(Determinism, Concurrent) {
  Compiler one = compiler();
  for (const char *profile : kProfiles) {
    std::vector<std::string> digests;
    for (auto threading : {mlir::MLIRContext::Threading::DISABLED,
                           mlir::MLIRContext::Threading::ENABLED}) {
      Parsed parsed(kernel(), threading);
      std::vector<std::string> seen(16);
      std::vector<std::thread> threads;
      for (std::string &mine : seen)
        threads.emplace_back([&] {
          auto artifact = one.lower(*parsed.module, config(profile));
          mine = artifact ? artifact->contentDigest()
                          : llvm::toString(artifact.takeError());
        });
      for (std::thread &thread : threads)
        thread.join();
      digests.insert(digests.end(), seen.begin(), seen.end());
    }
    for (const std::string &digest : digests)
      EXPECT_EQ(digest, digests.front()) << profile;
    EXPECT_EQ(digests.front().size(), 64u) << digests.front();
  }
}

// BR-15: no emitter ignores its module.
TEST(Determinism, TheModuleMatters) {
  Compiler one = compiler();
  for (const char *profile : kProfiles) {
    std::vector<std::vector<char>> codes;
    for (const std::string &text :
         {kernel(), kernel("4"), kernel("3", "muli"),
          kernel("3", "addi", "i16")}) {
      Parsed parsed(text);
      auto artifact = one.lower(*parsed.module, config(profile));
      ASSERT_TRUE(bool(artifact)) << llvm::toString(artifact.takeError());
      codes.push_back(artifact->primary().bytes);
    }
    for (size_t i = 0; i < codes.size(); ++i)
      for (size_t k = 0; k < i; ++k)
        EXPECT_NE(codes[i], codes[k]) << profile << i << k;
  }
}

// BR-16, BR-17: module, context and handlers are as before, also on errors.
TEST(Determinism, TheModuleStaysAsItIs) {
  Compiler one = compiler(), strict = compiler("metadata: { id: C-NONE, "
      "version: 1.0.0, kind: architecture, status: enforced, title: none }\n"
      "equations: [{ id: e, formula: f, domain: d }]\n"
      "proof_obligations: [{ id: o, type: invariant, applies_to: e, property: p }]\n"
      "falsification_tests: [{ id: t, obligations: [o], "
      "check: { kind: gtest, binary: B, filter: f }, "
      "counterexample: { kind: gtest, binary: B, filter: f } }]\n");
  Parsed parsed(kernel());
  std::string before = parsed.text();
  auto dialects = parsed.context.getLoadedDialects();
  std::string seen;
  mlir::ScopedDiagnosticHandler handler(
      &parsed.context, [&](mlir::Diagnostic &diagnostic) {
        seen += diagnostic.str();
        return mlir::success();
      });
  for (const char *profile : kProfiles) {
    EXPECT_EQ(messageOf(one.lower(*parsed.module, config(profile))), "");
    EXPECT_EQ(codeOf(strict.lower(*parsed.module, config(profile))), 405);
  }
  EXPECT_EQ(parsed.text(), before);
  EXPECT_EQ(parsed.context.getLoadedDialects(), dialects);
  EXPECT_EQ(seen, "");
}

// BR-19: a bad profile is reported even if nothing else would work.
TEST(Determinism, HardwareFirst) {
  Compiler one = compiler();
  Parsed parsed("module {}");
  EXPECT_EQ(codeOf(one.lower(*parsed.module, {target("ptx"), {}})), 402);
  EXPECT_EQ(codeOf(one.lower(*parsed.module,
                             {target("wasm"), config("ptx:sm_90").hardware})),
            402);
  EXPECT_EQ(codeOf(one.lower(*parsed.module, config("ptx:sm_90"))), 404);
}

// BR-10: nothing of this machine in an artifact.
TEST(Determinism, NothingOfThisMachine) {
  Compiler one = compiler();
  Parsed parsed(kernel());
  auto artifact = llvm::cantFail(one.lower(*parsed.module, config(kProfiles[0])));
  std::string all = artifact.toJSON() + artifact.primary().text().str();
  for (const char *variable : {"HOME", "PWD", "HOSTNAME"})
    if (const char *value = std::getenv(variable))
      if (llvm::StringRef(value).size() > 3)
        EXPECT_EQ(all.find(value), std::string::npos) << variable;
  EXPECT_EQ(all.find("/tmp"), std::string::npos);
}

// BR-24, BR-24a, HW-13: the real checker and the real emitters refuse.
TEST(Determinism, Refusals) {
  Compiler one = compiler();
  Parsed parsed(kernel());
  EXPECT_EQ(codeOf(one.lower(*parsed.module, config("wasm:memory64"))), 403);
  EXPECT_EQ(codeOf(one.lower(*parsed.module,
                             config("wasm:simd128,relaxed-simd"))),
            403);
  auto artifact =
      llvm::cantFail(one.lower(*parsed.module, config("wasm:simd128")));
  EXPECT_EQ(artifact.validation(), Validation::Structural);
  for (const char *id : {"cpu", "wasm", "ptx", "spirv", "wgsl"}) {
    const TargetDescription &description = target(id).description();
    Emission comment = emission("// nothing");
    BackendConfig plain{target(id), {}};
    EXPECT_EQ(codeOf(description.validate(comment, plain)), 404) << id;
    comment.bytes.clear();
    EXPECT_EQ(codeOf(description.validate(comment, plain)), 404) << id;
  }
  // A wasm module whose last section is cut off.
  Emission cut = artifact.primary();
  cut.bytes.pop_back();
  EXPECT_EQ(codeOf(target("wasm").description().validate(
                cut, config("wasm:simd128"))),
            404);
}
