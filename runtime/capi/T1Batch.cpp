//===- T1Batch.cpp - C interface: propagations spread over threads --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Items are independent, so nothing depends on who runs which. A thread borrows
// a workspace for each piece of a batch; there are as many as threads.
//===----------------------------------------------------------------------===//
#include "Cell.h"
#include "t1/Diagnose.h"
#include "t1/Make.h"
#include "t1/Propagate.h"
#ifndef ATLAS_SINGLE_THREAD
#include "atlas/Runtime/ThreadPool.h"
#endif

using namespace atlas::runtime;
using namespace atlas::runtime::t1;

namespace {

struct Lent {
  Cell<int> taken{0};
  atlas_t1_workspace workspace;
};

/// More threads than this are asked for by mistake.
constexpr unsigned kMostThreads = 4096;

#ifdef ATLAS_SINGLE_THREAD
/// The loop of ThreadPool.h on the calling thread.
struct Threads {
  explicit Threads(unsigned) {}
  unsigned threads() const { return 1; }
};
#else
using Threads = ThreadPool;
#endif

} // namespace

struct atlas_t1_pool {
  explicit atlas_t1_pool(unsigned count) : threads(count) {}
  ~atlas_t1_pool() {
    for (unsigned i = 0; i < lentCount; ++i)
      lent[i].~Lent();
    release(lent);
  }

  Threads threads;
  Lent *lent = nullptr;
  unsigned lentCount = 0;
};

namespace {

struct Batch {
  atlas_t1_pool *pool;
  atlas_t1_item *items;
};

Finding runItem(const atlas_t1_item &item, atlas_t1_workspace &workspace) {
  if (!item.graph)
    return misuse("graph");
  Finding found = checkPointers(item.seeds, item.params, item.result);
  if (!found)
    found = checkCall(item.graph->nodes, *item.seeds, *item.params);
  return found ? found
               : propagate(*item.graph, workspace, *item.seeds, *item.params,
                           *item.result);
}

void runItems(atlas_t1_item *items, int64_t lo, int64_t hi,
              atlas_t1_workspace &workspace) {
  for (int64_t i = lo; i < hi; ++i)
    items[i].code = runItem(items[i], workspace).code;
}

/// Items [lo, hi) with a free workspace.
void runPiece(void *context, int64_t lo, int64_t hi) {
  Batch &batch = *static_cast<Batch *>(context);
  for (unsigned i = 0;; i = (i + 1) % batch.pool->lentCount) {
    Lent &lent = batch.pool->lent[i];
    int expected = 0;
    if (!lent.taken.exchange(expected, 1))
      continue;
    runItems(batch.items, lo, hi, lent.workspace);
    lent.taken.store(0);
    return;
  }
}

/// The calling thread alone, with a workspace of its own.
bool runAlone(atlas_t1_item *items, size_t count) {
  Owner<atlas_t1_workspace> workspace;
  if (!workspace)
    return false;
  runItems(items, 0, int64_t(count), *workspace);
  return true;
}

/// What the diagnostic says about the first item that failed.
Finding firstFailure(const atlas_t1_item *items, size_t count) {
  for (size_t i = 0; i < count; ++i)
    if (items[i].code)
      return {items[i].code, "item", int64_t(i)};
  return {};
}

} // namespace

atlas_status_t atlas_t1_pool_create(unsigned threads, atlas_t1_pool_t **pool,
                                    atlas_diag_t **diag) {
  if (!pool)
    return report(misuse("pool"), diag);
  constexpr Finding noMemory = {ATLAS_T1_NO_MEMORY, "pool"};
  auto *made =
      make<atlas_t1_pool>(threads < kMostThreads ? threads : kMostThreads);
  if (!made)
    return report(noMemory, diag);
  unsigned count = made->threads.threads();
  made->lent = static_cast<Lent *>(allocate(count * sizeof(Lent)));
  if (!made->lent) {
    destroy(made);
    return report(noMemory, diag);
  }
  for (; made->lentCount < count; ++made->lentCount)
    new (Place{&made->lent[made->lentCount]}) Lent;
  *pool = made;
  return report({}, diag);
}

void atlas_t1_pool_destroy(atlas_t1_pool_t *pool) {
  destroy(pool);
}

atlas_status_t atlas_t1_batch(atlas_t1_pool_t *pool, atlas_t1_item *items,
                              size_t count, atlas_diag_t **diag) {
  if (!items && count)
    return report(misuse("items"), diag);
  if (!count)
    return report({}, diag);
  if (!pool) {
    if (!runAlone(items, count))
      for (size_t i = 0; i < count; ++i)
        items[i].code = ATLAS_T1_NO_MEMORY;
    return report(firstFailure(items, count), diag);
  }
  Batch batch{pool, items};
#ifdef ATLAS_SINGLE_THREAD
  runPiece(&batch, 0, int64_t(count));
#else
  pool->threads.parallelFor(int64_t(count), 1, 0, Split::Dynamic, runPiece,
                            &batch);
#endif
  return report(firstFailure(items, count), diag);
}
