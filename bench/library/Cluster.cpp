//===- Cluster.cpp - Group l3-cluster -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clusters of one structure, allocation and release included, for data of
// several kinds.
//===----------------------------------------------------------------------===//
#include "Report.h"

#include <cstring>

using namespace atlas::bench;

namespace {

constexpr size_t kSize = ATLAS_STRUCTURE_SIZE;

using Bytes = std::vector<uint8_t>;

void build(const Bytes &bytes) {
  atlas_cluster_view view =
      atlas_cluster_by_resonance(bytes.data(), ATLAS_STRUCTURE_PAGES);
  keep(view.indices);
  atlas_cluster_destroy(&view);
}

/// Compares with what a counting sort by class gives.
bool right(const Bytes &bytes) {
  std::vector<uint32_t> offsets = {0}, indices;
  for (unsigned r = 0; r < ATLAS_CLASSES; ++r) {
    for (size_t i = 0; i < kSize; ++i)
      if (bytes[i] % ATLAS_CLASSES == r)
        indices.push_back(i);
    offsets.push_back(indices.size());
  }
  atlas_cluster_view view =
      atlas_cluster_by_resonance(bytes.data(), ATLAS_STRUCTURE_PAGES);
  bool same =
      view.offsets && view.n == kSize &&
      std::memcmp(view.offsets, offsets.data(), offsets.size() * 4) == 0 &&
      std::memcmp(view.indices, indices.data(), indices.size() * 4) == 0;
  atlas_cluster_destroy(&view);
  return same;
}

} // namespace

llvm::Error atlas::bench::measureCluster(const Options &options, Table &table) {
  Structures structures;
  Bytes random(structures.source, structures.source + kSize);
  Bytes constant(kSize, 0x41), ramp(kSize), text(kSize), runs(kSize);
  for (size_t i = 0; i < kSize; ++i) {
    ramp[i] = uint8_t(i);
    text[i] = "the sum of the bytes is a multiple of 96; "[random[i] % 42];
    runs[i] = random[i / 64];
  }
  std::vector<Candidate> list;
  for (auto &[name, bytes] :
       {std::pair<const char *, const Bytes &>{"noise", random},
        {"constant", constant},
        {"ascending", ramp},
        {"few letters", text},
        {"runs of 64", runs}}) {
    if (!right(bytes))
      return wrong("atlas_cluster_by_resonance");
    const Bytes *input = &bytes;
    list.push_back({name, [input] { build(*input); }});
  }
  Report report(table, options, structures, list);
  table.section("Cluster of 48 pages, built and destroyed, ratio of rates");
  report.row("noise", "noise", kSize, {0.0125});
  report.row("constant", "constant", kSize);
  const Measurement &m = report.measured();
  for (const char *name :
       {"constant", "ascending", "few letters", "runs of 64"})
    table.add({std::string(name) + ", time", m.median(name), double(kSize),
               "time for noise", m.speedup("noise", name),
               std::strcmp(name, "constant") ? 0 : 1.35, /*below=*/true,
               report.cycles(name)});
  report.plain(kCopy, kSize);
  report.noteClock();
  return llvm::Error::success();
}
