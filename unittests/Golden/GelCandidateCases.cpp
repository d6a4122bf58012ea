//===- GelCandidateCases.cpp - Golden cases of what to merge and split ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "GelValues.h"

using namespace atlas::test;
namespace json = llvm::json;

namespace {

struct Merge {
  std::vector<int32_t> nodes;
  double averageWeight;
  int64_t diameter;
};

struct Split {
  std::vector<int32_t> original;
  std::vector<std::vector<int32_t>> parts;
  int64_t removedEdges, origEdges;
};

std::vector<int32_t> list(const atlas_gel_lists &lists, size_t i) {
  return {lists.nodes + lists.starts[i], lists.nodes + lists.starts[i + 1]};
}

std::vector<Merge> mergesOfLibrary(Case &c, GelColumns &edges, double least,
                                   int64_t minSize, int64_t maxDiameter) {
  atlas_gel_merges got = {};
  atlas_gel_edges view = edges.view(edges.size());
  c.expect("merge_candidates", 0,
           atlas_gel_merge_candidates(&view, least, minSize, maxDiameter, &got,
                                      nullptr));
  std::vector<Merge> merges;
  for (size_t i = 0; i < got.groups.count; ++i)
    merges.push_back({list(got.groups, i), got.avg_w[i], got.diameter[i]});
  atlas_gel_merges_free(&got);
  return merges;
}

std::vector<Merge> mergesOfKernel(Case &c, const GelColumns &edges,
                                  double least, int64_t minSize,
                                  int64_t maxDiameter) {
  size_t m = edges.size(), at = 0;
  GuardedCall call(c);
  call.in("src", edges.src).in("dst", edges.dst).in("weight", edges.weight);
  call.scalar("min_avg_w", least).scalar("min_size", minSize);
  call.scalar("max_diameter", maxDiameter);
  call.out<int32_t>("nodes", 2 * m).out<int64_t>("sizes", m);
  call.out<double>("avg_w", m).out<int64_t>("diameter", m);
  std::vector<Merge> merges;
  if (!call.run("gel-merge-candidates"))
    return merges;
  size_t count = call.result(0);
  auto nodes = call.read<int32_t>("nodes", call.result(1));
  auto sizes = call.read<int64_t>("sizes", count);
  auto means = call.read<double>("avg_w", count);
  auto diameters = call.read<int64_t>("diameter", count);
  for (size_t i = 0; i < sizes.size(); ++i)
    merges.push_back({takeList(nodes, at, sizes[i]), means[i], diameters[i]});
  return merges;
}

std::vector<Split> splitsOfLibrary(Case &c, GelColumns &edges,
                                   double threshold, int64_t minSize) {
  atlas_gel_splits got = {};
  atlas_gel_edges view = edges.view(edges.size());
  c.expect("split_candidates", 0,
           atlas_gel_split_candidates(&view, threshold, minSize, &got,
                                      nullptr));
  std::vector<Split> splits;
  for (size_t i = 0; i < got.originals.count; ++i) {
    Split split = {list(got.originals, i), {}, got.removed_edges[i],
                   got.orig_edges[i]};
    for (size_t p = got.part_starts[i]; p < got.part_starts[i + 1]; ++p)
      split.parts.push_back(list(got.parts, p));
    splits.push_back(split);
  }
  atlas_gel_splits_free(&got);
  return splits;
}

std::vector<Split> splitsOfKernel(Case &c, const GelColumns &edges,
                                  double threshold, int64_t minSize) {
  size_t m = edges.size(), at = 0, part = 0, partAt = 0;
  GuardedCall call(c);
  call.in("src", edges.src).in("dst", edges.dst).in("weight", edges.weight);
  call.scalar("weak_edge_thresh", threshold);
  call.scalar("min_component_size", minSize);
  call.out<int32_t>("original", 2 * m).out<int64_t>("sizes", m);
  call.out<int64_t>("part_counts", m).out<int64_t>("removed_edges", m);
  call.out<int64_t>("orig_edges", m).out<int32_t>("part_nodes", 2 * m);
  call.out<int64_t>("part_sizes", m);
  std::vector<Split> splits;
  if (!call.run("gel-split-candidates"))
    return splits;
  size_t count = call.result(0);
  auto nodes = call.read<int32_t>("original", call.result(1));
  auto sizes = call.read<int64_t>("sizes", count);
  auto partCounts = call.read<int64_t>("part_counts", count);
  auto removed = call.read<int64_t>("removed_edges", count);
  auto inside = call.read<int64_t>("orig_edges", count);
  auto partNodes = call.read<int32_t>("part_nodes", call.result(3));
  auto partSizes = call.read<int64_t>("part_sizes", call.result(2));
  for (size_t i = 0; i < sizes.size(); ++i) {
    Split split = {takeList(nodes, at, sizes[i]), {}, removed[i], inside[i]};
    for (int64_t p = 0; p < partCounts[i] && part < partSizes.size(); ++p)
      split.parts.push_back(takeList(partNodes, partAt, partSizes[part++]));
    splits.push_back(split);
  }
  return splits;
}

void expectSplit(Case &c, const Members &wanted, const Split &split) {
  expectNodes(c, "original", wanted.integers("original"), split.original);
  const json::Array &parts = wanted.array("parts");
  c.expect("parts", parts.size(), split.parts.size());
  for (size_t p = 0; p < parts.size() && p < split.parts.size(); ++p) {
    json::Object part{{"part", parts[p]}};
    expectNodes(c, "part", Members(c, part).integers("part"), split.parts[p]);
  }
  c.expect("removed_edges", uint64_t(wanted.integer("removed_edges")),
           uint64_t(split.removedEdges));
  c.expect("orig_edges", uint64_t(wanted.integer("orig_edges")),
           uint64_t(split.origEdges));
}

} // namespace

void atlas::test::runMerge(Case &c) {
  if (!runsKernel(c, "gel-merge-candidates"))
    return;
  Members m(c, c.row);
  GelColumns edges = readEdges(c, m.at("edges"));
  double least = m.real64("min_avg_w_f64");
  int64_t minSize = m.integer("min_size");
  int64_t maxDiameter = m.integer("max_diameter");
  std::vector<Merge> merges =
      c.column.isLibrary()
          ? mergesOfLibrary(c, edges, least, minSize, maxDiameter)
          : mergesOfKernel(c, edges, least, minSize, maxDiameter);
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
  if (!runsKernel(c, "gel-split-candidates"))
    return;
  Members m(c, c.row);
  GelColumns edges = readEdges(c, m.at("edges"));
  double threshold = m.real64("weak_edge_thresh_f64");
  int64_t minSize = m.integer("min_component_size");
  std::vector<Split> splits =
      c.column.isLibrary() ? splitsOfLibrary(c, edges, threshold, minSize)
                           : splitsOfKernel(c, edges, threshold, minSize);
  const json::Array &expected = m.array("expect");
  if (!c.expect("candidates", expected.size(), splits.size()))
    return;
  for (size_t i = 0; i < splits.size(); ++i) {
    const json::Object *row = expected[i].getAsObject();
    if (!row)
      return c.malformed("a candidate is no object");
    expectSplit(c, Members(c, *row), splits[i]);
  }
}
