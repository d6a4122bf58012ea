//===- ConstructInterface.h - What an operation is on a machine -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ConstructOpInterface; what it means stands in the .td file. Thread rule: as
// MLIR's.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_DIALECT_ATLAS_IR_CONSTRUCTINTERFACE_H
#define ATLAS_DIALECT_ATLAS_IR_CONSTRUCTINTERFACE_H

#include "atlas/Contract/Construct.h"

#include "mlir/IR/OpDefinition.h"

#include "atlas/Dialect/Atlas/IR/ConstructInterface.h.inc"

#endif // ATLAS_DIALECT_ATLAS_IR_CONSTRUCTINTERFACE_H
