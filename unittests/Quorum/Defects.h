//===- Defects.h - Seeded defects, injected on the way ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ten defects of backends-and-contracts.md DX-21 as rewrites of kernels or of
// canonical gpu modules: what a wrong lowering would have made. For tests only;
// nothing that is shipped links this.
//
// Thread rule: as mlir::MLIRContext.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_QUORUM_DEFECTS_H
#define ATLAS_UNITTESTS_QUORUM_DEFECTS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace atlas::defects {

struct Defect {
  llvm::StringLiteral name;
  /// Injects the defect wherever `root` can have it; the number of places.
  unsigned (*apply)(mlir::Operation *root);
};

/// All ten, in the order of DX-21.
llvm::ArrayRef<Defect> all();
const Defect *find(llvm::StringRef name);

} // namespace atlas::defects

#endif // ATLAS_UNITTESTS_QUORUM_DEFECTS_H
