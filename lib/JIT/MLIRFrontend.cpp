//===- MLIRFrontend.cpp - Kernels given as MLIR ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text or bytecode; kernels are the atlas.kernel and atlas.pipeline operations
// of the module. The host pipeline makes their entries; the ABI description
// comes back as an attribute of the packed entry.
//===----------------------------------------------------------------------===//
#include "Entries.h"
#include "Frontends.h"

#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/Transforms/KeepKernel.h"
#include "atlas/Support/Error.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// Keeps the first error and what belongs to it; prints nothing.
class Diagnostics {
public:
  Diagnostics(mlir::MLIRContext &context, const Source &source)
      : path(source.path), text(source.text), context(context),
        wasPrinted(context.shouldPrintOpOnDiagnostic()),
        handler(&context, [this](mlir::Diagnostic &diagnostic) {
          record(diagnostic);
          return mlir::success();
        }) {
    context.printOpOnDiagnostic(false); // the place says it
  }
  ~Diagnostics() { context.printOpOnDiagnostic(wasPrinted); }

  // The recorded error, or `fallback` if none came.
  Error take(ErrorCode code, StringRef fallback) {
    std::string message = first.empty() ? fallback.str() : first;
    return makeError(code, message, note, location.empty() ? path : location);
  }

private:
  void record(mlir::Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error ||
        !first.empty())
      return;
    first = diagnostic.str();
    mlir::Location where = diagnostic.getLocation();
    if (auto place = where->findInstanceOf<mlir::FileLineColLoc>()) {
      location = (place.getFilename().getValue() + ":" +
                  Twine(place.getLine()) + ":" + Twine(place.getColumn()))
                     .str();
      if (place.getFilename().getValue() == path)
        note = sourceLine(place.getLine(), place.getColumn());
    }
    for (mlir::Diagnostic &extra : diagnostic.getNotes())
      note += (note.empty() ? "" : "\n  note: ") + extra.str();
  }

  // The line with a caret below the column; tabs stay tabs.
  std::string sourceLine(unsigned line, unsigned column) const {
    if (text.size() >= 2 && !isPrint(text.front()) && !isSpace(text.front()))
      return {}; // bytecode
    StringRef rest = text;
    for (unsigned i = 1; i < line; ++i)
      rest = rest.split('\n').second;
    StringRef content = rest.split('\n').first.rtrim().take_front(200);
    if (content.empty() || line == 0)
      return {};
    std::string marks;
    for (char c : content.take_front(column ? column - 1 : 0))
      marks += c == '\t' ? '\t' : ' ';
    return ("the line is:\n  " + content + "\n  " + marks + "^").str();
  }

  std::string path, text;
  std::string first, location, note;
  mlir::MLIRContext &context;
  bool wasPrinted;
  mlir::ScopedDiagnosticHandler handler;
};

class MLIRFrontend : public Frontend {
public:
  static Expected<std::unique_ptr<Frontend>> parse(const Source &source,
                                                   bool debugInfo);
  static Expected<std::unique_ptr<Frontend>> copy(mlir::ModuleOp module);
  std::vector<std::string> kernels() const override;
  std::string canonical() const override;
  Expected<std::string> extract(StringRef kernel) override;
  Expected<LoweredKernel> lower(StringRef kernel,
                                const CompileOptions &options) override;
  Expected<std::string> lowerToText(StringRef kernel,
                                    const CompileOptions &options) override;

private:
  // Verifies the module, as from a source that is not believed.
  Error check();
  // Leaves this kernel alone: the others cost time and are hidden anyway.
  Error isolate(StringRef kernel);
  // Runs the host pipeline on the module with only this kernel left in it.
  Expected<std::string> runPipeline(StringRef wanted,
                                    const CompileOptions &options);

  std::unique_ptr<mlir::MLIRContext> owned; // null for a copy
  std::unique_ptr<Diagnostics> diagnostics;
  mutable mlir::OwningOpRef<mlir::ModuleOp>
      module; // its accessors are not const
  bool debugInfo = false;
};

