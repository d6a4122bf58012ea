//===- Compiler.cpp - From a module to an artifact --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/Compiler.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Contract/Corpus.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// The folders, as contracts see them.
class FolderVocabulary final : public contract::Vocabulary {
public:
  std::vector<std::string> targets() const override {
    std::vector<std::string> ids;
    for (Target target : allTargets())
      ids.push_back(target.id().str());
    return ids;
  }
  llvm::ArrayRef<contract::HardwareKey>
  hardwareKeys(llvm::StringRef target) const override {
    return find(target).hardwareKeys();
  }
  std::vector<contract::ClauseProblem>
  checkClause(llvm::StringRef target, const contract::HardwareClause &clause,
              bool exact) const override {
    return find(target).checkClause(clause, exact);
  }
  bool overlap(llvm::StringRef target, const contract::HardwareClause &a,
               const contract::HardwareClause &b) const override {
    return find(target).overlap(a, b);
  }
  llvm::ArrayRef<contract::EmitterName>
  emitters(llvm::StringRef target) const override {
    return find(target).emitters();
  }

private:
  /// Only ids of `targets()` are asked for.
  const TargetDescription &find(llvm::StringRef id) const {
    return llvm::cantFail(parseTarget(id)).description();
  }
};

} // namespace

const contract::Vocabulary &backend::contractVocabulary() {
  static const FolderVocabulary vocabulary;
  return vocabulary;
}

llvm::Error backend::addAllBackends(BackendRegistry::Builder &builder,
                                    const CompilerOptions &options) {
  auto checker = makeEmissionChecker(options.corpus, options.allowDrafts);
  EmitterServices services{options.corpus, options.allowDrafts, options.native};
  for (Target target : allTargets()) {
    auto emitters = target.description().makeEmitters(services);
    if (!emitters)
      return emitters.takeError();
    if (!emitters->general)
      continue; // the folder has a profile and no code generator yet
    auto engine = options.engines.find(target);
    QuorumSetup setup{target,
                      target.id().str(),
                      std::move(emitters->general),
                      std::move(emitters->specialists),
                      options.policy,
                      checker,
                      engine == options.engines.end() ? nullptr
                                                      : engine->second,
                      options.corpus->digest()};
    auto backend = makeQuorumBackend(std::move(setup));
    if (!backend)
      return backend.takeError();
    if (llvm::Error error = builder.add(std::move(*backend)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<Compiler> Compiler::create(const CompilerOptions &options) {
  if (!options.corpus)
    return makeBackendError(BackendErrorKind::InvalidPolicy, "",
                            "a compiler without contracts", "",
                            "give it a corpus, if need be an empty one");
  BackendRegistry::Builder builder;
  if (llvm::Error error = addAllBackends(builder, options))
    return std::move(error);
  auto registry = std::move(builder).build();
  if (!registry)
    return registry.takeError();
  return Compiler(std::move(*registry));
}

llvm::Expected<Artifact> Compiler::lower(mlir::ModuleOp module,
                                         const BackendConfig &config) const {
  llvm::Expected<HwProfile> hardware = resolveHardware(config);
  if (!hardware)
    return hardware.takeError();
  return backends.lower(module, {config.target, *hardware, config.layout});
}
