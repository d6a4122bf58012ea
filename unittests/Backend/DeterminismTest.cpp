//===- DeterminismTest.cpp --------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The real emitters of this build, through a Compiler.
//===----------------------------------------------------------------------===//

#include "Mock.h"
#include "RealBackends.h"
#include "unittests/Support/Testing.h"

#include "mlir/IR/Diagnostics.h"

#include <gtest/gtest.h>

#include <thread>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;
using atlas::test::messageOf;

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