Expected<std::unique_ptr<Frontend>> MLIRFrontend::parse(const Source &source,
                                                        bool debugInfo) {
  auto frontend = std::make_unique<MLIRFrontend>();
  frontend->debugInfo = debugInfo;
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  frontend->owned = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  mlir::MLIRContext *context = frontend->owned.get();
  frontend->diagnostics = std::make_unique<Diagnostics>(*context, source);
  // The lexer reads the NUL behind the text; a copy is sure to have one.
  SourceMgr sources;
  sources.AddNewSourceBuffer(
      MemoryBuffer::getMemBufferCopy(source.text, source.path), SMLoc());
  mlir::ParserConfig config(context, /*verifyAfterParse=*/false);
  frontend->module = mlir::parseSourceFile<mlir::ModuleOp>(sources, config);
  if (!frontend->module)
    return frontend->diagnostics->take(ErrorCode::ParseFailed,
                                       "the source does not parse");
  if (Error error = frontend->check())
    return std::move(error);
  return frontend;
}

Expected<std::unique_ptr<Frontend>> MLIRFrontend::copy(mlir::ModuleOp module) {
  auto frontend = std::make_unique<MLIRFrontend>();
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  mlir::MLIRContext &context = *module.getContext();
  context.appendDialectRegistry(registry);
  frontend->diagnostics = std::make_unique<Diagnostics>(
      context, Source{"module", {}, Source::Format::Bytecode});
  frontend->module = module.clone();
  if (Error error = frontend->check())
    return std::move(error);
  return frontend;
}

Error MLIRFrontend::check() {
  // Passes say so after the verifier.
  module->walk(
      [](mlir::ModuleOp module) { module->removeAttr("atlas.checked"); });
  if (mlir::failed(mlir::verify(*module)))
    return diagnostics->take(ErrorCode::VerifyFailed,
                             "the module does not verify");
  return Error::success();
}

std::vector<std::string> MLIRFrontend::kernels() const {
  std::vector<std::string> names;
  for (mlir::Operation &op : module->getBody()->getOperations())
    if (isa<KernelOp, PipelineOp>(op))
      names.push_back(mlir::SymbolTable::getSymbolName(&op).str());
  return names;
}

std::string MLIRFrontend::canonical() const {
  std::string text;
  raw_string_ostream os(text);
  mlir::OpPrintingFlags flags;
  flags.printGenericOpForm().useLocalScope().enableDebugInfo(debugInfo, false);
  module->print(os, flags);
  return text;
}

Error MLIRFrontend::isolate(StringRef kernel) {
  if (mlir::failed(keepKernel(*module, module->lookupSymbol(kernel))))
    return diagnostics->take(ErrorCode::CompileFailed,
                             "the pipeline could not be inlined");
  return Error::success();
}

Expected<std::string> MLIRFrontend::extract(StringRef wanted) {
  Expected<std::string> name = selectKernel(kernels(), wanted);
  if (!name)
    return name.takeError();
  // A pipeline stays one, as its author wrote it, with what it chains.
  mlir::Operation *selected = module->lookupSymbol(*name);
  SetVector<mlir::Operation *> needed;
  needed.insert(selected);
  for (unsigned i = 0; i < needed.size(); ++i)
    needed[i]->walk([&](CallOp call) {
      needed.insert(module->lookupSymbol(call.getCallee()));
    });
  for (mlir::Operation &op :
       make_early_inc_range(module->getBody()->getOperations()))
    if (isa<KernelOp, PipelineOp>(op) && !needed.contains(&op))
      op.erase();
  if (isa<PipelineOp>(selected)) // before those that it calls
    selected->moveBefore(module->getBody(), module->getBody()->begin());
  std::string bytes;
  raw_string_ostream os(bytes);
  if (mlir::failed(mlir::writeBytecodeToFile(*module, os)))
    return diagnostics->take(ErrorCode::CompileFailed,
                             "the module cannot be written as bytecode");
  return bytes;
}

