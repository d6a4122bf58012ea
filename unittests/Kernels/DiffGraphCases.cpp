//===- DiffGraphCases.cpp - Random calls of the kernels of graphs ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "DiffGenerator.h"

#include <algorithm>
#include <set>

using namespace atlas::test;

void DiffGenerator::decay() {
  int64_t n = int64_t(random.below(200));
  scalar("rate", std::bit_cast<uint32_t>(
                     random.chance(70) ? float(random.below(1500)) / 1000
                                       : real<float>()));
  scalar("floor", std::bit_cast<uint32_t>(
                      random.chance(70) ? 0.05f : real<float>()));
  scalar("count", uint64_t(n));
  outputs<float>("table", size_t(n));
}

/// Rows of any length, ranks with and without ties; one graph in four has one
/// element that no check lets pass.
void DiffGenerator::prepare() {
  size_t n = random.below(random.chance(80) ? 20 : 3000);
  std::vector<int32_t> indptr = {0}, indices, codes, ranks;
  std::vector<float> weights, multipliers;
  unsigned degree = 1 + random.below(9);
  uint64_t rankBits = random.chance(50) ? 3 : random.next();
  for (size_t node = 0; node < n; ++node) {
    for (size_t e = random.below(degree); e > 0; --e) {
      indices.push_back(int32_t(random.below(n)));
      codes.push_back(int32_t(random.next()));
      weights.push_back(real<float>());
      multipliers.push_back(real<float>());
    }
    indptr.push_back(int32_t(indices.size()));
    ranks.push_back(int32_t(random.next() & rankBits));
  }
  if (random.chance(20))
    std::sort(ranks.begin(), ranks.end());
  if (random.chance(10))
    indptr[random.below(indptr.size())] += int32_t(random.below(3)) - 1;
  if (!indices.empty() && random.chance(10))
    indices[random.below(indices.size())] = random.chance(50) ? -1 : int32_t(n);
  for (std::vector<float> *values : {&weights, &multipliers})
    if (!values->empty() && random.chance(5))
      (*values)[random.below(values->size())] =
          random.chance(50) ? NAN : -INFINITY;
  list("indptr", indptr);
  list("indices", indices);
  list("weights", weights);
  list("rel_code", codes);
  list("rel_mult", multipliers);
  list("key_rank", ranks);
  outputs<int32_t>("starts", n + 1);
  outputs<int32_t>("words", 3 * indices.size());
  outputs<int32_t>("ids", n);
  outputs<int32_t>("positions", n);
}

/// A prepared graph and a call with every limit. Queues may have too little
/// room; every pop costs something, so there always is a queue_budget.
void DiffGenerator::propagate() {
  size_t n = 1 + random.below(random.chance(80) ? 12 : 300);
  std::vector<int32_t> ids(n), positions(n), starts = {0}, words;
  std::vector<float> weights;
  for (size_t i = 0; i < n; ++i)
    ids[i] = int32_t(i);
  for (size_t i = n; i > 1; --i)
    std::swap(ids[i - 1], ids[random.below(i)]);
  for (size_t i = 0; i < n; ++i)
    positions[size_t(ids[i])] = int32_t(i);
  auto weight = [&] {
    return random.chance(70) ? float(int64_t(random.below(41)) - 20) / 16
                             : real<float>();
  };
  for (size_t i = 0; i < n; ++i) {
    size_t degree = random.below(random.chance(90) ? 6 : 40);
    for (size_t e = 0; e < degree; ++e)
      words.push_back(int32_t(random.below(n)));
    for (size_t e = 0; e < 2 * degree; ++e)
      words.push_back(std::bit_cast<int32_t>(weight()));
    starts.push_back(starts.back() + int32_t(degree));
  }
  std::vector<int32_t> seeds;
  for (size_t i = random.below(6); i > 0; --i) {
    seeds.push_back(random.chance(98) ? int32_t(random.below(n)) : int32_t(n));
    weights.push_back(random.chance(98) ? weight() : NAN);
  }
  auto bits = [](float x) { return uint64_t(std::bit_cast<uint32_t>(x)); };
  list("starts", starts);
  list("words", words);
  list("ids", ids);
  list("positions", positions);
  list("seed_nodes", seeds);
  list("seed_weights", weights);
  scalar("rate", bits(random.chance(80) ? float(random.below(110)) / 100
                                        : real<float>()));
  scalar("floor", bits(0.05f));
  scalar("radius_cap", random.below(7));
  scalar("iter_cap_layers", random.below(9));
  scalar("node_budget",
         bits(random.chance(60) ? 1.5f : random.chance(50) ? INFINITY : weight()));
  scalar("queue_budget", random.below(random.chance(90) ? 200 : 4000));
  scalar("relax_cap", random.chance(70) ? UINT64_MAX : random.below(300));
  for (const char *limit : {"frontier", "visited", "dedupe_window"})
    scalar(limit, random.chance(60) ? 0 : random.below(20));
  scalar("capacity", random.chance(30) ? random.below(100) : 5000);
  outputs<int32_t>("d_nodes", n);
  outputs<float>("d_vals", n);
}

