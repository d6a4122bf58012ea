//===- GelCases.cpp - Golden cases of graph evolution ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "GelReference.h"
#include "T1Values.h"

#include <bit>
#include <cstring>

using namespace atlas::test;
namespace json = llvm::json;

namespace {

/// The arguments of a call of a tick kernel, guarded; the reference column runs
/// its oracle.
class TickCall {
public:
  template <typename T>
  TickCall(Case &c, const std::vector<T> &weights)
      : c(c), size(weights.size()),
        in({reinterpret_cast<const uint8_t *>(weights.data()),
            size * sizeof(T)},
           c.poison, c.misalign),
        out(size * sizeof(T), c.poison, c.misalign),
        keep(size, c.poison, c.misalign) {}

  void run32(float rate, float floor, std::vector<float> &values) {
    call.buffer("weights", in.data(), size)
        .buffer("out", out.data(), size)
        .scalar("rate", std::bit_cast<uint32_t>(rate))
        .scalar("floor", std::bit_cast<uint32_t>(floor));
    run("gel-tick32", values);
  }
  void run64(double factor, double floor, std::vector<double> &values) {
    call.buffer("weight", in.data(), size)
        .buffer("out", out.data(), size)
        .buffer("keep", keep.data(), size)
        .scalar("factor", std::bit_cast<uint64_t>(factor))
        .scalar("floor", std::bit_cast<uint64_t>(floor));
    run("gel-tick64", values);
  }
  std::vector<uint8_t> kept() const { return keep.bytes(); }
  uint64_t result(unsigned i) const { return call.results[i]; }

private:
  template <typename T>
  void run(llvm::StringRef kernel, std::vector<T> &values) {
    c.call(kernel, call);
    c.expectIntact("weights", in);
    c.expectIntact("out", out);
    c.expectIntact("keep", keep);
    if (size)
      std::memcpy(values.data(), out.data(), out.size());
  }

  Case &c;
  size_t size;
  Guarded in, out, keep;
  Invocation call;
};

} // namespace

void atlas::test::runTick32(Case &c) {
  if (!c.column.isLibrary() && !c.column.has("gel-tick32"))
    return c.notRun("has no kernel");
  Members m(c, c.row), expected = m.at("expect");
  std::vector<float> weights = m.floats("weights_f32");
  float rate = m.real("rate_f32"), floor = m.real("floor_f32");
  std::vector<float> out(weights.size(), -77.0f);
  uint64_t changed = 0;
  if (c.column.isLibrary()) {
    changed = uint64_t(atlas_gel_tick32(weights.data(), weights.size(), rate,
                                        floor, out.data()));
  } else {
    TickCall call(c, weights);
    call.run32(rate, floor, out);
    changed = call.result(0);
  }
  expectFloats(c, "out", expected.floats("out_f32"), out);
  c.expect("edges_processed", uint64_t(expected.integer("edges_processed")),
           out.size());
  c.expect("decay_applied", uint64_t(expected.integer("decay_applied")),
           changed);
}

void atlas::test::runTick64(Case &c) {
  if (!c.column.isLibrary() && !c.column.has("gel-tick64"))
    return c.notRun("has no kernel");
  Members m(c, c.row), expected = m.at("expect");
  std::vector<double> weights = m.doubles("weight_f64");
  double factor = m.real64("factor_f64"), floor = m.real64("floor_f64");
  std::vector<double> out(weights.size(), -77.0);
  std::vector<uint8_t> keep(weights.size(), c.poison);
  atlas_gel_tick_counts counts = {0, 0};
  if (c.column.isLibrary()) {
    c.expect("tick64", true,
             atlas_gel_tick64(weights.data(), weights.size(), factor, floor,
                              out.data(), keep.data(), &counts));
  } else {
    TickCall call(c, weights);
    call.run64(factor, floor, out);
    keep = call.kept();
    counts.dropped = int64_t(call.result(0));
    counts.decayed = int64_t(call.result(1));
  }
  expectIntegers(c, "keep", expected.longs("keep"),
                 std::vector<int64_t>(keep.begin(), keep.end()));
  expectDoubles(c, "out", expected.doubles("out_f64"), out);
  c.expect("decayed", uint64_t(expected.integer("decayed")),
           uint64_t(counts.decayed));
  c.expect("dropped", uint64_t(expected.integer("dropped")),
           uint64_t(counts.dropped));
}

