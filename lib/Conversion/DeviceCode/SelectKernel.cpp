//===- SelectKernel.cpp - One kernel of a file ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/Diagnostics.h"
#include "atlas/Conversion/DeviceCode/DeviceCode.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Dialect/Atlas/Transforms/KeepKernel.h"

using namespace mlir;
using namespace atlas;

namespace {

/// The one of that name, or the only one.
llvm::Expected<Operation *> find(ModuleOp module, llvm::StringRef name) {
  SmallVector<Operation *> all;
  for (Operation &op : *module.getBody())
    if (isa<KernelOp, PipelineOp>(op))
      all.push_back(&op);
  if (name.empty()) {
    if (all.size() == 1)
      return all.front();
    return makeError(ErrorCode::KernelAmbiguous,
                     "the file holds " + llvm::Twine(all.size()) + " kernels",
                     "name one: FILE:KERNEL");
  }
  for (Operation *op : all)
    if (SymbolTable::getSymbolName(op) == name)
      return op;
  return makeError(ErrorCode::KernelUnknown, "no kernel '" + name + "'");
}

} // namespace

llvm::Error atlas::selectKernel(ModuleOp module, llvm::StringRef name) {
  auto selected = find(module, name);
  if (!selected)
    return selected.takeError();
  FirstDiagnostic diagnostics(*module.getContext());
  if (failed(keepKernel(module, *selected)))
    return diagnostics.take("the pipeline could not be inlined");
  return llvm::Error::success();
}
