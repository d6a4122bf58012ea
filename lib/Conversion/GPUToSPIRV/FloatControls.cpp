//===- FloatControls.cpp - Execution modes of float arithmetic ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "FloatControls.h"

#include <set>

using namespace mlir;
using namespace atlas;

namespace {

std::set<unsigned> widthsOf(spirv::ModuleOp module) {
  std::set<unsigned> widths;
  auto add = [&](Type type) {
    if (auto number = dyn_cast<FloatType>(getElementTypeOrSelf(type)))
      widths.insert(number.getWidth());
  };
  module.walk([&](Operation *op) {
    llvm::for_each(op->getOperandTypes(), add);
    llvm::for_each(op->getResultTypes(), add);
  });
  return widths;
}

} // namespace

SmallVector<spirv::Capability>
spirv_floats::addModes(spirv::ModuleOp module, const SPIRVFloats &floats) {
  using M = spirv::ExecutionMode;
  std::set<unsigned> widths = widthsOf(module);
  if (widths.empty())
    return {};
  SmallVector<M> modes{M::SignedZeroInfNanPreserve};
  SmallVector<spirv::Capability> needs{spirv::Capability::SignedZeroInfNanPreserve};
  if (floats.denormals) {
    modes.push_back(M::DenormPreserve);
    needs.push_back(spirv::Capability::DenormPreserve);
  }
  if (floats.rounding) {
    modes.push_back(M::RoundingModeRTE);
    needs.push_back(spirv::Capability::RoundingModeRTE);
  }
  OpBuilder b(module.getContext());
  b.setInsertionPointToEnd(module.getBody());
  for (auto entry : llvm::to_vector(module.getOps<spirv::EntryPointOp>()))
    for (M mode : modes)
      for (unsigned width : widths)
        spirv::ExecutionModeOp::create(
            b, entry.getLoc(), entry.getFnAttr(),
            spirv::ExecutionModeAttr::get(module.getContext(), mode),
            b.getI32ArrayAttr({static_cast<int32_t>(width)}));
  return needs;
}