namespace {

GelEdges readEdges(Case &c, const Members &m) {
  std::vector<int32_t> src = m.integers("src"), dst = m.integers("dst");
  std::vector<double> weight = m.doubles("weight_f64");
  GelEdges edges;
  if (src.size() != dst.size() || src.size() != weight.size())
    c.malformed("edges of unequal length");
  else
    for (size_t i = 0; i < src.size(); ++i)
      edges.push_back({src[i], dst[i], weight[i]});
  return edges;
}

/// Edges as the C interface takes them.
struct EdgeColumns {
  explicit EdgeColumns(const GelEdges &edges, size_t room = 0) {
    for (const GelEdge &e : edges) {
      src.push_back(e.src);
      dst.push_back(e.dst);
      weight.push_back(e.weight);
      coact.push_back(e.coact);
      lastSeen.push_back(e.lastSeen);
    }
    src.resize(edges.size() + room);
    dst.resize(src.size());
    weight.resize(src.size());
    coact.resize(src.size());
    lastSeen.resize(src.size());
    view = {src.data(),   dst.data(),      weight.data(), coact.data(),
            lastSeen.data(), edges.size(), src.size()};
  }
  GelEdges edges() const {
    GelEdges result;
    for (size_t i = 0; i < view.count; ++i)
      result.push_back({src[i], dst[i], weight[i], coact[i], lastSeen[i]});
    return result;
  }
  std::vector<int32_t> src, dst;
  std::vector<double> weight;
  std::vector<int64_t> coact, lastSeen;
  atlas_gel_edges view;
};

void expectEdges(Case &c, const Members &expected, const GelEdges &got) {
  std::vector<int32_t> src, dst;
  std::vector<double> weight;
  std::vector<int64_t> coact, lastSeen, wantedSeen;
  for (const GelEdge &e : got) {
    src.push_back(e.src);
    dst.push_back(e.dst);
    weight.push_back(e.weight);
    coact.push_back(e.coact);
    lastSeen.push_back(e.lastSeen);
  }
  for (const json::Value &turn : expected.array("last_seen_turn"))
    wantedSeen.push_back(turn.getAsInteger().value_or(ATLAS_GEL_NEVER));
  expectNodes(c, "src", expected.integers("src"), src);
  expectNodes(c, "dst", expected.integers("dst"), dst);
  expectDoubles(c, "weight", expected.doubles("weight_f64"), weight);
  expectIntegers(c, "coact", expected.longs("coact"), coact);
  expectIntegers(c, "last_seen_turn", wantedSeen, lastSeen);
}

std::vector<int32_t> list(const atlas_gel_lists &lists, size_t i) {
  return {lists.nodes + lists.starts[i], lists.nodes + lists.starts[i + 1]};
}

} // namespace

void atlas::test::runObserve(Case &c) {
  T1Path path = pathOf(c);
  if (path == T1Path::None)
    return;
  Members m(c, c.row), expected = m.at("expect");
  GelEdges edges = readEdges(c, m.at("edges"));
  std::vector<int32_t> ids = m.integers("item_ids");
  std::vector<double> scores = m.doubles("item_scores_f64");
  atlas_gel_items items = {ids.data(), scores.data(), ids.size()};
  atlas_gel_observation o = atlas_gel_default_observation();
  o.threshold = m.real64("threshold_f64");
  o.top_k = size_t(m.integer("top_k"));
  o.pair_cap = size_t(m.integer("pair_cap"));
  o.proportional = m.text("mode") == "proportional";
  o.alpha = m.real64("alpha_f64");
  o.clamp_min = m.real64("clamp_min_f64");
  o.clamp_max = m.real64("clamp_max_f64");
  const json::Value *turn = m.get("turn");
  if (turn && turn->getAsInteger())
    o.turn = *turn->getAsInteger();
  atlas_gel_observed observed = {-1, -1, -1};
  if (path == T1Path::Library) {
    EdgeColumns columns(edges, ids.size() * ids.size() / 2 + 1);
    c.expect("observe", 0,
             atlas_gel_observe(&items, &o, &columns.view, &observed, nullptr));
    edges = columns.edges();
  } else {
    observed = referenceObserve(items, o, edges);
  }
  c.expect("k_in", uint64_t(expected.integer("k_in")), uint64_t(observed.k_in));
  c.expect("k_used", uint64_t(expected.integer("k_used")),
           uint64_t(observed.k_used));
  c.expect("pairs_updated", uint64_t(expected.integer("pairs_updated")),
           uint64_t(observed.pairs_updated));
  expectEdges(c, expected.at("edges"), edges);
}

