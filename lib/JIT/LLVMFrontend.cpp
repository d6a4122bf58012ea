//===- LLVMFrontend.cpp - Kernels given as LLVM IR ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text or bitcode; kernels are the defined functions with an "atlas.signature"
// attribute. Their packed and typed entries are generated (Entries.h).
//===----------------------------------------------------------------------===//
#include "Entries.h"
#include "Frontends.h"

#include "atlas/Support/Error.h"

#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Verifier.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace atlas::jit {
namespace {

constexpr StringLiteral kSignature = "atlas.signature";

bool isKernel(const Function &function) {
  return !function.isDeclaration() && function.hasFnAttribute(kSignature);
}

Error parseError(const Source &source, const SMDiagnostic &diagnostic) {
  std::string location = source.path;
  if (diagnostic.getLineNo() > 0)
    location += (":" + Twine(diagnostic.getLineNo()) + ":" +
                 Twine(diagnostic.getColumnNo() + 1))
                    .str();
  std::string note;
  if (StringRef line = diagnostic.getLineContents(); !line.empty())
    note = ("the line is: " + line.trim()).str();
  return makeError(ErrorCode::ParseFailed, diagnostic.getMessage(), note,
                   location);
}

// Things that verify but that code generation answers with a fatal error:
// assembly text, vectors beyond 1,024 elements, intrinsics of another target.
std::string findUnsupported(const Module &module, const Triple *target) {
  if (!module.getModuleInlineAsm().empty())
    return "module-level assembly";
  auto tooWide = [](const Type *type) {
    auto *vector = dyn_cast<VectorType>(type);
    return vector && vector->getElementCount().getKnownMinValue() > 1024;
  };
  for (const Function &function : module) {
    for (const Argument &arg : function.args())
      if (tooWide(arg.getType()))
        return "a vector of more than 1024 elements";
    if (target && function.isTargetIntrinsic() && !function.use_empty()) {
      StringRef prefix = target->isX86()       ? "llvm.x86."
                         : target->isAArch64() ? "llvm.aarch64."
                                               : "llvm.wasm.";
      if (!function.getName().starts_with(prefix))
        return ("'" + function.getName() + "', an intrinsic of another target")
            .str();
    }
    for (const Instruction &inst : instructions(function)) {
      if (auto *call = dyn_cast<CallBase>(&inst); call && call->isInlineAsm())
        return "inline assembly";
      if (tooWide(inst.getType()) ||
          any_of(inst.operands(),
                 [&](const Use &use) { return tooWide(use->getType()); }))
        return "a vector of more than 1024 elements";
    }
  }
  return {};
}

// Names of local values carry no meaning; without them the bitcode is a
// canonical form. (The text parser refuses to drop them itself.)
void dropLocalNames(Module &module) {
  for (Function &function : module) {
    for (Argument &arg : function.args())
      arg.setName("");
    for (BasicBlock &block : function) {
      block.setName("");
      for (Instruction &inst : block)
        inst.setName("");
    }
  }
  module.getContext().setDiscardValueNames(true);
}

class LLVMFrontend : public Frontend {
public:
  static Expected<std::unique_ptr<Frontend>> parse(const Source &source,
                                                   bool debugInfo);

  std::vector<std::string> kernels() const override {
    std::vector<std::string> names;
    for (const Function &function : *module)
      if (isKernel(function))
        names.push_back(function.getName().str());
    return names;
  }
  std::string canonical() const override;
  Expected<std::string> extract(StringRef) override {
    return makeError(ErrorCode::UsageInvalid,
                     "a kernel given as LLVM IR has no form for back ends",
                     "give it as MLIR", path);
  }
  Expected<LoweredKernel> lower(StringRef kernel,
                                const CompileOptions &options) override;
  Expected<std::string> lowerToText(StringRef,
                                    const CompileOptions &) override {
    return makeError(ErrorCode::TargetUnknown,
                     "a kernel given as LLVM IR has no MLIR form", {}, path);
  }

private:
  Expected<Function *> select(StringRef wanted);

