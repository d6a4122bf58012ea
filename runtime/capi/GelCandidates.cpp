//===- GelCandidates.cpp - C interface: what to merge and to split --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contract t1, sections 11.4 and 11.5.
//===----------------------------------------------------------------------===//
#include "gel/Components.h"
#include "gel/Sort.h"
#include "t1/Diagnose.h"

using namespace atlas::runtime;
using namespace atlas::runtime::gel;
using t1::Finding;
using t1::misuse;
using t1::report;

namespace {

constexpr Finding kNoMemory = {ATLAS_T1_NO_MEMORY, "candidates"};

bool isUsable(const atlas_gel_edges *edges) {
  return edges &&
         (!edges->count || (edges->src && edges->dst && edges->weight));
}

void freeLists(atlas_gel_lists &lists) {
  release(lists.starts);
  release(lists.nodes);
}

// --- Merging -----------------------------------------------------------------

/// Neighbours over strong edges, and distances of one search.
class Diameters {
public:
  bool build(const NodeIndex &index, const double *weights, double least);
  /// Largest distance between members, or more than `most` if it is larger.
  int64_t of(const Components &components, size_t i, int64_t most);

private:
  int64_t eccentricity(uint32_t node, int64_t most);
  Array<size_t> starts;
  Array<uint32_t> neighbours, queue;
  Array<int64_t> distance; ///< -1: not reached
};

bool Diameters::build(const NodeIndex &index, const double *weights,
                      double least) {
  size_t nodes = index.nodes;
  if (!nodes)
    return true;
  if (!starts.reserve(nodes + 1) || !neighbours.reserve(2 * index.edges) ||
      !queue.reserve(nodes) || !distance.reserve(nodes))
    return false;
  for (size_t i = 0; i <= nodes; ++i)
    starts[i] = 0;
  for (size_t i = 0; i < nodes; ++i)
    distance[i] = -1;
  auto strong = [&](size_t i) { return __builtin_fabs(weights[i]) >= least; };
  for (size_t i = 0; i < index.edges; ++i)
    if (strong(i)) {
      ++starts[index.from[i]];
      ++starts[index.to[i]];
    }
  // Ends first; filling from the back leaves the starts.
  for (size_t i = 1; i <= nodes; ++i)
    starts[i] += starts[i - 1];
  for (size_t i = 0; i < index.edges; ++i)
    if (strong(i)) {
      neighbours[--starts[index.from[i]]] = index.to[i];
      neighbours[--starts[index.to[i]]] = index.from[i];
    }
  return true;
}

int64_t Diameters::eccentricity(uint32_t node, int64_t most) {
  size_t head = 0, tail = 0;
  int64_t far = 0;
  queue[tail++] = node;
  distance[node] = 0;
  while (head < tail && far <= most) {
    uint32_t at = queue[head++];
    for (size_t i = starts[at]; i < starts[at + 1]; ++i) {
      uint32_t next = neighbours[i];
      if (distance[next] >= 0)
        continue;
      far = distance[next] = distance[at] + 1;
      queue[tail++] = next;
    }
  }
  for (size_t i = 0; i < tail; ++i)
    distance[queue[i]] = -1;
  return far;
}

int64_t Diameters::of(const Components &components, size_t i, int64_t most) {
  int64_t widest = 0;
  for (size_t n = 0; n < components.size(i) && widest <= most; ++n) {
    int64_t far = eccentricity(components.begin(i)[n], most);
    widest = far > widest ? far : widest;
  }
  return widest;
}

struct Merge {
  size_t component;
  size_t size;
  double average;
  int64_t diameter;
};

/// Components are numbered by their smallest nodes, which no other has.
bool isBetter(const Merge &a, const Merge &b) {
  if (a.average != b.average)
    return a.average > b.average;
  if (a.size != b.size)
    return a.size > b.size;
  return a.component < b.component;
}

/// Mean of |weight| over the edges inside each component, in their order.
bool averages(const NodeIndex &index, const Components &components,
              const double *weights, Array<double> &means) {
  Array<int64_t> counts;
  if (!components.count)
    return true;
  if (!means.reserve(components.count) || !counts.reserve(components.count))
    return false;
  for (size_t i = 0; i < components.count; ++i) {
    means[i] = 0.0;
    counts[i] = 0;
  }
  for (size_t i = 0; i < index.edges; ++i) {
    uint32_t inside = components.of[index.from[i]];
    if (inside == Components::kNone || inside != components.of[index.to[i]])
      continue;
    means[inside] += __builtin_fabs(weights[i]);
    ++counts[inside];
  }
  for (size_t i = 0; i < components.count; ++i)
    means[i] /= double(counts[i]);
  return true;
}

Finding findMerges(const atlas_gel_edges &edges, double least, int64_t minSize,
                   int64_t maxDiameter, atlas_gel_merges &out) {
  NodeIndex index;
  Components components;
  Diameters diameters;
  Array<double> means, average;
  Array<Merge> found;
  Array<int64_t> diameter;
  ListWriter groups;
  if (!index.build(edges) || !components.build(index, edges.weight, least) ||
      !diameters.build(index, edges.weight, least) ||
      !averages(index, components, edges.weight, means) ||
      !found.reserve(components.count + 1))
    return kNoMemory;
  size_t count = 0, nodes = 0;
  for (size_t i = 0; i < components.count; ++i) {
    if (int64_t(components.size(i)) < minSize)
      continue;
    int64_t wide = diameters.of(components, i, maxDiameter);
    if (wide > maxDiameter)
      continue;
    found[count++] = {i, components.size(i), means[i], wide};
    nodes += components.size(i);
  }
  sort(found.data(), count, isBetter);
  if (!groups.reserve(count, nodes) || !average.reserve(count + 1) ||
      !diameter.reserve(count + 1))
    return kNoMemory;
  for (size_t i = 0; i < count; ++i) {
    groups.add(components, found[i].component, index);
    average[i] = found[i].average;
    diameter[i] = found[i].diameter;
  }
  out = {groups.take(), average.take(), diameter.take()};
  return {};
}

// --- Splitting ---------------------------------------------------------------

struct Split {
  size_t component;
  int64_t removed, edges;
  size_t parts, least; ///< number of parts, nodes of the smallest
};

/// What each component over all edges would fall apart into.
void countSplits(const NodeIndex &index, const Components &whole,
                 const Components &parts, const double *weights, double least,
                 Array<Split> &splits) {
  for (size_t i = 0; i < whole.count; ++i)
    splits[i] = {i, 0, 0, 0, SIZE_MAX};
  for (size_t i = 0; i < index.edges; ++i) {
    Split &split = splits[whole.of[index.from[i]]];
    ++split.edges;
    split.removed += !(__builtin_fabs(weights[i]) >= least);
  }
  for (size_t i = 0; i < parts.count; ++i) {
    Split &split = splits[whole.of[parts.begin(i)[0]]];
    ++split.parts;
    split.least = parts.size(i) < split.least ? parts.size(i) : split.least;
  }
}

Finding findSplits(const atlas_gel_edges &edges, double least, int64_t minSize,
                   atlas_gel_splits &out) {
  NodeIndex index;
  Components whole, parts;
  Array<Split> splits;
  if (!index.build(edges) || !whole.build(index, edges.weight, -1.0) ||
      !parts.build(index, edges.weight, least) ||
      !splits.reserve(whole.count + 1))
    return kNoMemory;
  countSplits(index, whole, parts, edges.weight, least, splits);
  size_t count = 0;
  for (size_t i = 0; i < whole.count; ++i)
    if (splits[i].parts >= 2 && int64_t(splits[i].least) >= minSize)
      splits[count++] = splits[i];
  sort(splits.data(), count, [](const Split &a, const Split &b) {
    return a.removed != b.removed ? a.removed > b.removed
                                  : a.component < b.component;
  });

  ListWriter originals, pieces;
  Array<size_t> partStarts;
  Array<int64_t> removed, inside;
  if (!originals.reserve(count, index.nodes) ||
      !pieces.reserve(parts.count, index.nodes) ||
      !partStarts.reserve(count + 1) || !removed.reserve(count + 1) ||
      !inside.reserve(count + 1))
    return kNoMemory;
  for (size_t i = 0; i < count; ++i) {
    size_t component = splits[i].component;
    partStarts[i] = pieces.lists();
    originals.add(whole, component, index);
    // Parts come by their smallest nodes: the first time a part is met.
    uint32_t last = 0;
    for (size_t n = 0; n < whole.size(component); ++n) {
      uint32_t part = parts.of[whole.begin(component)[n]];
      if (part == Components::kNone || part + 1 <= last)
        continue;
      pieces.add(parts, part, index);
      last = part + 1;
    }
    removed[i] = splits[i].removed;
    inside[i] = splits[i].edges;
  }
  partStarts[count] = pieces.lists();
  out = {originals.take(), partStarts.take(), pieces.take(), removed.take(),
         inside.take()};
  return {};
}

} // namespace

