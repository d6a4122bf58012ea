//===- ExpandVectors.h - Vector operations that LLVM has forms for -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What upstream's convert-vector-to-llvm does before it converts, on the vector
// operations alone: a pass over all operations costs large kernels with few vectors
// as much as their conversion.
//
// Thread rule: as mlir::MLIRContext.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_EXPANDVECTORS_H
#define ATLAS_CONVERSION_COMMON_EXPANDVECTORS_H

#include "mlir/IR/Operation.h"

namespace atlas {

/// These operations of the vector dialect become ones that its conversion to LLVM has
/// patterns for; what becomes of them is rewritten, too, and nothing else is.
void expandVectors(llvm::ArrayRef<mlir::Operation *> vectors);

} // namespace atlas

#endif // ATLAS_CONVERSION_COMMON_EXPANDVECTORS_H
