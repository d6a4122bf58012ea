//===- Twin.cpp - A portable twin behind its kernel's interface -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Twin.h"

#include "Entries.h"

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/Error.h"

#include "mlir/IR/OperationSupport.h"
#include "mlir/Parser/Parser.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace atlas::jit {
namespace {

// Where each parameter of the twin stands in the kernel's argument block.
Expected<SmallVector<PackedSlot>> slotsThrough(const KernelABI &twin,
                                               const KernelABI &interface) {
  SmallVector<PackedSlot> slots;
  for (const KernelParam &param : twin.params) {
    auto same = find_if(interface.params, [&](const KernelParam &one) {
      return one.name == param.name && one.isBuffer() == param.isBuffer();
    });
    if (same != interface.params.end()) {
      slots.push_back({param.isBuffer() ? PackedSlot::Buffer : PackedSlot::Scalar,
                       interface.ordinal(same - interface.params.begin())});
      continue;
    }
    // A scalar of the twin alone is the extent of the buffers it measures.
    auto measured = find_if(twin.params, [&](const KernelParam &one) {
      return one.isBuffer() && one.length == param.name;
    });
    auto buffer = measured == twin.params.end()
                      ? interface.params.end()
                      : find_if(interface.params, [&](const KernelParam &one) {
                          return one.isBuffer() && one.name == measured->name;
                        });
    if (param.isBuffer() || buffer == interface.params.end())
      return makeError(ErrorCode::SignatureInvalid,
                       "the twin of '" + interface.name + "' takes '" + param.name +
                           "', which the kernel does not have");
    slots.push_back({PackedSlot::Extent,
                     interface.ordinal(buffer - interface.params.begin())});
  }
  if (twin.results.size() != interface.results.size())
    return makeError(ErrorCode::SignatureInvalid,
                     "the twin of '" + interface.name + "' has " +
                         Twine(twin.results.size()) + " results, the kernel " +
                         Twine(interface.results.size()));
  return slots;
}

} // namespace

Expected<const LibraryKernel *> findTwin(mlir::ModuleOp module) {
  auto kernels = module.getOps<KernelOp>();
  if (!hasSingleElement(kernels) || !module.getOps<PipelineOp>().empty())
    return nullptr;
  StringRef symbol = (*kernels.begin()).getName();
  const LibraryKernel *found = find_if(libraryKernels(), [&](const LibraryKernel &one) {
    return one.symbol == symbol && !one.twin.empty();
  });
  if (found == libraryKernels().end())
    return nullptr;
  auto frontend = Frontend::create({(found->name + "/kernel.mlir").str(),
                                    found->mlir.str(), Source::Format::Mlir},
                                   /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto bytes = (*frontend)->extract(symbol);
  if (!bytes)
    return bytes.takeError();
  auto own = mlir::parseSourceString<mlir::ModuleOp>(
      *bytes, mlir::ParserConfig(module.getContext(), /*verifyAfterParse=*/false));
  bool same = own && mlir::OperationEquivalence::isEquivalentTo(
                         *own, module, mlir::OperationEquivalence::IgnoreLocations);
  return same ? found : nullptr;
}

Expected<LoweredKernel> lowerTwin(const LibraryKernel &kernel, KernelABI interface,
                                  const CompileOptions &options) {
  auto frontend = Frontend::create({(kernel.name + "/kernel.ll").str(), kernel.twin.str(),
                                    Source::Format::LLVMText},
                                   /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto lowered = (*frontend)->lower(kernel.twinSymbol, options);
  if (!lowered)
    return lowered.takeError();
  auto slots = slotsThrough(lowered->abi, interface);
  if (!slots)
    return slots.takeError();
  Module &module = *lowered->module;
  Function *twin = module.getFunction(kernel.twinSymbol);
  for (const std::string &entry : {lowered->packed, lowered->typed})
    if (Function *function = module.getFunction(entry); function && function != twin)
      function->eraseFromParent();
  lowered->packed = interface.name + ".packed";
  createPackedEntry(*twin, lowered->abi, lowered->packed, {}, *slots);
  twin->setLinkage(GlobalValue::InternalLinkage);
  lowered->typed.clear();
  lowered->abi = std::move(interface);
  return lowered;
}

} // namespace atlas::jit
