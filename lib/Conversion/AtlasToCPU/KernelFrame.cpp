//===- KernelFrame.cpp - One kernel on its way to functions ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelFrame.h"
#include "Carriers.h"

#include "atlas/Conversion/Common/KernelABIBuilder.h"

#include "mlir/Dialect/LLVMIR/LLVMTypes.h"

using namespace mlir;

namespace atlas::cpu {

KernelFrame::KernelFrame(KernelOp kernel)
    : kernel(kernel), b(kernel.getContext()), loc(kernel.getLoc()),
      abi(lowering::buildKernelABI(kernel)), converter(kernel.getContext()),
      pointer(LLVM::LLVMPointerType::get(kernel.getContext())),
      i64(b.getI64Type()) {}

bool KernelFrame::needsScratch() const {
  return llvm::any_of(abi.temps, [](const LaunchTemp &t) { return t.serial; });
}

std::optional<int64_t> KernelFrame::fixedScratch() const {
  int64_t bytes = 0;
  for (const LaunchTemp &temp : abi.temps) {
    auto size = llvm::cantFail(LengthExpr::parse(temp.size))
                    .evaluate([](StringRef, unsigned, bool) {
                      return std::optional<int64_t>();
                    });
    if (!size) {
      llvm::consumeError(size.takeError());
      return std::nullopt;
    }
    bytes += llvm::alignTo(*size, 64);
  }
  return bytes;
}

SmallVector<Type> KernelFrame::signature() {
  SmallVector<Type> types;
  for (Type type : kernel.getArgumentTypes())
    types.push_back(isa<MemRefType>(type) ? pointer : carrierOf(b, type));
  types.append(independentDims(abi).size(), i64);
  for (const KernelParam &param : abi.params)
    if (param.strided)
      types.push_back(i64);
  if (needsScratch())
    types.push_back(pointer);
  return types;
}

/// Outputs overlap nothing else unless the kernel says so.
static bool isNoAlias(const KernelABI &abi, unsigned i) {
  const KernelParam &param = abi.params[i];
  if (!param.inplace.empty() || param.mayOverlap)
    return false;
  return llvm::none_of(abi.params, [&](const KernelParam &other) {
    return other.mayOverlap || llvm::is_contained(other.inplace, param.name);
  });
}

func::FuncOp KernelFrame::makeFunction(StringRef name, ArrayRef<Type> inputs,
                                       ArrayRef<Type> results) {
  auto function =
      func::FuncOp::create(b, loc, name, b.getFunctionType(inputs, results));
  function->setAttr("atlas.kernel", b.getStringAttr(abi.name));
  for (auto [i, param] : llvm::enumerate(abi.params)) {
    if (!param.isBuffer())
      continue;
    if (isNoAlias(abi, i))
      function.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
    if (!param.isWritten())
      function.setArgAttr(i, "llvm.readonly", b.getUnitAttr());
  }
  return function;
}

} // namespace atlas::cpu
