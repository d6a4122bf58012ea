//===- Batch.h - The batch kernel and its place -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Batches go through one function pointer, so that a compiled kernel can take
// the place of the reference here. Whatever stands there gives bit-equal
// results, but for averages, which may be summed in any order. Thread rule: the
// pointer is thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_BATCH_H
#define ATLAS_RUNTIME_HALTING_BATCH_H

#include "atlas-c/halt_batch.h"

namespace atlas::runtime::halting {

/// Decides a batch that was checked: every pointer that is needed is there,
/// every row lies in its range, every threshold is valid.
using BatchFunction = void(const atlas_halt_batch &batch,
                           const atlas_halt_results &results);

/// Plain loops.
BatchFunction decideBatchInOrder;

/// What atlas_halt_decide_batch calls; decideBatchInOrder at first.
extern BatchFunction *batchSlot;

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_BATCH_H
