//===- RegistryTest.cpp -----------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Mock.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Backend/Native.h"
#include "atlas/Contract/Corpus.h"
#include "unittests/Support/Testing.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;
using atlas::test::messageOf;

namespace {
std::unique_ptr<Backend> plain(std::string name, std::vector<Target> owned,
                               int *calls = nullptr) {
  return std::make_unique<PlainBackend>(std::move(name), std::move(owned),
                                        calls);
}
} // namespace

// BR-01: the list comes from the folders, is sorted, and any other text is
// refused with the whole set.
TEST(Registry, TargetsAreTheFolders) {
  EXPECT_EQ(targetList(), "cpu, ptx, spirv, wasm, wgsl");
  for (Target one : allTargets())
    EXPECT_TRUE(llvm::cantFail(parseTarget(one.id())) == one);
  for (llvm::StringRef text : {"", "PTX", "Cpu", "cuda", "ptx ", "cpu,ptx"}) {
    auto parsed = parseTarget(text);
    ASSERT_FALSE(bool(parsed)) << text.str();
    llvm::handleAllErrors(parsed.takeError(), [&](const BackendError &error) {
      EXPECT_EQ(error.kind(), BackendErrorKind::UnsupportedTarget);
      EXPECT_EQ(error.offending(), text);
      EXPECT_NE(error.message().find("cpu, ptx, spirv, wasm, wgsl"),
                std::string::npos);
    });
  }
}

// BR-02: a second owner is refused, names both, and changes nothing.
TEST(Registry, OneOwner) {
  BackendRegistry::Builder builder;
  EXPECT_EQ(messageOf(builder.add(plain("one", {target("cpu")}))), "");
  // The second back end also brings a free target, which must stay free.
  std::string message =
      messageOf(builder.add(plain("two", {target("wasm"), target("cpu")})));
  EXPECT_NE(message.find("ATL0406"), std::string::npos) << message;
  for (const char *part : {"one", "two", "cpu"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  auto registry = llvm::cantFail(std::move(builder).build());
  EXPECT_EQ(registry.targets().size(), 1u);
  EXPECT_EQ(codeOf(registry.lookup(target("wasm"))), 401);
  EXPECT_EQ(llvm::cantFail(registry.lookup(target("cpu")))->name(), "one");
}

// BR-03
TEST(Registry, NamesAndTargets) {
  BackendRegistry::Builder builder;
  for (const char *name : {"", "Upper", "1x", "a_b", "a b"})
    EXPECT_EQ(codeOf(builder.add(plain(name, {target("cpu")}))), 406) << name;
  EXPECT_EQ(codeOf(builder.add(plain("none", {}))), 406);
  EXPECT_EQ(codeOf(builder.add(plain("twice", {target("cpu"), target("cpu")}))),
            406);
  EXPECT_EQ(codeOf(builder.add(plain("a-1", {target("cpu")}))), 0);
  EXPECT_EQ(codeOf(builder.add(plain("a-1", {target("ptx")}))), 406);
}

// BR-05: every order of registration gives the same listings and artifacts.
TEST(Registry, OrderIsUnobservable) {
  std::vector<std::string> ids{"cpu", "ptx", "wasm"};
  std::vector<std::string> first;
  do {
    BackendRegistry::Builder builder;
    for (const std::string &id : ids)
      llvm::cantFail(builder.add(plain(id, {target(id)})));
    auto registry = llvm::cantFail(std::move(builder).build());
    TestModule module;
    std::vector<std::string> seen;
    for (Target one : registry.targets()) {
      seen.push_back(one.id().str());
      seen.push_back(llvm::cantFail(registry.lower(module.get(), {one, {}}))
                         .toJSON());
    }
    if (first.empty())
      first = seen;
    EXPECT_EQ(seen, first);
    EXPECT_EQ(seen.front(), "cpu");
  } while (std::next_permutation(ids.begin(), ids.end()));
}

// BR-06
TEST(Registry, OneRequestOneCall) {
  int cpu = 0, wasm = 0;
  BackendRegistry::Builder builder;
  llvm::cantFail(builder.add(plain("a", {target("cpu")}, &cpu)));
  llvm::cantFail(builder.add(plain("b", {target("wasm")}, &wasm)));
  auto registry = llvm::cantFail(std::move(builder).build());
  TestModule module;
  EXPECT_EQ(codeOf(registry.lower(module.get(), {target("cpu"), {}})), 0);
  EXPECT_EQ(cpu, 1);
  EXPECT_EQ(wasm, 0);
  std::string message =
      messageOf(registry.lower(module.get(), {target("ptx"), {}}));
  EXPECT_NE(message.find("ATL0401"), std::string::npos);
  EXPECT_NE(message.find("cpu, wasm"), std::string::npos) << message;
  EXPECT_EQ(cpu + wasm, 1);
}

// BR-07: a back end checks the target itself, before any emitter runs.
TEST(Registry, ForeignTarget) {
  int calls = 0;
  auto backend = llvm::cantFail(makeQuorumBackend(
      {target("cpu"), "cpu", emits("g", "x", {}, &calls), {}, {}, {}, {}, ""}));
  TestModule module;
  EXPECT_EQ(codeOf(backend->lower(module.get(), {target("wasm"), {}})), 401);
  EXPECT_EQ(calls, 0);
}

// BR-04, section 8: no compiler without contracts, hence none without checker.
TEST(Registry, CompilerNeedsACorpus) {
  EXPECT_EQ(codeOf(Compiler::create({})), 406);
}

// CT-07: what contracts may name is what the folders make.
TEST(Registry, EmitterTablesAreTrue) {
  class NoNative : public NativeCompiler {
    llvm::Expected<NativeCode>
    compile(mlir::ModuleOp, const CPUTarget &,
            llvm::function_ref<void(const llvm::Module &)>) const override {
      return makeError(ErrorCode::CompileFailed, "none");
    }
    llvm::Expected<std::optional<NativeCode>>
    compileTwin(mlir::ModuleOp, const CPUTarget &,
                llvm::function_ref<void(const llvm::Module &)>) const override {
      return std::nullopt;
    }
  };
  contract::Issues issues;
  EmitterServices services{
      contract::ContractCorpus::create({}, contractVocabulary(), issues), false,
      std::make_shared<NoNative>()};
  for (Target one : allTargets()) {
    auto list = llvm::cantFail(one.description().makeEmitters(services));
    std::vector<std::pair<std::string, bool>> made, told;
    if (list.general)
      made.push_back({list.general->name().str(), true});
    for (auto &special : list.specialists)
      made.push_back({special->name().str(), false});
    for (const contract::EmitterName &name : one.description().emitters())
      told.push_back({name.name.str(), name.general});
    EXPECT_EQ(made, told) << one.id().str();
  }
}