Expected<std::string> MLIRFrontend::runPipeline(StringRef wanted,
                                                const CompileOptions &options) {
  Expected<std::string> name = selectKernel(kernels(), wanted);
  if (!name)
    return name.takeError();
  if (Error error = isolate(*name))
    return std::move(error);

  HostPipelineOptions pipeline;
  pipeline.target = options.target;
  pipeline.scalar = options.scalar || options.quality == Quality::Quick;
  pipeline.serialOnly = options.quality == Quality::Quick;
  pipeline.strategies = options.strategies;
  pipeline.specialize = options.specialize;
  mlir::PassManager passes(module->getContext(),
                           mlir::ModuleOp::getOperationName());
#ifdef NDEBUG
  passes.enableVerifier(false);
#endif
  buildHostPipeline(passes, pipeline);
  if (options.debugInfo) {
    mlir::LLVM::DIScopeForLLVMFuncOpPassOptions scope;
    scope.emissionKind = mlir::LLVM::DIEmissionKind::LineTablesOnly;
    passes.addPass(mlir::LLVM::createDIScopeForLLVMFuncOpPass(scope));
  }
  if (mlir::failed(passes.run(*module)))
    return diagnostics->take(ErrorCode::CompileFailed,
                             "lowering failed without a reason");
  return name;
}

Expected<std::string> MLIRFrontend::lowerToText(StringRef kernel,
                                                const CompileOptions &options) {
  Expected<std::string> name = runPipeline(kernel, options);
  if (!name)
    return name.takeError();
  std::string text;
  raw_string_ostream os(text);
  module->print(os);
  text += '\n';
  return text;
}

Expected<LoweredKernel> MLIRFrontend::lower(StringRef wanted,
                                            const CompileOptions &options) {
  Expected<std::string> name = runPipeline(wanted, options);
  if (!name)
    return name.takeError();
  LoweredKernel lowered;
  lowered.packed = *name + ".packed";
  auto entry = module->lookupSymbol<mlir::LLVM::LLVMFuncOp>(lowered.packed);
  auto text = entry ? entry->getAttrOfType<mlir::StringAttr>(kABIAttrName)
                    : mlir::StringAttr();
  if (!text)
    return makeError(ErrorCode::CompileFailed,
                     "the pipeline made no packed entry for '" + *name + "'");
  Expected<json::Value> value = json::parse(text.getValue());
  if (!value)
    return makeError(ErrorCode::CompileFailed,
                     "the ABI description of '" + *name +
                         "' is malformed: " + toString(value.takeError()));
  Expected<KernelABI> abi = KernelABI::fromJSON(*value);
  if (!abi)
    return abi.takeError();
  lowered.abi = std::move(*abi);
  Expected<SpecializedValues> constants =
      resolveSpecialization(lowered.abi, options.specialize);
  if (!constants)
    return constants.takeError();
  for (auto function : module->getOps<mlir::LLVM::LLVMFuncOp>())
    function->removeAttr(kABIAttrName);
  if (auto typed = module->lookupSymbol<mlir::LLVM::LLVMFuncOp>(*name);
      typed && options.specialize.empty())
    lowered.typed = *name;

  lowered.context = std::make_unique<LLVMContext>();
  lowered.context->setDiagnosticHandlerCallBack(
      [](const DiagnosticInfo *, void *) {});
#ifdef NDEBUG
  constexpr bool skipVerifier = true;
#else
  constexpr bool skipVerifier = false;
#endif
  lowered.module = mlir::translateModuleToLLVMIR(*module, *lowered.context,
                                                 "atlas", skipVerifier);
  if (!lowered.module)
    return diagnostics->take(ErrorCode::CompileFailed,
                             "translation to LLVM IR failed");
  if (!options.specialize.empty()) {
    lowered.guard = *name + ".guard";
    createGuard(*lowered.module->getFunction(lowered.packed), lowered.guard,
                *constants);
  }
  return std::move(lowered);
}

} // namespace

Expected<std::unique_ptr<Frontend>> createMLIRFrontend(const Source &source,
                                                       bool debugInfo) {
  return MLIRFrontend::parse(source, debugInfo);
}

Expected<std::unique_ptr<Frontend>> createMLIRFrontend(mlir::ModuleOp module) {
  return MLIRFrontend::copy(module);
}

} // namespace atlas::jit
