//===- Engine.cpp - Loading kernels ---------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Engine.h"
#include "KernelImpl.h"
#include "Library.h"

#include "atlas/JIT/Host.h"
#include "atlas/Support/Error.h"

using namespace llvm;

namespace atlas::jit {
namespace {

Expected<KernelHandle> toHandle(Expected<std::shared_ptr<KernelImpl>> kernel) {
  if (!kernel)
    return kernel.takeError();
  return KernelHandle(std::move(*kernel));
}

class EngineImpl : public Engine {
public:
  explicit EngineImpl(EngineOptions options)
      : core(std::make_shared<Core>(std::move(options))) {}
  // Ends the compile thread here, not in whatever handle happens to die last.
  ~EngineImpl() override { core->background.stop(); }

  Expected<KernelHandle> loadLibrary(StringRef name,
                                     const LoadOptions &options) override;
  Expected<KernelHandle> load(const Source &source, StringRef kernel,
                              const LoadOptions &options) override;
  Expected<KernelHandle> loadObject(StringRef object, const KernelABI &abi,
                                    StringRef packed) override;
  const CPUTarget &host() const override { return hostTarget(); }
  Expected<std::string> emit(const Source &source, StringRef kernel,
                             StringRef format,
                             const LoadOptions &options) override;

private:
  Expected<Request> makeRequest(std::shared_ptr<const Source> source,
                                StringRef kernel, const LoadOptions &options,
                                bool toExecute) const;
  Expected<KernelHandle> loadJit(Request request, const LoadOptions &options);
  Expected<KernelHandle> loadQuick(Request request, bool behind);

