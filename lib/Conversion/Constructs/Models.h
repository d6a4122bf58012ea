//===- Models.h - Building external models ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model is a function from an operation to its constructs; `attachCore` is the
// one that names none. Private to this folder.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_CONSTRUCTS_MODELS_H
#define ATLAS_LIB_CONVERSION_CONSTRUCTS_MODELS_H

#include "atlas/Conversion/Constructs/Constructs.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectRegistry.h"

namespace atlas::constructs {

using Uses = llvm::SmallVectorImpl<contract::ConstructUse>;

/// A use of a class without attributes.
inline contract::ConstructUse plain(llvm::StringRef cls) {
  return {cls.str(), "", 0, "", ""};
}

/// Bits of a vector in memory; 0 for other types.
inline unsigned vectorBits(mlir::Type type) {
  auto vector = mlir::dyn_cast<mlir::VectorType>(type);
  return vector ? vector.getNumElements() * vector.getElementTypeBitWidth() : 0;
}

/// An access of `type`: a vector is one, anything else is exempt.
inline void addAccess(mlir::Type type, Uses &uses) {
  if (unsigned bits = vectorBits(type))
    uses.push_back({"simd.vector", "", bits, "", ""});
}

/// An operation whose constructs a function of it names.
template <typename OpT, void (*Name)(OpT, Uses &)>
struct Named : ConstructOpInterface::ExternalModel<Named<OpT, Name>, OpT> {
  void getConstructs(mlir::Operation *op, Uses &uses) const {
    Name(mlir::cast<OpT>(op), uses);
  }
};

/// An operation that is exempt.
template <typename OpT>
struct Core : ConstructOpInterface::ExternalModel<Core<OpT>, OpT> {};

/// An operation that always stands for the one class of `Tag`.
template <typename OpT, typename Tag>
struct Fixed : ConstructOpInterface::ExternalModel<Fixed<OpT, Tag>, OpT> {
  void getConstructs(mlir::Operation *, Uses &uses) const {
    uses.push_back(plain(Tag::name));
  }
};

struct LaunchIndex {
  static constexpr llvm::StringLiteral name = "launch.index";
};
struct WorkgroupBarrier {
  static constexpr llvm::StringLiteral name = "sync.workgroup";
};
struct Trap {
  static constexpr llvm::StringLiteral name = "effect.trap";
};

template <typename... Ops>
void attachCore(mlir::MLIRContext &context) {
  (Ops::template attachInterface<Core<Ops>>(context), ...);
}
template <typename Tag, typename... Ops>
void attachFixed(mlir::MLIRContext &context) {
  (Ops::template attachInterface<Fixed<Ops, Tag>>(context), ...);
}
template <typename OpT, void (*Name)(OpT, Uses &)>
void attach(mlir::MLIRContext &context) {
  OpT::template attachInterface<Named<OpT, Name>>(context);
}

/// One file each.
void registerGPUModels(mlir::DialectRegistry &registry);
void registerLLVMModels(mlir::DialectRegistry &registry);
void registerSPIRVModels(mlir::DialectRegistry &registry);

} // namespace atlas::constructs

#endif // ATLAS_LIB_CONVERSION_CONSTRUCTS_MODELS_H
