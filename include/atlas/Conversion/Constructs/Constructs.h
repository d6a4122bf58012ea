//===- Constructs.h - Construct classes of upstream operations --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// External models of ConstructOpInterface for the operations that device code
// goes through: gpu, memref, scf and vector in the canonical gpu module; the
// LLVM and NVVM dialects; the SPIR-V dialect.
//
// `constructsOf` adds the general rule: an operation without a model is exempt
// if it only computes (no memory, no control, no region); arithmetic on f64, f16
// and relaxed floats has its class there. Everything else is unclassified, and
// whoever asks must refuse it.
//
// Thread rule: pure functions over operations that nobody changes meanwhile.
// Source: backends-and-contracts.md section 5, CI-03.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_CONSTRUCTS_CONSTRUCTS_H
#define ATLAS_CONVERSION_CONSTRUCTS_CONSTRUCTS_H

#include "atlas/Dialect/Atlas/IR/ConstructInterface.h"

#include <optional>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace atlas {

using ConstructUses = llvm::SmallVector<contract::ConstructUse, 2>;

/// Adds the models; they take hold when a context loads the dialects.
void registerConstructModels(mlir::DialectRegistry &registry);

/// The constructs of one operation, empty if it is exempt; nullopt if nothing
/// says what it is.
std::optional<ConstructUses> constructsOf(mlir::Operation *op);

} // namespace atlas

#endif // ATLAS_CONVERSION_CONSTRUCTS_CONSTRUCTS_H
