//===- GelCases.cpp - Golden cases of decay and observation ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "GelValues.h"

using namespace atlas::test;
namespace json = llvm::json;

void atlas::test::runTick32(Case &c) {
  if (!runsKernel(c, "gel-tick32"))
    return;
  Members m(c, c.row), expected = m.at("expect");
  std::vector<float> weights = m.floats("weights_f32");
  float rate = m.real("rate_f32"), floor = m.real("floor_f32");
  std::vector<float> out(weights.size(), -77.0f);
  uint64_t changed = 0;
  if (c.column.isLibrary()) {
    changed = uint64_t(atlas_gel_tick32(weights.data(), weights.size(), rate,
                                        floor, out.data()));
  } else {
    GuardedCall call(c);
    call.in("weights", weights).out<float>("out", weights.size());
    if (!call.scalar("rate", rate).scalar("floor", floor).run("gel-tick32"))
      return;
    out = call.read<float>("out", weights.size());
    changed = call.result(0);
  }
  expectFloats(c, "out", expected.floats("out_f32"), out);
  c.expect("edges_processed", uint64_t(expected.integer("edges_processed")),
           out.size());
  c.expect("decay_applied", uint64_t(expected.integer("decay_applied")),
           changed);
}

void atlas::test::runTick64(Case &c) {
  if (!runsKernel(c, "gel-tick64"))
    return;
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
    GuardedCall call(c);
    call.in("weight", weights).out<double>("out", weights.size());
    call.out<uint8_t>("keep", weights.size()).scalar("factor", factor);
    if (!call.scalar("floor", floor).run("gel-tick64"))
      return;
    out = call.read<double>("out", weights.size());
    keep = call.read<uint8_t>("keep", weights.size());
    counts = {int64_t(call.result(1)), int64_t(call.result(0))};
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

struct Observation {
  std::vector<int32_t> ids;
  std::vector<double> scores;
  atlas_gel_observation how = atlas_gel_default_observation();
};

Observation readObservation(const Members &m) {
  Observation o;
  o.ids = m.integers("item_ids");
  o.scores = m.doubles("item_scores_f64");
  o.how.threshold = m.real64("threshold_f64");
  o.how.top_k = size_t(m.integer("top_k"));
  o.how.pair_cap = size_t(m.integer("pair_cap"));
  o.how.proportional = m.text("mode") == "proportional";
  o.how.alpha = m.real64("alpha_f64");
  o.how.clamp_min = m.real64("clamp_min_f64");
  o.how.clamp_max = m.real64("clamp_max_f64");
  const json::Value *turn = m.get("turn");
  if (turn && turn->getAsInteger())
    o.how.turn = *turn->getAsInteger();
  return o;
}

/// As many pairs as there can be.
size_t mostPairs(const Observation &o) {
  size_t items = std::min(o.ids.size(), o.how.top_k);
  return items ? std::min(items * (items - 1) / 2, o.how.pair_cap) : 0;
}

void observeLibrary(Case &c, const Observation &o, GelColumns &edges,
                    atlas_gel_observed &observed) {
  atlas_gel_items items = {o.ids.data(), o.scores.data(), o.ids.size()};
  size_t before = edges.size();
  edges.resize(before + mostPairs(o));
  atlas_gel_edges view = edges.view(before);
  c.expect("observe", 0,
           atlas_gel_observe(&items, &o.how, &view, &observed, nullptr));
  edges.resize(view.count);
}

void observeKernel(Case &c, const Observation &o, GelColumns &edges,
                   atlas_gel_observed &observed) {
  size_t room = edges.size() + mostPairs(o);
  GuardedCall call(c);
  call.in("ids", o.ids).in("scores", o.scores);
  call.in("src", edges.src).in("dst", edges.dst).in("weight", edges.weight);
  call.in("coact", edges.coact).in("last_seen", edges.lastSeen);
  call.scalar("threshold", o.how.threshold);
  call.scalar("top_k", int64_t(o.how.top_k));
  call.scalar("pair_cap", int64_t(o.how.pair_cap));
  call.scalar("proportional", o.how.proportional);
  call.scalar("alpha", o.how.alpha).scalar("clamp_min", o.how.clamp_min);
  call.scalar("clamp_max", o.how.clamp_max).scalar("turn", o.how.turn);
  call.out<int32_t>("new_src", room).out<int32_t>("new_dst", room);
  call.out<double>("new_weight", room).out<int64_t>("new_coact", room);
  call.out<int64_t>("new_last_seen", room);
  if (!call.run("gel-observe"))
    return;
  observed = {int64_t(o.ids.size()), int64_t(call.result(1)),
              int64_t(call.result(2))};
  size_t count = size_t(call.result(0));
  edges.src = call.read<int32_t>("new_src", count);
  edges.dst = call.read<int32_t>("new_dst", count);
  edges.weight = call.read<double>("new_weight", count);
  edges.coact = call.read<int64_t>("new_coact", count);
  edges.lastSeen = call.read<int64_t>("new_last_seen", count);
}

} // namespace

void atlas::test::runObserve(Case &c) {
  if (!runsKernel(c, "gel-observe"))
    return;
  Members m(c, c.row), expected = m.at("expect");
  GelColumns edges = readEdges(c, m.at("edges"));
  Observation o = readObservation(m);
  atlas_gel_observed observed = {-1, -1, -1};
  if (c.column.isLibrary())
    observeLibrary(c, o, edges, observed);
  else
    observeKernel(c, o, edges, observed);
  c.expect("k_in", uint64_t(expected.integer("k_in")), uint64_t(observed.k_in));
  c.expect("k_used", uint64_t(expected.integer("k_used")),
           uint64_t(observed.k_used));
  c.expect("pairs_updated", uint64_t(expected.integer("pairs_updated")),
           uint64_t(observed.pairs_updated));
  Members wanted = expected.at("edges");
  std::vector<int64_t> wantedSeen;
  for (const json::Value &turn : wanted.array("last_seen_turn"))
    wantedSeen.push_back(turn.getAsInteger().value_or(ATLAS_GEL_NEVER));
  expectNodes(c, "src", wanted.integers("src"), edges.src);
  expectNodes(c, "dst", wanted.integers("dst"), edges.dst);
  expectDoubles(c, "weight", wanted.doubles("weight_f64"), edges.weight);
  expectIntegers(c, "coact", wanted.longs("coact"), edges.coact);
  expectIntegers(c, "last_seen_turn", wantedSeen, edges.lastSeen);
}
