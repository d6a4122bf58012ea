//===- NativeCompiler.cpp - The JIT's compiler for back ends --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/NativeCompiler.h"
#include "Frontends.h"
#include "Twin.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// The first pipeline of a module that has one: the rest are parts of it.
std::string pipelineOf(mlir::ModuleOp module) {
  for (PipelineOp pipeline : module.getOps<PipelineOp>())
    return mlir::SymbolTable::getSymbolName(pipeline).str();
  return "";
}

class NativeCompilerImpl final : public backend::NativeCompiler {
public:
  Expected<backend::NativeCode>
  compile(mlir::ModuleOp module, const CPUTarget &target,
          function_ref<void(const Module &)> inspect) const override {
    auto frontend = createMLIRFrontend(module);
    if (!frontend)
      return frontend.takeError();
    CompileOptions options = optionsFor(target, Quality::Lean);
    auto lowered = (*frontend)->lower(pipelineOf(module), options);
    if (!lowered)
      return lowered.takeError();
    return finish(std::move(*lowered), options, inspect);
  }

  Expected<std::optional<backend::NativeCode>>
  compileTwin(mlir::ModuleOp module, const CPUTarget &target,
              function_ref<void(const Module &)> inspect) const override {
    auto kernel = findTwin(module);
    if (!kernel)
      return kernel.takeError();
    if (!*kernel)
      return std::nullopt;
    CompileOptions options = optionsFor(target, Quality::Brief);
    auto lowered = lowerTwin(
        **kernel, lowering::buildKernelABI(*module.getOps<KernelOp>().begin()),
        options);
    if (!lowered)
      return lowered.takeError();
    auto code = finish(std::move(*lowered), options, inspect);
    if (!code)
      return code.takeError();
    return std::optional(std::move(*code));
  }

private:
  // What the dialect's lowering makes is in its final shape, as for the host; a
  // twin is LLVM IR as its author wrote it, and here to be compared.
  static CompileOptions optionsFor(const CPUTarget &target, Quality quality) {
    CompileOptions options;
    options.target = target;
    options.quality = quality;
    return options;
  }

  static Expected<backend::NativeCode>
  finish(LoweredKernel lowered, const CompileOptions &options,
         function_ref<void(const Module &)> inspect) {
    if (Error error = optimize(lowered, options))
      return std::move(error);
    inspect(*lowered.module);
    auto object = generateCode(lowered, options);
    if (!object)
      return object.takeError();
    return backend::NativeCode{std::move(lowered.abi), lowered.packed,
                               lowered.typed,
                               {object->begin(), object->end()}};
  }
};

} // namespace

std::shared_ptr<const backend::NativeCompiler> makeNativeCompiler() {
  return std::make_shared<NativeCompilerImpl>();
}

} // namespace atlas::jit
