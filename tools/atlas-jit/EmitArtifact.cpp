//===- EmitArtifact.cpp - emit through the back ends ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "EmitArtifact.h"

#include "Console.h"
#include "ContractFiles.h"
#include "EmitCache.h"
#include "EmitEngine.h"
#include "atlas/Backend/BackendError.h"
#include "atlas/Backend/Citations.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/NativeCompiler.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <unistd.h>

using namespace atlas;
using namespace atlas::tool;
using backend::BackendConfig;
using backend::HwProfile;
using backend::QuorumPolicy;

namespace {

/// A module with the wanted kernel, in a context of its own.
struct KernelModule {
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string bytecode; ///< the same
};

llvm::Expected<KernelModule> parseKernel(const jit::Source &source,
                                         llvm::StringRef kernel) {
  auto frontend = jit::Frontend::create(source, /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto bytes = (*frontend)->extract(kernel);
  if (!bytes)
    return bytes.takeError();
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  KernelModule made;
  made.context = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  made.context->printOpOnDiagnostic(false);
  made.module = mlir::parseSourceString<mlir::ModuleOp>(
      *bytes, mlir::ParserConfig(made.context.get(), false));
  if (!made.module)
    return makeError(ErrorCode::CompileFailed,
                     "the kernel's bytecode cannot be read back");
  made.bytecode = std::move(*bytes);
  return std::move(made);
}

/// The profile behind a text that is not empty.
llvm::Expected<std::optional<HwProfile>>
parseProfile(backend::Target target, llvm::StringRef text) {
  auto wrap = [](llvm::Expected<HwProfile> profile)
      -> llvm::Expected<std::optional<HwProfile>> {
    if (!profile)
      return profile.takeError();
    return std::optional(std::move(*profile));
  };
  for (backend::Target one : backend::allTargets())
    if (text.starts_with((one.id() + ":").str()))
      return wrap(backend::parseHwProfile(text));
  if (target.id() == "cpu") {
    auto level = CPUTarget::named(text);
    if (level) {
      for (llvm::StringRef system : {"-macos", "-windows"})
        text.consume_back(system);
      return wrap(backend::parseHwDetails(
          target, (llvm::Twine(level->triple) + "/" + text).str()));
    }
    llvm::consumeError(level.takeError());
  }
  return wrap(backend::parseHwDetails(target, text));
}

/// The policy of the command line, else that of the kernel's contract.
llvm::Expected<QuorumPolicy> policyOf(const EmitOptions &options,
                                      const contract::ContractCorpus &corpus,
                                      llvm::StringRef contractId) {
  std::string name = options.policy;
  double tolerance = options.tolerance.value_or(0);
  std::optional<bool> fails;
  const contract::Contract *own = corpus.find(contractId);
  const contract::CompileTarget *target =
      own ? own->findTarget(options.target) : nullptr;
  if (name.empty() && target && target->policy) {
    name = target->policy->kind;
    tolerance = options.tolerance.value_or(target->policy->tolerance);
    fails = target->policy->failOnDivergence;
  }
  if (name.empty())
    name = "prefer_specialist";
  auto kind = backend::parsePolicyName(name);
  if (!kind)
    return makeError(ErrorCode::UsageInvalid, "no policy '" + name + "'",
                     "policies: prefer_specialist, strict, diff_exec");
  return QuorumPolicy::make(*kind, tolerance, fails);
}

/// Says what was not executed; the exit code that follows from the status.
int judge(const EmitOptions &options, const backend::Artifact &artifact) {
  auto *multi = std::get_if<backend::Multi>(&artifact.quorumStatus());
  if (multi && multi->diffExec) {
    if (auto *result = std::get_if<backend::NotRun>(&*multi->diffExec)) {
      printNote("not run: " + llvm::Twine(result->reason));
      return options.requireDiffExec ? NotRun : Ok;
    }
    if (auto *result = std::get_if<backend::Divergent>(&*multi->diffExec)) {
      printNote(fmt::format("divergent: the emitters {} differ by {} at a "
                            "tolerance of {}",
                            fmt::join(multi->emitters, ", "),
                            result->maxAbsDiff, result->tolerance));
      return artifact.context().policy.failOnDivergence() ? Mismatch : Ok;
    }
    return Ok;
  }
  if (!options.requireDiffExec)
    return Ok;
  printNote("not run: one emitter alone, nothing to compare with");
  return NotRun;
}

/// What --format asks for: the code, or the description of how to launch it.
llvm::StringRef deliverable(const EmitOptions &options,
                            const backend::Artifact &artifact) {
  if (options.format != "sidecar")
    return artifact.primary().text();
  const backend::Sidecar *sidecar = artifact.findSidecar("device_program");
  return {sidecar->bytes.data(), sidecar->bytes.size()};
}

/// Both files or none.
llvm::Error writeOutputs(const EmitOptions &options,
                         const backend::Artifact &artifact) {
  OutputSet outputs;
  bool toStream = options.output == "-" ||
                  (options.output.empty() && options.artifact.empty());
  llvm::StringRef code = deliverable(options, artifact);
  if (!toStream && !options.output.empty())
    if (auto error = outputs.stage(
            options.output, [&](llvm::raw_ostream &os) { os << code; }))
      return error;
  if (!options.artifact.empty())
    if (auto error = outputs.stage(options.artifact, [&](llvm::raw_ostream &os) {
          os << artifact.toJSON();
        }))
      return error;
  if (auto error = outputs.commit())
    return error;
  if (toStream)
    out() << code;
  return llvm::Error::success();
}

llvm::Error checkFormat(const EmitOptions &options,
                        const backend::Artifact &artifact) {
  bool binary = artifact.primary().format.binary;
  llvm::StringRef format = options.format;
  if (format == "sidecar" && artifact.findSidecar("device_program"))
    return llvm::Error::success();
  bool wantsText = format == "text";
  bool wantsBinary = format == "binary" || format == "object";
  if (!format.empty() && !wantsText && !wantsBinary)
    return makeError(ErrorCode::UsageInvalid, "no format '" + format + "'",
                     "formats: text, binary");
  if ((wantsText && binary) || (wantsBinary && !binary))
    return makeError(ErrorCode::UsageInvalid,
                     "target '" + options.target + "' gives " +
                         (binary ? "binary" : "text") + " code",
                     "leave --format out");
  bool toStream = options.output == "-" ||
                  (options.output.empty() && options.artifact.empty());
  if (toStream && binary && isatty(STDOUT_FILENO))
    return makeError(ErrorCode::UsageInvalid,
                     "binary code is not written to a terminal",
                     "name a file with -o");
  return llvm::Error::success();
}

} // namespace

llvm::Expected<std::optional<HwProfile>>
tool::parseHardwareOption(backend::Target target, llvm::StringRef text) {
  if (text.empty())
    return std::optional<HwProfile>();
  auto hardware = parseProfile(target, text);
  if (hardware && *hardware)
    for (const std::string &one : (*hardware)->data().warnings())
      printWarning(one);
  return hardware;
}

llvm::Expected<std::optional<DeviceLayout>>
tool::parseLayoutOption(llvm::StringRef text) {
  if (text.empty())
    return std::optional<DeviceLayout>();
  if (text != "bytes8" && text != "words32")
    return makeError(ErrorCode::UsageInvalid, "no layout '" + text + "'",
                     "layouts: bytes8, words32");
  return std::optional(text == "words32" ? DeviceLayout::Words32
                                         : DeviceLayout::Bytes8);
}

llvm::Expected<int> tool::emitThroughBackends(const EmitOptions &options,
                                              const Operand &operand,
                                              const jit::Source &source) {
  auto target = backend::parseTarget(options.target);
  if (!target)
    return target.takeError();
  auto hardware = parseHardwareOption(*target, options.hardware);
  if (!hardware)
    return hardware.takeError();
  auto layout = parseLayoutOption(options.layout);
  if (!layout)
    return layout.takeError();
  // Hardware goes before everything else (BR-19), and by its full name.
  BackendConfig config{*target, *hardware, *layout};
  auto resolved = backend::resolveHardware(config);
  if (!resolved)
    return resolved.takeError();
  config.hardware = *resolved;
  auto set = readContracts(options.contracts);
  if (!set)
    return set.takeError();
  backend::CompilerOptions setup;
  setup.corpus = set->corpus();
  if (!set->issues.empty())
    return contract::toError(set->issues);
  auto kernel = parseKernel(source, operand.kernel);
  if (!kernel)
    return kernel.takeError();
  auto policy = policyOf(options, *setup.corpus,
                         backend::kernelContract(*kernel->module));
  if (!policy)
    return policy.takeError();
  setup.policy = *policy;
  setup.allowDrafts = options.allowDrafts;
  setup.native = jit::makeNativeCompiler();
  auto engines = emitEngines(options, config, !operand.isFile);
  if (!engines)
    return engines.takeError();
  setup.engines = std::move(*engines);
  auto artifact = lowerCached(options.session, setup, config, *kernel->module,
                              kernel->bytecode);
  if (!artifact)
    return artifact.takeError();
  if (auto error = checkFormat(options, *artifact))
    return error;
  int code = judge(options, *artifact);
  if (code == NotRun || (code == Mismatch && !options.keepDivergent))
    return code;
  if (auto error = writeOutputs(options, *artifact))
    return error;
  return code;
}
