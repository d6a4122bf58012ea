//===- Linker.cpp - Objects to callable code ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Linker.h"
#include "RuntimeSymbols.h"

#include "atlas/Support/Error.h"

#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/Debugging/ELFDebugObjectPlugin.h"
#include "llvm/ExecutionEngine/Orc/Debugging/PerfSupportPlugin.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"
#include "llvm/ExecutionEngine/Orc/Shared/OrcRTBridge.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderGDB.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderPerf.h"
#include "llvm/Support/Process.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <unistd.h>

using namespace llvm;
using namespace llvm::orc;

namespace atlas::jit {
namespace {

ExecutorSymbolDef definition(void *address) {
  return {ExecutorAddr::fromPtr(address), JITSymbolFlags::Exported};
}

// Serves the fixed list on demand, so that nothing is interned up front.
class RuntimeGenerator : public DefinitionGenerator {
public:
  Error tryToGenerate(LookupState &, LookupKind, JITDylib &dylib,
                      JITDylibLookupFlags,
                      const SymbolLookupSet &symbols) override {
    SymbolMap found;
    for (const auto &[name, flags] : symbols)
      if (void *address = findRuntimeSymbol(*name))
        found[name] = definition(address);
    return found.empty() ? Error::success()
                         : dylib.define(absoluteSymbols(std::move(found)));
  }
};

// The session asks its process control for the GDB registration function by
// name; a static tool has no dynamic symbol to find, so it is given here.
class ProcessControl : public SelfExecutorProcessControl {
public:
  ProcessControl(unsigned pageSize, bool gdb)
      : SelfExecutorProcessControl(
            std::make_shared<SymbolStringPool>(),
            std::make_unique<InPlaceTaskDispatcher>(),
            Triple(sys::getProcessTriple()), pageSize,
            std::make_unique<jitlink::InProcessMemoryManager>(pageSize)) {
    if (gdb)
      BootstrapSymbols[rt::RegisterJITLoaderGDBAllocActionName] =
          ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderGDBAllocAction);
  }
};

} // namespace

Code::~Code() { linker->remove(*dylib, gdb); }

bool Linker::isOtherProcess() const { return ::getpid() != owner; }

Expected<std::shared_ptr<Linker>> Linker::create(Options options) {
  std::shared_ptr<Linker> linker(new Linker);
  linker->owner = ::getpid();
  linker->session =
      std::make_unique<ExecutionSession>(std::make_unique<ProcessControl>(
          sys::Process::getPageSizeEstimate(), options.gdb));
  // Details of a failed link come here; the lookup only says that it failed.
  linker->session->setErrorReporter([raw = linker.get()](Error error) {
    if (!raw->reported.empty())
      raw->reported += "; ";
    raw->reported += toString(std::move(error));
  });
  linker->layer = std::make_unique<ObjectLinkingLayer>(
      *linker->session,
      linker->session->getExecutorProcessControl().getMemMgr());
  linker->runtime = &linker->session->createBareJITDylib("atlas-runtime");
  linker->runtime->addGenerator(std::make_unique<RuntimeGenerator>());
  if (Error error = linker->addPlugins(options))
    return std::move(error);
  return linker;
}

Error Linker::addPlugins(Options options) {
  forGdb = options.gdb;
  if (options.gdb) {
    Error error = Error::success();
    auto plugin = std::make_shared<ELFDebugObjectPlugin>(
        *session, /*RequireDebugSections=*/false, /*AutoRegisterCode=*/true,
        error);
    if (error)
      return makeError(ErrorCode::LinkFailed, "gdb support cannot be set up: " +
                                                  toString(std::move(error)));
    layer->addPlugin(std::move(plugin));
  }
  // No unwind records: LLVM's writer prints while it makes them. Code for perf
  // keeps frame pointers instead.
  if (options.perf)
    layer->addPlugin(std::make_shared<PerfSupportPlugin>(
        session->getExecutorProcessControl(),
        ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfStart),
        ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfEnd),
        ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfImpl),
        /*EmitDebugInfo=*/true, /*EmitUnwindInfo=*/false));
  return Error::success();
}

Linker::~Linker() {
  if (isOtherProcess()) {
    (void)layer.release();
    (void)session.release();
    return;
  }
  if (session)
    consumeError(session->endSession());
}

void Linker::remove(JITDylib &dylib, const GdbEntries &gdb) {
  if (isOtherProcess())
    return;
  std::lock_guard lock(mutex);
  removeGdbEntries(gdb);
  consumeError(session->removeJITDylib(dylib));
}

Expected<std::unique_ptr<Code>>
Linker::link(std::unique_ptr<MemoryBuffer> object, ArrayRef<StringRef> wanted,
             ArrayRef<Import> imports) {
  std::lock_guard lock(mutex);
  reported.clear();
  std::optional<GdbScope> gdb;
  if (forGdb)
    gdb.emplace();
  JITDylib &dylib =
      session->createBareJITDylib("atlas-code-" + std::to_string(counter++));
  auto failed = [&](Error error) -> Error {
    std::string text = toString(std::move(error));
    consumeError(session->removeJITDylib(dylib));
    return makeError(ErrorCode::LinkFailed,
                     "the object could not be loaded: " +
                         (reported.empty() ? text : reported));
  };
  dylib.addToLinkOrder(*runtime);
  SymbolMap defined;
  for (const auto &[name, address] : imports)
    defined[session->intern(name)] = definition(address);
  if (!defined.empty())
    if (Error error = dylib.define(absoluteSymbols(std::move(defined))))
      return failed(std::move(error));
  if (Error error = layer->add(dylib, std::move(object)))
    return failed(std::move(error));

  SymbolLookupSet names;
  for (StringRef name : wanted)
    if (!name.empty())
      names.add(session->intern(name));
  // Two wanted names may be one symbol.
  names.sortByAddress();
  names.removeDuplicates();
  Expected<SymbolMap> found =
      session->lookup(makeJITDylibSearchOrder(&dylib), std::move(names));
  if (!found)
    return failed(found.takeError());
  std::vector<void *> addresses;
  for (StringRef name : wanted)
    addresses.push_back(
        name.empty()
            ? nullptr
            : (*found)[session->intern(name)].getAddress().toPtr<void *>());
  return std::make_unique<Code>(shared_from_this(), dylib, std::move(addresses),
                                gdb ? gdb->added() : GdbEntries());
}

} // namespace atlas::jit
