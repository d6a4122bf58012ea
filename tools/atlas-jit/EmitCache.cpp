//===- EmitCache.cpp - Artifacts from the cache -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "EmitCache.h"

#include "Console.h"
#include "Session.h"
#include "atlas/Contract/Corpus.h"
#include "atlas/Contract/Library.h"
#include "atlas/JIT/ArtifactCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace atlas;
using namespace atlas::tool;

llvm::Expected<backend::Artifact>
tool::lowerCached(const SessionOptions &session, const backend::CompilerOptions &setup,
                  const backend::BackendConfig &config, mlir::ModuleOp module,
                  llvm::StringRef bytecode) {
  jit::ArtifactRequest request(config);
  request.module = bytecode.str();
  request.policy = setup.policy;
  request.allowDrafts = setup.allowDrafts;
  request.corpusDigest = setup.corpus->digest();
  for (const contract::LibraryContract &fixture : contract::libraryFixtures())
    request.fixtureDigests.push_back(
        llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(fixture.text)), true));
  request.executes = setup.policy.kind() == backend::PolicyKind::DiffExec &&
                     setup.engines.contains(config.target);
  auto lower = [&]() -> llvm::Expected<backend::Artifact> {
    auto compiler = backend::Compiler::create(setup);
    if (!compiler)
      return compiler.takeError();
    return compiler->lower(module, config);
  };
  auto cache = jit::ArtifactCache::open(cacheDirectory(session),
                                        jit::EngineOptions().cacheMaxBytes);
  jit::ArtifactCacheReport report;
  auto artifact = cache.lower(request, lower, report);
  if (report.state == jit::CacheState::Refused)
    printWarning("running without the object cache: " + report.note);
  return artifact;
}