atlas_status_t atlas_gel_merge_candidates(const atlas_gel_edges *edges,
                                          double min_avg_w, int64_t min_size,
                                          int64_t max_diameter,
                                          atlas_gel_merges *merges,
                                          atlas_diag_t **diag) {
  if (!isUsable(edges) || !merges)
    return report(misuse(merges ? "edges" : "merges"), diag);
  return report(
      findMerges(*edges, min_avg_w, min_size, max_diameter, *merges), diag);
}

void atlas_gel_merges_free(atlas_gel_merges *merges) {
  if (!merges)
    return;
  freeLists(merges->groups);
  release(merges->avg_w);
  release(merges->diameter);
  *merges = {};
}

atlas_status_t atlas_gel_split_candidates(const atlas_gel_edges *edges,
                                          double weak_edge_thresh,
                                          int64_t min_component_size,
                                          atlas_gel_splits *splits,
                                          atlas_diag_t **diag) {
  if (!isUsable(edges) || !splits)
    return report(misuse(splits ? "edges" : "splits"), diag);
  return report(
      findSplits(*edges, weak_edge_thresh, min_component_size, *splits), diag);
}

void atlas_gel_splits_free(atlas_gel_splits *splits) {
  if (!splits)
    return;
  freeLists(splits->originals);
  freeLists(splits->parts);
  release(splits->part_starts);
  release(splits->removed_edges);
  release(splits->orig_edges);
  *splits = {};
}
