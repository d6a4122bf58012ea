//===- ReferenceColumn.cpp - The plain C++ oracles as a column ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layouts below are the kernels' declarations, written down once more so that
// the oracle does not depend on the compiler it checks.
//===----------------------------------------------------------------------===//
#include "Column.h"

#include "atlas/Reference/Reference.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace atlas;
using namespace atlas::test;

Column::~Column() = default;

const Invocation::Buffer *Invocation::findBuffer(llvm::StringRef name) const {
  auto it = llvm::find_if(buffers, [&](auto &b) { return b.name == name; });
  return it == buffers.end() ? nullptr : it;
}

const Invocation::Scalar *Invocation::findScalar(llvm::StringRef name) const {
  auto it = llvm::find_if(scalars, [&](auto &s) { return s.name == name; });
  return it == scalars.end() ? nullptr : it;
}

namespace {

/// Parameters in declaration order.
struct Layout {
  llvm::StringRef kernel;
  llvm::SmallVector<llvm::StringRef, 3> buffers, scalars;
};

/// A halting kernel; `extents` says where rows begin or how long they are.
Layout haltBatch(llvm::StringRef kernel, llvm::StringRef extents) {
  return {kernel,
          {"scores", extents, "hard_limits", "window_thresholds",
           "trend_thresholds", "halt_index", "reason", "emitted", "observed",
           "value", "avg", "min"},
          {"hard_limit", "window", "window_threshold", "trend",
           "trend_threshold", "regression", "per_row", "measure"}};
}

const Layout *findLayout(llvm::StringRef kernel) {
  static const Layout layouts[] = {
      {"conserved-sum", {"data"}, {}},
      {"conserved-delta", {"before", "after"}, {}},
      {"conserved-check", {"data"}, {}},
      {"conserved-update", {"state", "chunk"}, {}},
      {"conserved-fixup", {"data"}, {}},
      {"conserved-fill", {"dst"}, {"val"}},
      {"conserved-copy", {"dst", "src"}, {}},
      {"r96-classify-byte", {}, {"b"}},
      {"r96-classify", {"data", "classes"}, {}},
      {"r96-classify-page", {"data", "classes"}, {}},
      {"r96-classify-pages", {"data", "classes"}, {}},
      {"r96-histogram", {"data", "bins"}, {}},
      {"r96-histogram-page", {"data", "bins"}, {}},
      {"r96-histogram-pages", {"data", "bins"}, {}},
      {"r96-harmonizes", {}, {"r1", "r2"}},
      {"boundary-encode", {}, {"page", "offset"}},
      {"boundary-decode", {}, {"coord"}},
      {"cluster-build", {"data", "offsets", "indices"}, {}},
      {"witness-sha256", {"data", "digest"}, {}},
      {"gel-tick32", {"weights", "out"}, {"rate", "floor"}},
      {"gel-tick64", {"weight", "out", "keep"}, {"factor", "floor"}},
      {"gel-observe",
       {"ids", "scores", "src", "dst", "weight", "coact", "last_seen",
        "new_src", "new_dst", "new_weight", "new_coact", "new_last_seen"},
       {"threshold", "top_k", "pair_cap", "proportional", "alpha", "clamp_min",
        "clamp_max", "turn"}},
      {"gel-merge-candidates",
       {"src", "dst", "weight", "nodes", "sizes", "avg_w", "diameter"},
       {"min_avg_w", "min_size", "max_diameter"}},
      {"gel-split-candidates",
       {"src", "dst", "weight", "original", "sizes", "part_counts",
        "removed_edges", "orig_edges", "part_nodes", "part_sizes"},
       {"weak_edge_thresh", "min_component_size"}},
      haltBatch("halt-batch", "offsets"),
      haltBatch("halt-batch-f32", "offsets"),
      haltBatch("halt-batch-rows", "lengths"),
      haltBatch("halt-batch-rows-f32", "lengths"),
      haltBatch("halt-batch-tokens", "lengths"),
      haltBatch("halt-batch-tokens-f32", "lengths"),
      {"t1",
       {"indptr", "indices", "weights", "rel_code", "rel_mult", "key_rank",
        "seed_nodes", "seed_weights", "d_nodes", "d_vals"},
       {"rate", "floor", "radius_cap", "iter_cap_layers", "node_budget",
        "queue_budget", "relax_cap", "frontier", "visited", "dedupe_window",
        "capacity"}},
      {"t1-prepare",
       {"indptr", "indices", "weights", "rel_code", "rel_mult", "key_rank",
        "starts", "words", "ids", "positions"},
       {}},
      {"t1-propagate",
       {"starts", "words", "ids", "positions", "seed_nodes", "seed_weights",
        "d_nodes", "d_vals"},
       {"rate", "floor", "radius_cap", "iter_cap_layers", "node_budget",
        "queue_budget", "relax_cap", "frontier", "visited", "dedupe_window",
        "capacity"}},
      {"t1-decay", {"table"}, {"rate", "floor", "count"}},
  };
  auto it = llvm::find_if(layouts, [&](auto &l) { return l.kernel == kernel; });
  return it == std::end(layouts) ? nullptr : it;
}

atlas_packed_fn findEntry(llvm::StringRef kernel) {
  for (const ReferenceKernel &row : referenceKernels())
    if (kernel == llvm::StringRef(row.name))
      return row.entry;
  return nullptr;
}

class ReferenceColumn : public Column {
public:
  ReferenceColumn() : Column("reference") {}

  bool has(llvm::StringRef kernel) const override {
    return findLayout(kernel) && findEntry(kernel);
  }

  llvm::Error call(llvm::StringRef kernel, Invocation &invocation,
                   unsigned) override {
    const Layout *layout = findLayout(kernel);
    atlas_packed_fn entry = findEntry(kernel);
    if (!layout || !entry)
      return llvm::createStringError("no reference of '" + kernel + "'");
    llvm::SmallVector<atlas_buffer_t, 3> buffers;
    llvm::SmallVector<uint64_t, 2> scalars;
    for (llvm::StringRef name : layout->buffers) {
      const Invocation::Buffer *b = invocation.findBuffer(name);
      if (!b)
        return llvm::createStringError("no buffer '" + name + "'");
      int64_t columns = b->dims.size() > 1 ? b->dims[1] : 1;
      buffers.push_back({b->data, {b->dims[0], columns}, columns});
    }
    for (llvm::StringRef name : layout->scalars) {
      const Invocation::Scalar *s = invocation.findScalar(name);
      if (!s)
        return llvm::createStringError("no scalar '" + name + "'");
      scalars.push_back(s->bits);
    }
    atlas_args_t args = {};
    args.version = ATLAS_ARGS_VERSION;
    args.size = sizeof(args);
    args.phase = ATLAS_PHASE_ALL;
    args.buffers = buffers.data();
    args.scalars = scalars.data();
    args.results = invocation.results;
    if (int32_t code = entry(&args))
      return llvm::createStringError("reference returned " + llvm::Twine(code));
    return llvm::Error::success();
  }
};

} // namespace

std::unique_ptr<Column> atlas::test::makeReferenceColumn() {
  return std::make_unique<ReferenceColumn>();
}