void atlas::test::runMerge(Case &c) {
  T1Path path = pathOf(c);
  if (path == T1Path::None)
    return;
  Members m(c, c.row);
  GelEdges edges = readEdges(c, m.at("edges"));
  double least = m.real64("min_avg_w_f64");
  int64_t minSize = m.integer("min_size");
  int64_t maxDiameter = m.integer("max_diameter");
  std::vector<GelMerge> merges;
  if (path == T1Path::Library) {
    EdgeColumns columns(edges);
    atlas_gel_merges got = {};
    c.expect("merge_candidates", 0,
             atlas_gel_merge_candidates(&columns.view, least, minSize,
                                        maxDiameter, &got, nullptr));
    for (size_t i = 0; i < got.groups.count; ++i)
      merges.push_back({list(got.groups, i), got.avg_w[i], got.diameter[i]});
    atlas_gel_merges_free(&got);
  } else {
    merges = referenceMerges(edges, least, minSize, maxDiameter);
  }
  const json::Array &expected = m.array("expect");
  if (!c.expect("candidates", expected.size(), merges.size()))
    return;
  for (size_t i = 0; i < merges.size(); ++i) {
    const json::Object *row = expected[i].getAsObject();
    if (!row)
      return c.malformed("a candidate is no object");
    Members wanted(c, *row);
    expectNodes(c, "nodes", wanted.integers("nodes"), merges[i].nodes);
    expectDoubles(c, "avg_w", wanted.doubles("avg_w_f64"),
                  merges[i].averageWeight);
    c.expect("diameter", uint64_t(wanted.integer("diameter")),
             uint64_t(merges[i].diameter));
  }
}

void atlas::test::runSplit(Case &c) {
  T1Path path = pathOf(c);
  if (path == T1Path::None)
    return;
  Members m(c, c.row);
  GelEdges edges = readEdges(c, m.at("edges"));
  double threshold = m.real64("weak_edge_thresh_f64");
  int64_t minSize = m.integer("min_component_size");
  std::vector<GelSplit> splits;
  if (path == T1Path::Library) {
    EdgeColumns columns(edges);
    atlas_gel_splits got = {};
    c.expect("split_candidates", 0,
             atlas_gel_split_candidates(&columns.view, threshold, minSize, &got,
                                        nullptr));
    for (size_t i = 0; i < got.originals.count; ++i) {
      GelSplit split = {list(got.originals, i), {}, got.removed_edges[i],
                        got.orig_edges[i]};
      for (size_t p = got.part_starts[i]; p < got.part_starts[i + 1]; ++p)
        split.parts.push_back(list(got.parts, p));
      splits.push_back(split);
    }
    atlas_gel_splits_free(&got);
  } else {
    splits = referenceSplits(edges, threshold, minSize);
  }
  const json::Array &expected = m.array("expect");
  if (!c.expect("candidates", expected.size(), splits.size()))
    return;
  for (size_t i = 0; i < splits.size(); ++i) {
    const json::Object *row = expected[i].getAsObject();
    if (!row)
      return c.malformed("a candidate is no object");
    Members wanted(c, *row);
    expectNodes(c, "original", wanted.integers("original"),
                splits[i].original);
    const json::Array &parts = wanted.array("parts");
    c.expect("parts", parts.size(), splits[i].parts.size());
    for (size_t p = 0; p < parts.size() && p < splits[i].parts.size(); ++p) {
      json::Object part{{"part", parts[p]}};
      expectNodes(c, "part", Members(c, part).integers("part"),
                  splits[i].parts[p]);
    }
    c.expect("removed_edges", uint64_t(wanted.integer("removed_edges")),
             uint64_t(splits[i].removedEdges));
    c.expect("orig_edges", uint64_t(wanted.integer("orig_edges")),
             uint64_t(splits[i].origEdges));
  }
}
