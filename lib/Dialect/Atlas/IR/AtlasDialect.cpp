//===- AtlasDialect.cpp - Dialect registration ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "atlas/Dialect/Atlas/IR/Citations.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "atlas/Dialect/Atlas/IR/AtlasDialect.cpp.inc"
#include "atlas/Dialect/Atlas/IR/AtlasEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasAttributes.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasTypes.cpp.inc"

namespace {
/// Helpers (func.func) may be inlined into regions of atlas operations.
struct AtlasInlinerInterface : public DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Operation *, bool) const final {
    return true;
  }
  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final {
    return true;
  }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void atlas::AtlasDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "atlas/Dialect/Atlas/IR/AtlasAttributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "atlas/Dialect/Atlas/IR/AtlasTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "atlas/Dialect/Atlas/IR/AtlasOps.cpp.inc"
      >();
  addInterfaces<AtlasInlinerInterface>();
}

Operation *atlas::AtlasDialect::materializeConstant(OpBuilder &builder,
                                                    Attribute value, Type type,
                                                    Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

unsigned atlas::numPositionArgs(Block &body, unsigned numInputs) {
  return body.getNumArguments() - numInputs;
}

#define GET_OP_CLASSES
#include "atlas/Dialect/Atlas/IR/AtlasOps.cpp.inc"
