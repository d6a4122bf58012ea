//===- QuorumBundle.cpp - A quorum that runs elsewhere ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumBundle.h"

#include "CommandLine.h"
#include "Console.h"
#include "atlas/Quorum/Bundle.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace atlas;
using namespace atlas::tool;
using quorum::BundleEngine;

namespace {

/// The engines of the other machine: what it has is seen there.
std::vector<BundleEngine> travellingEngines() {
  constexpr const char *kCuda = "atlas-worker-cuda", *kVulkan = "atlas-worker-vulkan";
  return {{"ptx", "cuda", kCuda, "", false, ""},
          {"spirv", "lavapipe", kVulkan, lavapipeManifest(), false, "driver-open"},
          {"spirv", "swiftshader", kVulkan, swiftShaderManifest(), false,
           "driver-open"},
          {"spirv", "gpu", kVulkan, "", true, "driver-open"},
          {"spirv", "vulkan", kVulkan, "", false, "driver-chosen"}};
}

/// Those asked for, and the programs that they need.
llvm::Expected<quorum::BundleOptions> bundleOptions(const QuorumOptions &options) {
  quorum::BundleOptions bundle;
  bundle.engines = travellingEngines();
  if (auto error = keepNamed(bundle.engines, options.targets, "target that travels",
                             &BundleEngine::target))
    return error;
  if (auto error = keepNamed(bundle.engines, options.devices, "device that travels",
                             &BundleEngine::device))
    return error;
  std::vector<std::string> names;
  for (const BundleEngine &engine : bundle.engines)
    if (!llvm::is_contained(names, engine.worker))
      names.push_back(engine.worker);
  names.insert(names.begin(), "atlas-bundle-run");
  for (const std::string &name : names) {
    std::string path = findWorker(options, name);
    if (path.empty())
      return makeError(ErrorCode::UsageInvalid, "no program '" + name + "' to bundle",
                       "name its folder with --worker-dir");
    bundle.workers.push_back(std::move(path));
  }
  bundle.runner = bundle.workers.front();
  bundle.workers.erase(bundle.workers.begin());
  bundle.timeLimit = options.timeLimit;
  bundle.version = versionText();
  bundle.named = !options.targets.empty() && !options.all;
  return bundle;
}

/// All programs of a kernel for one target.
llvm::Error addPrograms(quorum::BundleWriter &writer, QuorumRun &run,
                        const BundleEngine &engine, size_t &jobs) {
  for (const std::string &layout :
       run.layouts({engine.target, engine.device, {}})) {
    auto program = run.kernel().program(engine.target, layout);
    if (!program) {
      writer.addRefusal(engine.target, layout, llvm::toString(program.takeError()));
      continue;
    }
    // Its emission is cached: the program came from it.
    auto artifact =
        run.kernel().artifact(engine.target, llvm::StringRef(layout).split(' ').first);
    if (!artifact)
      return artifact.takeError();
    if (auto error =
            writer.addProgram(engine.target, layout, *program,
                              run.ballot().cases.calls, (*artifact)->toJSON()))
      return error;
    ++jobs;
  }
  return llvm::Error::success();
}

} // namespace

llvm::Expected<QuorumBundle> tool::writeQuorumBundle(
    const QuorumOptions &options,
    llvm::ArrayRef<std::shared_ptr<QuorumKernel>> kernels) {
  auto bundle = bundleOptions(options);
  if (!bundle)
    return bundle.takeError();
  auto writer = quorum::BundleWriter::create(options.bundle);
  if (!writer)
    return writer.takeError();
  Progress progress;
  QuorumBundle written;
  for (const std::shared_ptr<QuorumKernel> &kernel : kernels) {
    progress.update(kernel->name());
    QuorumRun run(options, kernel);
    if (auto error = run.prepare()) {
      progress.update("");
      written.failed = std::max(written.failed, reportError(std::move(error)));
      continue;
    }
    if (auto error = writer->addKernel(kernel->name(), run.ballot()))
      return error;
    std::vector<std::string> done; // several engines have one target
    for (const BundleEngine &engine : bundle->engines) {
      if (llvm::is_contained(done, engine.target))
        continue;
      done.push_back(engine.target);
      if (auto error = addPrograms(*writer, run, engine, written.jobs))
        return error;
    }
  }
  if (auto error = writer->finish(*bundle))
    return error;
  return written;
}
