//===- KernelABIBuilder.cpp - ABI description of a kernel op --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/KernelABIBuilder.h"

using namespace mlir;
using namespace atlas;

DataType lowering::dataTypeOf(Type type) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return {DataType::Float, floatType.getWidth()};
  if (type.isIndex())
    return {DataType::Int, 64};
  return {DataType::Int, type.getIntOrFloatBitWidth()};
}

namespace {

std::string argName(KernelOp kernel, unsigned i) {
  if (auto name = kernel.getArgAttrOfType<StringAttr>(i, kNameAttr))
    return name.str();
  return "arg" + std::to_string(i);
}

ParamRole roleOf(KernelOp kernel, unsigned i) {
  if (kernel.getArgAttr(i, kOutAttr))
    return ParamRole::Out;
  if (kernel.getArgAttr(i, kInOutAttr))
    return ParamRole::InOut;
  if (kernel.getArgAttr(i, kTableAttr))
    return ParamRole::Table;
  return ParamRole::In;
}

void describeBuffer(KernelOp kernel, unsigned i, MemRefType type,
                    KernelParam &param) {
  param.role = roleOf(kernel, i);
  param.type = lowering::dataTypeOf(type.getElementType());
  param.rank = type.getRank();
  for (unsigned d = 0; d != param.rank; ++d)
    param.dims[d] = type.isDynamicDim(d) ? kDynamic : type.getDimSize(d);
  auto [strides, offset] = type.getStridesAndOffset();
  param.strided = param.rank == 2 && !type.getLayout().isIdentity() &&
                  ShapedType::isDynamic(strides[0]);
  if (auto length = kernel.getArgAttrOfType<StringAttr>(i, kLengthAttr))
    param.length = length.str();
  if (auto align = kernel.getArgAttrOfType<IntegerAttr>(i, kAlignAttr))
    param.align = align.getValue().getZExtValue();
  if (auto count = kernel.getArgAttrOfType<StringAttr>(i, kCountAttr))
    param.count = count.str();
  if (auto inplace = kernel.getArgAttrOfType<ArrayAttr>(i, kInplaceAttr))
    for (Attribute name : inplace)
      param.inplace.push_back(cast<StringAttr>(name).str());
  param.mayOverlap = kernel.getArgAttr(i, kOverlapAttr) != nullptr;
}

/// An integer or float attribute as a scalar word.
uint64_t bitsOf(Attribute value) {
  if (auto number = dyn_cast<FloatAttr>(value))
    return number.getValue().bitcastToAPInt().getZExtValue();
  return cast<IntegerAttr>(value).getValue().getZExtValue();
}

} // namespace

KernelABI lowering::buildKernelABI(KernelOp kernel) {
  KernelABI abi;
  abi.name = kernel.getSymName().str();
  if (auto contract = kernel->getAttrOfType<ContractAttr>("contract"))
    abi.contract = contract.getId().str();
  if (auto exactness = kernel->getAttrOfType<ExactnessAttr>("exactness"))
    abi.exactness = stringifyExactness(exactness.getValue()).str();
  if (auto tolerance = kernel->getAttrOfType<StringAttr>("tolerance"))
    abi.tolerance = tolerance.str();
  for (auto [i, type] : llvm::enumerate(kernel.getArgumentTypes())) {
    KernelParam param;
    param.name = argName(kernel, i);
    param.isSigned = kernel.getArgAttr(i, kSignedAttr) != nullptr;
    param.constant = kernel.getArgAttr(i, kConstantAttr) != nullptr;
    if (Attribute value = kernel.getArgAttr(i, kDefaultAttr))
      param.defaultBits = bitsOf(value);
    if (auto buffer = dyn_cast<MemRefType>(type)) {
      describeBuffer(kernel, i, buffer, param);
    } else {
      param.role = ParamRole::Scalar;
      param.type = dataTypeOf(type);
    }
    abi.params.push_back(std::move(param));
  }
  for (auto [i, type] : llvm::enumerate(kernel.getResultTypes())) {
    KernelResult result;
    result.name = i ? "result" + std::to_string(i) : "result";
    result.type = dataTypeOf(type);
    if (auto name = kernel.getResultAttrOfType<StringAttr>(i, kNameAttr))
      result.name = name.str();
    result.isSigned = kernel.getResultAttr(i, kSignedAttr) != nullptr;
    abi.results.push_back(std::move(result));
  }
  return abi;
}
