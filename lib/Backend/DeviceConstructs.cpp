//===- DeviceConstructs.cpp - Constructs of device code ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceConstructs.h"

#include "atlas/Backend/BackendError.h"
#include "atlas/Conversion/Constructs/Constructs.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/IR/SymbolTable.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Support/Path.h"

#include <map>

using namespace atlas;
using namespace atlas::backend;

namespace {

/// The uses of one entry point, by construct and origin.
class EntryWalk {
public:
  EntryWalk(mlir::Operation *module, const CitationScope &scope)
      : module(module), scope(scope) {}

  /// Starts at the operations that declare the entry.
  llvm::Error walk(llvm::ArrayRef<mlir::Operation *> roots);
  /// By construct, origin, contract and equation.
  std::map<std::tuple<contract::ConstructUse, std::string, std::string, std::string>,
           uint64_t>
      uses;

private:
  llvm::Error add(mlir::Operation *op);
  void follow(mlir::Operation *op);

  mlir::Operation *module;
  const CitationScope &scope;
  llvm::SetVector<mlir::Operation *> reached;
};

llvm::Error EntryWalk::add(mlir::Operation *op) {
  std::optional<ConstructUses> found = constructsOf(op);
  if (!found)
    return makeBackendError(
        {BackendErrorKind::MissingCompileContractCitation,
         scope.hardware.target().id().str(),
         "nothing says which construct '" + op->getName().getStringRef().str() + "' is",
         op->getName().getStringRef().str(), "no contract can sanction it",
         placeOf(op->getLoc())});
  if (found->empty())
    return llvm::Error::success();
  std::string origin = originOf(op->getLoc());
  for (const contract::ConstructUse &use : *found) {
    CiteAttr cite = citationFor(op->getLoc(), use, scope);
    ++uses[{use, origin, cite ? cite.getContract().str() : "",
            cite ? cite.getEquation().str() : ""}];
  }
  return llvm::Error::success();
}

/// Functions and variables of the module that `op` names. Attributes are taken one by
/// one: a dictionary of them all would be made, and kept, for each operation.
void EntryWalk::follow(mlir::Operation *op) {
  auto look = [&](mlir::Attribute attribute) {
    if (!attribute || llvm::isa<mlir::IntegerAttr, mlir::FloatAttr, mlir::StringAttr,
                                mlir::TypeAttr, mlir::UnitAttr>(attribute))
      return;
    attribute.walk([&](mlir::SymbolRefAttr symbol) {
      mlir::Operation *named = mlir::SymbolTable::lookupSymbolIn(module, symbol);
      if (named && named != module)
        reached.insert(named);
    });
  };
  for (mlir::StringAttr name : op->getName().getAttributeNames())
    look(op->getInherentAttr(name).value_or(mlir::Attribute()));
  for (mlir::NamedAttribute attribute : op->getDiscardableAttrs())
    look(attribute.getValue());
}

llvm::Error EntryWalk::walk(llvm::ArrayRef<mlir::Operation *> roots) {
  reached.insert(roots.begin(), roots.end());
  for (size_t i = 0; i < reached.size(); ++i) {
    llvm::Error error = llvm::Error::success();
    reached[i]->walk([&](mlir::Operation *op) {
      follow(op);
      error = add(op);
      return error ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
    });
    if (error)
      return error;
  }
  return llvm::Error::success();
}

/// The name of an entry point that `op` declares; "" if it declares none.
std::string entryName(mlir::Operation &op) {
  if (auto function = llvm::dyn_cast<mlir::gpu::GPUFuncOp>(op))
    return function.isKernel() ? function.getName().str() : "";
  if (auto function = llvm::dyn_cast<mlir::LLVM::LLVMFuncOp>(op))
    return op.hasAttr(mlir::NVVM::NVVMDialect::getKernelFuncAttrName())
               ? function.getName().str()
               : "";
  if (auto entry = llvm::dyn_cast<mlir::spirv::EntryPointOp>(op))
    return entry.getFn().str();
  return "";
}

} // namespace

std::string backend::placeOf(mlir::Location location) {
  auto place = location->findInstanceOf<mlir::FileLineColLoc>();
  if (!place)
    return "";
  return (place.getFilename().getValue() + ":" + llvm::Twine(place.getLine()) + ":" +
          llvm::Twine(place.getColumn()))
      .str();
}

std::string backend::originOf(mlir::Location location) {
  return llvm::sys::path::filename(placeOf(location)).str();
}

llvm::Error
backend::findDeviceConstructs(mlir::Operation *module, const CitationScope &scope,
                              std::vector<FoundConstruct> &constructs) {
  for (mlir::Operation &op : module->getRegion(0).front()) {
    std::string name = entryName(op);
    if (name.empty())
      continue;
    llvm::SmallVector<mlir::Operation *> roots{&op};
    // Modes stand beside the entry and name its function.
    for (mlir::Operation &other : module->getRegion(0).front())
      if (auto mode = llvm::dyn_cast<mlir::spirv::ExecutionModeOp>(other))
        if (mode.getFn() == name)
          roots.push_back(&other);
    EntryWalk entry(module, scope);
    if (llvm::Error error = entry.walk(roots))
      return error;
    for (const auto &[key, count] : entry.uses) {
      const auto &[use, origin, contract, equation] = key;
      constructs.push_back({name, use, origin, count, contract, equation});
    }
  }
  return llvm::Error::success();
}
