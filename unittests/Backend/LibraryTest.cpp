//===- LibraryTest.cpp - The library's kernels through back ends *- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every kernel for every target, as users get them.
//===----------------------------------------------------------------------===//

#include "RealBackends.h"
#include "atlas/Backend/Ptx/PtxHw.h"
#include "atlas/Contract/Library.h"
#include "atlas/JIT/Compiler.h"
#include "unittests/Support/Testing.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

#include <atomic>
#include <clocale>
#include <map>
#include <thread>

using namespace atlas;
using namespace atlas::backend;
using namespace atlas::backend::test;
using atlas::test::codeOf;

namespace {

constexpr const char *kEveryProfile[] = {
    "cpu:x86_64-unknown-linux-gnu/x86-64-v3",
    "wasm:simd128",
    "ptx:sm_80",
    ("spirv:1.5+Float64,Int16,Int64,Int8,SignedZeroInfNanPreserve,"
     "StorageBuffer16BitAccess,StorageBuffer8BitAccess,SPV_KHR_8bit_storage,"
     "SPV_KHR_16bit_storage"),
    "wgsl:maxStorageBuffersPerShaderStage=24"};

Compiler libraryCompiler() {
  contract::Issues issues;
  std::vector<contract::Contract> list;
  for (const contract::LibraryContract &one : contract::libraryContracts())
    if (auto parsed = contract::parseContract(one.text, one.path, contractVocabulary(),
                                              issues))
      list.push_back(std::move(*parsed));
  CompilerOptions options;
  options.corpus = contract::ContractCorpus::create(std::move(list),
                                                    contractVocabulary(), issues);
  EXPECT_TRUE(issues.empty()) << llvm::toString(contract::toError(issues));
  options.policy = llvm::cantFail(QuorumPolicy::make(PolicyKind::Strict));
  options.native = jit::makeNativeCompiler();
  return llvm::cantFail(Compiler::create(options));
}

/// The whole artifact, or the refusal.
std::string lowered(const Compiler &compiler, llvm::StringRef text,
                    const char *profile, mlir::MLIRContext::Threading threading) {
  Parsed parsed(text, threading);
  auto artifact = compiler.lower(*parsed.module, config(profile));
  return artifact ? artifact->toJSON() : llvm::toString(artifact.takeError());
}

} // namespace

// BR-08, BR-09: alone and among others, with MLIR's threads off and on, in one locale
// and in another, by one compiler and by another.
TEST(Library, EveryKernelForEveryTargetIsReproducible) {
  struct Task {
    llvm::StringRef kernel, text;
    const char *profile;
    std::string first, second;
  };
  std::vector<Task> tasks;
  for (const jit::LibraryKernel &kernel : jit::libraryKernels())
    for (const char *profile : kEveryProfile)
      tasks.push_back({kernel.name, kernel.mlir, profile, {}, {}});
  Compiler alone = libraryCompiler(), shared = libraryCompiler();
  for (Task &task : tasks)
    task.first =
        lowered(alone, task.text, task.profile, mlir::MLIRContext::Threading::DISABLED);

  std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char *locale : {"de_DE.UTF-8", "C.UTF-8"})
    if (std::setlocale(LC_ALL, locale))
      break;
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i != 16; ++i)
    threads.emplace_back([&] {
      for (size_t k; (k = next++) < tasks.size();)
        tasks[k].second = lowered(shared, tasks[k].text, tasks[k].profile,
                                  mlir::MLIRContext::Threading::ENABLED);
    });
  for (std::thread &thread : threads)
    thread.join();
  std::setlocale(LC_ALL, before.c_str());

  std::map<std::string, unsigned> artifacts;
  for (const Task &task : tasks) {
    EXPECT_TRUE(task.first == task.second) << task.kernel.str() << " " << task.profile;
    artifacts[task.profile] += task.first.front() == '{';
  }
  // The rest are refusals, which must be equal, too.
  for (const auto &[profile, count] : artifacts)
    EXPECT_GE(count, 18u) << profile;
}

// BR-08, for the one emitter whose code generator numbers things by itself.
TEST(Library, SecondSpirvEmitterRepeatsItself) {
  Compiler one = libraryCompiler();
  for (const jit::LibraryKernel &kernel : jit::libraryKernels()) {
    if (kernel.name != "conserved-sum" && kernel.name != "r96-histogram")
      continue;
    std::string first, second;
    for (std::string *text : {&first, &second})
      *text = lowered(one, kernel.mlir, kEveryProfile[3],
                      mlir::MLIRContext::Threading::DISABLED);
    EXPECT_TRUE(first == second) << kernel.name.str();
    std::vector<std::string> many(16);
    std::vector<std::thread> threads;
    for (std::string &text : many)
      threads.emplace_back([&] {
        text = lowered(one, kernel.mlir, kEveryProfile[3],
                       mlir::MLIRContext::Threading::DISABLED);
      });
    for (std::thread &thread : threads)
      thread.join();
    for (const std::string &text : many)
      EXPECT_TRUE(text == first) << kernel.name.str();
  }
}

// BR-23: LLVM ends the program on a version of PTX that an architecture does not
// have. What a profile admits is emitted, at both ends of its range.
TEST(Library, EveryAdmittedPtxVersionIsEmitted) {
  Compiler one = compiler();
  for (const PtxArchRow &row : ptxArchTable())
    for (std::string version : {row.least.text(), std::string("9.0")}) {
      if (!llvm::isDigit(row.name.back()))
        continue; // a contract would have to list it
      std::string profile = ("ptx:" + row.name + ",isa" + version).str();
      Parsed parsed(kernel());
      auto artifact = one.lower(*parsed.module, config(profile));
      ASSERT_TRUE(bool(artifact)) << profile << llvm::toString(artifact.takeError());
      EXPECT_NE(artifact->primary().text().find((".version " + version + "\n.target " +
                                                 row.name)
                                                    .str()),
                llvm::StringRef::npos)
          << profile;
    }
  // One step outside on either side is refused before LLVM sees it.
  for (const char *text : {"ptx:sm_90a,isa7.9", "ptx:sm_90,isa7.7", "ptx:sm_90,isa9.1",
                           "ptx:sm_120,isa8.6"})
    EXPECT_EQ(codeOf(parseHwProfile(text)), 403) << text;
}
