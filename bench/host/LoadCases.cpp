//===- LoadCases.cpp - Loading from the object cache ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"
#include "Measure.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"

using namespace atlas::bench;

llvm::Error atlas::bench::measureLoads(const Options &options, Table &table) {
  llvm::SmallString<128> folder;
  if (std::error_code code =
          llvm::sys::fs::createUniqueDirectory("atlas-bench", folder))
    return llvm::createStringError(code, "no folder for a cache");
  llvm::scope_exit remove([&] { llvm::sys::fs::remove_directories(folder); });
  jit::EngineOptions engineOptions;
  engineOptions.cacheDir = (folder + "/cache").str(); // made private by the engine
  auto engine = jit::Engine::create(engineOptions);
  if (!engine)
    return engine.takeError();
  // The first load fills the cache, every other one must hit it.
  jit::CacheState state = jit::CacheState::Off;
  std::string failure;
  auto load = [&] {
    auto kernel = (*engine)->loadLibrary("r96-histogram", jitOptions());
    if (kernel)
      state = (*kernel)->report().cache;
    else
      failure = llvm::toString(kernel.takeError());
  };
  load();
  Measurement m({{"load", load}}, options.rounds, 20000);
  if (!failure.empty())
    return llvm::createStringError(failure);
  if (state != jit::CacheState::Hit)
    return llvm::createStringError("the object cache does not answer");
  table.section("Loading r96-histogram in a running process, code unloaded after");
  table.add({"from the object cache", m.median("load"), 0, "", 0, 300000,
             /*below=*/true});
  return llvm::Error::success();
}
