//===- Specialize.cpp - Named constants into kernels ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A scalar becomes a constant of its bits. A dimension makes the buffer's type
// static inside the kernel (memref.cast), and with it every dimension whose
// length expression can now be evaluated, so that later levels see fixed trip
// counts. The signature stays as it is.
//===----------------------------------------------------------------------===//

#include "atlas/Conversion/Common/KernelABIBuilder.h"
#include "atlas/Conversion/AtlasToCPU/Passes.h"

#include "llvm/ADT/StringMap.h"

namespace atlas {
#define GEN_PASS_DEF_SPECIALIZEPASS
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"
} // namespace atlas

using namespace mlir;
using namespace atlas;

namespace {

using Values = llvm::StringMap<uint64_t>; ///< "n" or "dim(data,0)"

std::string dimKey(StringRef name, unsigned k) {
  return ("dim(" + name + "," + Twine(k) + ")").str();
}

/// Adds the dimensions that follow from `known` by their length expressions.
void deriveDims(const KernelABI &abi, Values &known) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const KernelParam &param : abi.params) {
      std::string key = dimKey(param.name, 0);
      if (!param.isBuffer() || param.length.empty() || known.count(key) ||
          param.dims[0] != kDynamic)
        continue;
      auto expr = LengthExpr::parse(param.length);
      if (!expr) {
        llvm::consumeError(expr.takeError());
        continue;
      }
      auto value = expr->evaluate(
          [&](StringRef name, unsigned k, bool isDim) -> std::optional<int64_t> {
            auto it = known.find(isDim ? dimKey(name, k) : name.str());
            if (it != known.end())
              return static_cast<int64_t>(it->second);
            const KernelParam *other = isDim ? abi.findParam(name) : nullptr;
            if (other && other->dims[k] != kDynamic)
              return other->dims[k];
            return std::nullopt;
          });
      if (!value || *value < 0) {
        if (!value)
          llvm::consumeError(value.takeError());
        continue;
      }
      known[key] = *value;
      changed = true;
    }
  }
}

/// Operations whose own types do not follow from a buffer's type. Others (calls,
/// views, control flow) keep the buffer as it was declared.
bool takesAnyShape(Operation *op) {
  return isa<AtlasDialect>(op->getDialect()) ||
         isa<memref::DimOp, memref::LoadOp, memref::StoreOp>(op);
}

void specializeKernel(KernelOp kernel, const Values &wanted) {
  KernelABI abi = lowering::buildKernelABI(kernel);
  Values known = wanted;
  deriveDims(abi, known);
  OpBuilder b(kernel.getBody());
  for (auto [i, param] : llvm::enumerate(abi.params)) {
    BlockArgument arg = kernel.getBody().getArgument(i);
    Location loc = arg.getLoc();
    if (!param.isBuffer()) {
      auto it = known.find(param.name);
      if (it == known.end())
        continue;
      unsigned bits = param.type.bits;
      TypedAttr value;
      APInt word = APInt(64, it->second).zextOrTrunc(bits);
      if (auto floatType = dyn_cast<FloatType>(arg.getType()))
        value = FloatAttr::get(floatType,
                               APFloat(floatType.getFloatSemantics(), word));
      else
        value = IntegerAttr::get(arg.getType(), word);
      arg.replaceAllUsesWith(arith::ConstantOp::create(b, loc, value));
      continue;
    }
    auto type = cast<MemRefType>(arg.getType());
    SmallVector<int64_t> shape(type.getShape());
    for (auto [k, extent] : llvm::enumerate(shape))
      if (auto it = known.find(dimKey(param.name, k));
          it != known.end() && ShapedType::isDynamic(extent))
        extent = static_cast<int64_t>(it->second);
    if (shape == type.getShape() || !type.getLayout().isIdentity())
      continue;
    auto fixed = memref::CastOp::create(
        b, loc, MemRefType::get(shape, type.getElementType()), arg);
    arg.replaceUsesWithIf(fixed, [](OpOperand &use) {
      return takesAnyShape(use.getOwner());
    });
  }
}

struct Specialize : atlas::impl::SpecializePassBase<Specialize> {
  using SpecializePassBase::SpecializePassBase;
  void runOnOperation() override {
    Values wanted;
    SmallVector<StringRef> parts;
    StringRef(values).split(parts, ';', -1, /*KeepEmpty=*/false);
    for (StringRef part : parts) {
      auto [name, text] = part.rsplit('=');
      uint64_t value;
      std::string key;
      for (char c : name)
        if (c != ' ')
          key += c;
      if (key.empty() || text.trim().getAsInteger(0, value)) {
        getOperation().emitError("ATL0507: specialisation '")
            << part << "' is not of the form NAME=VALUE";
        return signalPassFailure();
      }
      if (StringRef(key).starts_with("dim(") && !StringRef(key).contains(','))
        key.insert(key.size() - 1, ",0");
      wanted[key] = value;
    }
    if (failed(checkNames(wanted)))
      return signalPassFailure();
    for (KernelOp kernel : getOperation().getOps<KernelOp>())
      specializeKernel(kernel, wanted);
  }

private:
  /// Every name must be a scalar or a dynamic dimension of some kernel.
  LogicalResult checkNames(const Values &wanted) {
    llvm::StringMap<bool> names;
    for (KernelOp kernel : getOperation().getOps<KernelOp>())
      for (const KernelParam &param : lowering::buildKernelABI(kernel).params) {
        if (!param.isBuffer())
          names[param.name] = true;
        for (unsigned k = 0; param.isBuffer() && k != param.rank; ++k)
          if (param.dims[k] == kDynamic)
            names[dimKey(param.name, k)] = true;
      }
    for (const auto &entry : wanted)
      if (!names.count(entry.first()))
        return getOperation().emitError("ATL0507: no kernel of the module has a "
                                        "scalar or dynamic dimension '")
               << entry.first() << "'";
    return success();
  }
};

} // namespace
