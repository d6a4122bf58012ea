//===- Passes.h - Passes that need contracts --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the passes do stands in Passes.td. Thread rule: as mlir::PassManager.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_PASSES_H
#define ATLAS_BACKEND_PASSES_H

#include "atlas/Contract/Corpus.h"

#include "mlir/Pass/Pass.h"

namespace atlas::backend {

/// Registers them for tools. Attaching and checking ask the corpus that
/// `contracts` gives; it is called when a pass first runs.
void registerCitationPasses(
    std::shared_ptr<const contract::ContractCorpus> (*contracts)());

} // namespace atlas::backend

#endif // ATLAS_BACKEND_PASSES_H