/// Node ids: small ones, or any that are apart.
std::vector<int32_t> DiffGenerator::nodePool() {
  size_t count = 1 + random.below(random.chance(80) ? 12 : 150);
  bool small = random.chance(50);
  std::vector<int32_t> nodes;
  for (size_t i = 0; i < count; ++i)
    nodes.push_back(small ? int32_t(i) : int32_t(random.next()));
  return nodes;
}

/// At most one edge of each pair, src <= dst. Weights are often equal in size,
/// so that orders have ties.
DiffGenerator::Edges DiffGenerator::edges() {
  std::vector<int32_t> nodes = nodePool();
  size_t wanted = random.below(random.chance(90) ? 40 : 400);
  std::set<std::pair<int32_t, int32_t>> known;
  Edges e;
  for (size_t i = 0; i < wanted; ++i) {
    auto [a, b] = std::minmax({nodes[random.below(nodes.size())],
                               nodes[random.below(nodes.size())]});
    if (!known.insert({a, b}).second)
      continue;
    e.src.push_back(a);
    e.dst.push_back(b);
    e.weight.push_back(random.chance(80)
                           ? double(int64_t(random.below(41)) - 20) / 20
                           : real<double>());
  }
  return e;
}

DiffGenerator::Edges DiffGenerator::inputEdges() {
  Edges e = edges();
  list("src", e.src);
  list("dst", e.dst);
  list("weight", e.weight);
  return e;
}

void DiffGenerator::observe() {
  std::vector<int32_t> ids = nodePool();
  ids.resize(random.below(ids.size() + 1));
  if (ids.size() > 1 && random.chance(30))
    ids[0] = ids[1];
  std::vector<double> scores;
  for (size_t i = 0; i < ids.size(); ++i)
    scores.push_back(random.chance(5) ? std::nan("")
                     : random.chance(10) ? -0.0
                     : random.chance(70)
                         ? double(int64_t(random.below(12)) - 2) / 10
                         : real<double>());
  list("ids", ids);
  list("scores", scores);
  Edges e = inputEdges();
  std::vector<int64_t> counts, turns;
  for (size_t i = 0; i < e.src.size(); ++i) {
    counts.push_back(int64_t(random.below(100)));
    turns.push_back(random.chance(20) ? INT64_MIN : int64_t(random.below(50)));
  }
  list("coact", counts);
  list("last_seen", turns);
  int64_t topK = int64_t(random.below(20)) - 1;
  int64_t cap = int64_t(random.chance(30) ? random.below(20) : 2048) - 1;
  scalar("threshold",
         std::bit_cast<uint64_t>(random.chance(50) ? 0.2 : -0.5));
  scalar("top_k", uint64_t(topK));
  scalar("pair_cap", uint64_t(cap));
  scalar("proportional", random.below(2));
  scalar("alpha", std::bit_cast<uint64_t>(random.chance(70) ? 0.02
                                                            : real<double>()));
  scalar("clamp_min", std::bit_cast<uint64_t>(-1.0));
  scalar("clamp_max", std::bit_cast<uint64_t>(random.chance(50) ? 1.0 : 0.03));
  scalar("turn", random.chance(30) ? uint64_t(INT64_MIN) : random.below(90));
  int64_t items = std::max<int64_t>(
      0, std::min<int64_t>(int64_t(ids.size()), topK));
  int64_t pairs = std::max<int64_t>(
      0, std::min(items * std::max<int64_t>(items - 1, 0) / 2, cap));
  size_t room = e.src.size() + size_t(pairs);
  outputs<int32_t>("new_src", room);
  outputs<int32_t>("new_dst", room);
  outputs<double>("new_weight", room);
  outputs<int64_t>("new_coact", room);
  outputs<int64_t>("new_last_seen", room);
}

void DiffGenerator::merge() {
  size_t m = inputEdges().src.size();
  scalar("min_avg_w", std::bit_cast<uint64_t>(
                          double(int64_t(random.below(24)) - 2) / 20));
  scalar("min_size", random.below(5));
  scalar("max_diameter", random.chance(50) ? 2 : random.below(9));
  outputs<int32_t>("nodes", 2 * m);
  outputs<int64_t>("sizes", m);
  outputs<double>("avg_w", m);
  outputs<int64_t>("diameter", m);
}

void DiffGenerator::split() {
  size_t m = inputEdges().src.size();
  scalar("weak_edge_thresh", std::bit_cast<uint64_t>(
                                 double(int64_t(random.below(24)) - 2) / 20));
  scalar("min_component_size", random.below(4));
  outputs<int32_t>("original", 2 * m);
  outputs<int64_t>("sizes", m);
  outputs<int64_t>("part_counts", m);
  outputs<int64_t>("removed_edges", m);
  outputs<int64_t>("orig_edges", m);
  outputs<int32_t>("part_nodes", 2 * m);
  outputs<int64_t>("part_sizes", m);
}