  std::shared_ptr<Core> core;
};

Expected<Request> EngineImpl::makeRequest(std::shared_ptr<const Source> source,
                                          StringRef kernel,
                                          const LoadOptions &options,
                                          bool toExecute) const {
  Request request;
  CompileOptions &compile = request.options;
  if (options.level.empty() || options.level == "host") {
    compile.target = hostTarget();
    compile.tuneForHost = true;
  } else {
    Expected<CPUTarget> target = CPUTarget::named(options.level);
    if (!target)
      return target.takeError();
    if (toExecute && !canExecute(*target))
      return makeError(ErrorCode::TargetNotExecutable,
                       "this host cannot execute level '" + options.level +
                           "'");
    compile.target = std::move(*target);
  }
  // LLVM IR sources are often scalar loops, so they get the whole pipeline.
  bool isLLVM = source->format == Source::Format::LLVMText ||
                source->format == Source::Format::Bitcode;
  compile.quality = options.scalar ? Quality::Plain
                    : isLLVM       ? Quality::Full
                                   : Quality::Lean;
  compile.scalar = options.scalar;
  compile.strategies = options.strategies;
  compile.debugInfo = core->options.perfSupport || core->options.gdbSupport;
  request.source = std::move(source);
  request.kernel = kernel.str();
  return request;
}

Expected<KernelHandle> EngineImpl::loadJit(Request request,
                                           const LoadOptions &options) {
  if (options.tier == Tier::Special && options.specialize.empty())
    return makeError(ErrorCode::SpecializeInvalid,
                     "tier 'special' needs at least one value");
  bool isMlir = request.source->format == Source::Format::Mlir ||
                request.source->format == Source::Format::Bytecode;
  if (options.quick && isMlir && options.tier == Tier::Auto && !options.scalar)
    return loadQuick(std::move(request), options.behind);
  Expected<VersionHandle> version = core->build(request);
  if (!version)
    return version.takeError();
  Expected<std::shared_ptr<KernelImpl>> kernel =
      KernelImpl::create(core, std::move(request), std::move(*version));
  if (!kernel)
    return kernel.takeError();
  if (options.tier == Tier::Special)
    if (Error error = (*kernel)->specialize(options.specialize, /*wait=*/true))
      return std::move(error);
  return KernelHandle(std::move(*kernel));
}

// A cached object, or quick code now and the real code behind it.
Expected<KernelHandle> EngineImpl::loadQuick(Request request, bool behind) {
  LoadReport missed;
  if (VersionHandle cached = core->probe(request, missed))
    return toHandle(
        KernelImpl::create(core, std::move(request), std::move(cached)));
  Request quick = request;
  quick.options.quality = Quality::Quick;
  quick.cached = !behind;
  Expected<VersionHandle> version = core->build(quick);
  if (!version)
    return version.takeError();
  if (behind || missed.cache == CacheState::Corrupt) {
    (*version)->report.cache = missed.cache;
    (*version)->report.cacheNote = std::move(missed.cacheNote);
  }
  Expected<std::shared_ptr<KernelImpl>> kernel =
      KernelImpl::create(core, std::move(request), std::move(*version));
  if (!kernel)
    return kernel.takeError();
  if (behind)
    (*kernel)->compileBehind();
  return KernelHandle(std::move(*kernel));
}

Expected<KernelHandle> EngineImpl::load(const Source &source, StringRef kernel,
                                        const LoadOptions &options) {
  if (options.tier == Tier::Aot)
    return makeError(ErrorCode::TierUnavailable,
                     "a kernel from a file has no ahead-of-time code",
                     "use tier auto, jit or special", source.path);
  Expected<Request> request = makeRequest(
      std::make_shared<const Source>(source), kernel, options, true);
  if (!request)
    return request.takeError();
  return loadJit(std::move(*request), options);
}

Expected<KernelHandle> EngineImpl::loadLibrary(StringRef name,
                                               const LoadOptions &options) {
  Expected<const LibraryKernel *> found = findLibraryKernel(name);
  if (!found)
    return found.takeError();
  const LibraryKernel &kernel = **found;
  if (options.useTwin && kernel.twin.empty())
    return makeError(ErrorCode::TierUnavailable, "library kernel '" +
                                                     kernel.name +
                                                     "' has no portable twin");
  auto source = std::make_shared<Source>();
  source->path =
      (kernel.name + (options.useTwin ? "/kernel.ll" : "/kernel.mlir")).str();
  source->text = (options.useTwin ? kernel.twin : kernel.mlir).str();
  source->format =
      options.useTwin ? Source::Format::LLVMText : Source::Format::Mlir;
  Expected<Request> request =
      makeRequest(std::move(source),
                  options.useTwin ? kernel.twinSymbol : kernel.symbol, options,
                  /*toExecute=*/true);
  if (!request)
    return request.takeError();

  // Ahead-of-time code is the plain kernel as it was built: anything asked for
  // besides that needs a compiler.
  bool plain =
      !options.useTwin && !options.scalar && options.strategies.empty();
  if (options.tier == Tier::Aot && !plain)
    return makeError(ErrorCode::TierUnavailable,
                     "the twin, the scalar form and strategy overrides have no "
                     "ahead-of-time code");
  if (!plain || options.tier == Tier::Jit || options.tier == Tier::Special)
    return loadJit(std::move(*request), options);

  LoadReport missed;
  if (options.tier == Tier::Auto)
    if (VersionHandle cached = core->probe(*request, missed))
      return toHandle(
          KernelImpl::create(core, std::move(*request), std::move(cached)));
  Expected<VersionHandle> aot = findAotVersion(kernel.name, options.level);
  if (!aot)
    return aot.takeError();
  if (!*aot) {
    if (options.tier == Tier::Aot)
      return makeError(ErrorCode::TierUnavailable,
                       "library kernel '" + kernel.name +
                           "' has no ahead-of-time code for this host");
    return loadJit(std::move(*request), options);
  }
  (*aot)->report.cache = missed.cache;
  (*aot)->report.cacheNote = std::move(missed.cacheNote);
  Expected<std::shared_ptr<KernelImpl>> handle =
      KernelImpl::create(core, std::move(*request), std::move(*aot));
  if (!handle)
    return handle.takeError();
  if (options.tier == Tier::Auto)
    (*handle)->compileBehind();
  return KernelHandle(std::move(*handle));
}

Expected<KernelHandle> EngineImpl::loadObject(StringRef object,
                                              const KernelABI &abi,
                                              StringRef packed) {
  Expected<VersionHandle> version = core->link(object, abi, packed);
  if (!version)
    return version.takeError();
  // Without a source there is nothing to specialise.
  Request request;
  request.source = std::make_shared<const Source>(
      Source{"object", "", Source::Format::LLVMText});
  return toHandle(
      KernelImpl::create(core, std::move(request), std::move(*version)));
}

Expected<std::string> EngineImpl::emit(const Source &source, StringRef kernel,
                                       StringRef format,
                                       const LoadOptions &options) {
  if (format != "mlir" && format != "llvm" && format != "asm" &&
      format != "object")
    return makeError(ErrorCode::TargetUnknown,
                     "no output format '" + format + "'",
                     "known: mlir, llvm, asm, object");
  Expected<Request> request =
      makeRequest(std::make_shared<const Source>(source), kernel, options,
                  /*toExecute=*/false);
  if (!request)
    return request.takeError();
  if (options.tier == Tier::Special)
    request->options.specialize = options.specialize;
  Expected<std::unique_ptr<Frontend>> frontend =
      Frontend::create(source, request->options.debugInfo);
  if (!frontend)
    return frontend.takeError();
  if (format == "mlir")
    return (*frontend)->lowerToText(request->kernel, request->options);
  Expected<LoweredKernel> lowered =
      (*frontend)->lower(request->kernel, request->options);
  if (!lowered)
    return lowered.takeError();
  if (Error error = optimize(*lowered, request->options))
    return std::move(error);
  std::string text;
  if (format == "llvm") {
    raw_string_ostream os(text);
    lowered->module->print(os, nullptr);
    return text;
  }
  Expected<SmallVector<char, 0>> bytes =
      generateCode(*lowered, request->options, format == "asm");
  if (!bytes)
    return bytes.takeError();
  return std::string(bytes->begin(), bytes->end());
}

} // namespace

Engine::~Engine() = default;

Expected<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  return std::make_unique<EngineImpl>(std::move(options));
}

} // namespace atlas::jit