  std::string path;
  std::unique_ptr<LLVMContext> context;
  std::unique_ptr<Module> module;
};

Expected<std::unique_ptr<Frontend>> LLVMFrontend::parse(const Source &source,
                                                        bool debugInfo) {
  auto frontend = std::make_unique<LLVMFrontend>();
  frontend->path = source.path;
  frontend->context = std::make_unique<LLVMContext>();
  // Upgrades and debug-info checks report here; the library never prints.
  frontend->context->setDiagnosticHandlerCallBack(
      [](const DiagnosticInfo *, void *) {});
  // The text parser needs the NUL that only a copy is sure to have.
  auto buffer = MemoryBuffer::getMemBufferCopy(source.text, source.path);
  SMDiagnostic diagnostic;
  frontend->module = parseIR(*buffer, diagnostic, *frontend->context);
  if (!frontend->module)
    return parseError(source, diagnostic);
  std::string text;
  raw_string_ostream os(text);
  bool brokenDebugInfo = false;
  if (verifyModule(*frontend->module, &os, &brokenDebugInfo))
    return makeError(ErrorCode::VerifyFailed, StringRef(text).trim(), {},
                     source.path);
  if (brokenDebugInfo || !debugInfo)
    StripDebugInfo(*frontend->module);
  if (std::string what = findUnsupported(*frontend->module, nullptr);
      !what.empty())
    return makeError(ErrorCode::LoweringUnsupported, "the module uses " + what,
                     {}, source.path);
  dropLocalNames(*frontend->module);
  frontend->module->setModuleIdentifier("atlas");
  frontend->module->setSourceFileName("");
  return frontend;
}

std::string LLVMFrontend::canonical() const {
  std::string bytes;
  raw_string_ostream os(bytes);
  WriteBitcodeToFile(*module, os);
  return bytes;
}

Expected<Function *> LLVMFrontend::select(StringRef wanted) {
  std::vector<std::string> names = kernels();
  const Function *plain = nullptr;
  for (const Function &function : *module)
    if (!function.isDeclaration() && !isKernel(function) &&
        !function.hasLocalLinkage() &&
        (wanted.empty() ? names.empty() : function.getName() == wanted)) {
      plain = &function;
      break;
    }
  if (plain)
    return makeError(ErrorCode::SignatureMissing,
                     "function '" + plain->getName() +
                         "' has no \"atlas.signature\" attribute",
                     "add it to the function, for example " +
                         suggestSignature(*plain),
                     path);
  Expected<std::string> name = selectKernel(names, wanted);
  if (!name)
    return name.takeError();
  return module->getFunction(*name);
}

Expected<LoweredKernel> LLVMFrontend::lower(StringRef wanted,
                                            const CompileOptions &options) {
  Expected<Function *> selected = select(wanted);
  if (!selected)
    return selected.takeError();
  Function &kernel = **selected;
  Triple triple(options.target.triple);
  if (std::string what = findUnsupported(*module, &triple); !what.empty())
    return makeError(ErrorCode::LoweringUnsupported, "the module uses " + what,
                     {}, path);
  LoweredKernel lowered;
  Expected<KernelABI> abi = parseSignature(
      kernel.getName(), kernel.getFnAttribute(kSignature).getValueAsString());
  if (!abi)
    return abi.takeError();
  lowered.abi = std::move(*abi);
  if (Error error = checkSignature(kernel, lowered.abi))
    return std::move(error);
  Expected<SpecializedValues> constants =
      resolveSpecialization(lowered.abi, options.specialize);
  if (!constants)
    return constants.takeError();
  for (Function &function : *module)
    function.removeFnAttr(kSignature);

  std::string name = kernel.getName().str();
  lowered.packed = name + ".packed";
  Function *packed =
      createPackedEntry(kernel, lowered.abi, lowered.packed, *constants);
  if (options.specialize.empty()) {
    Function *typed = createTypedEntry(kernel, lowered.abi, name + ".typed");
    lowered.typed = typed->getName().str();
  } else {
    lowered.guard = name + ".guard";
    createGuard(*packed, lowered.guard, *constants);
  }
  lowered.context = std::move(context);
  lowered.module = std::move(module);
  return std::move(lowered);
}

} // namespace

Expected<std::unique_ptr<Frontend>> createLLVMFrontend(const Source &source,
                                                       bool debugInfo) {
  return LLVMFrontend::parse(source, debugInfo);
}

} // namespace atlas::jit
