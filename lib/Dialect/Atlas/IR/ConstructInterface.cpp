//===- ConstructInterface.cpp - What an operation is on a machine ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "atlas/Dialect/Atlas/IR/ConstructInterface.h"

#include "atlas/Dialect/Atlas/IR/ConstructInterface.cpp.inc"
