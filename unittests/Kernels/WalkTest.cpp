//===- WalkTest.cpp - The kernel of T1 against the walk of libatlas -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libatlas propagates in C++ (runtime/t1), everything else by the kernels t1-prepare
// and t1-propagate, here as the pipeline t1. Random graphs over every parameter go
// through both, compiled as the engine does by itself and at the weakest level:
// same nodes, bits and counters.
//===----------------------------------------------------------------------===//
#include "Column.h"
#include "RandomGraph.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>

using namespace atlas::test;

namespace {

/// An array that is not NULL.
template <typename T>
void *start(std::vector<T> &values) {
  static T none;
  return values.empty() ? &none : values.data();
}

/// One call of the pipeline and what came of it.
class KernelCall {
public:
  explicit KernelCall(GraphCall call)
      : call(std::move(call)), nodes(this->call.nodes()),
        values(this->call.nodes()) {
    if (this->call.plainSeeds)
      this->call.seedWeights.assign(this->call.seedNodes.size(), 1.0f);
  }

  void run(Column &column) {
    // The room that the pipeline takes by itself may be too little.
    for (uint64_t room = 0;; room = room ? room * 8 : 1 << 17) {
      invocation = make(room);
      if (llvm::Error error = column.call("t1", invocation))
        FAIL() << column.name() << ": " << llvm::toString(std::move(error));
      if (code() != ATLAS_T1_NO_MEMORY || room > 1 << 24)
        return;
    }
  }

  unsigned code() const { return unsigned(invocation.results[0]); }

  /// "" or what differs first from what the walk gave.
  std::string difference(const atlas_t1_result &expected) const {
    const atlas_t1_metrics &m = expected.metrics;
    const int64_t counters[] = {
        int64_t(expected.count), m.pops,             m.iters,
        m.propagations,          m.radius_cap_hits,  m.layer_cap_hits,
        m.node_budget_hits,      m.frontier_evicted, m.dedupe_hits,
        m.visited_evicted};
    for (unsigned i = 0; i < std::size(counters); ++i)
      if (uint64_t(counters[i]) != invocation.results[2 + i])
        return "result " + std::to_string(2 + i) + ": " +
               std::to_string(counters[i]) + " and " +
               std::to_string(invocation.results[2 + i]);
    float largest = std::bit_cast<float>(uint32_t(invocation.results[12]));
    if (std::bit_cast<uint64_t>(double(largest)) !=
        std::bit_cast<uint64_t>(m.max_delta_local))
      return "max_delta_local";
    if (expected.count &&
        std::memcmp(nodes.data(), expected.nodes, 4 * expected.count))
      return "nodes";
    if (expected.count &&
        std::memcmp(values.data(), expected.values, 4 * expected.count))
      return "values";
    return "";
  }

private:
  Invocation make(uint64_t room) {
    Invocation i;
    auto buffer = [&](llvm::StringRef name, auto &array) {
      i.buffer(name, start(array), int64_t(array.size()));
    };
    buffer("indptr", call.indptr);
    buffer("indices", call.indices);
    buffer("weights", call.weights);
    buffer("rel_code", call.relCode);
    buffer("rel_mult", call.relMult);
    buffer("key_rank", call.keyRank);
    buffer("seed_nodes", call.seedNodes);
    buffer("seed_weights", call.seedWeights);
    buffer("d_nodes", nodes);
    buffer("d_vals", values);
    const atlas_t1_params &p = call.params;
    i.scalar("rate", std::bit_cast<uint32_t>(p.rate));
    i.scalar("floor", std::bit_cast<uint32_t>(p.floor));
    i.scalar("node_budget", std::bit_cast<uint32_t>(p.node_budget));
    i.scalar("radius_cap", uint32_t(p.radius_cap));
    i.scalar("iter_cap_layers", uint32_t(p.iter_cap_layers));
    i.scalar("queue_budget", uint64_t(p.queue_budget));
    i.scalar("relax_cap", uint64_t(p.relax_cap));
    i.scalar("frontier", uint32_t(p.frontier));
    i.scalar("visited", uint32_t(p.visited));
    i.scalar("dedupe_window", uint32_t(p.dedupe_window));
    i.scalar("capacity", room);
    return i;
  }

  GraphCall call;
  std::vector<int32_t> nodes;
  std::vector<float> values;
  Invocation invocation;
};

class WalkTest : public testing::Test {
protected:
  void SetUp() override {
    std::vector<MissingColumn> missing;
    auto made = makeColumns("jit,aot:", missing);
    ASSERT_TRUE(bool(made)) << llvm::toString(made.takeError());
    for (auto &column : *made)
      if (column->name() == "jit" || columns.size() < 2)
        columns.push_back(std::move(column));
    ASSERT_EQ(columns.size(), 2u);
  }

  void compare(const GraphCall &call, uint64_t number) {
    atlas_t1_arrays arrays = call.arrays();
    atlas_t1_seeds seeds = call.seeds();
    OwnedResult expected;
    atlas_diag_t *diag = nullptr;
    atlas_t1_run(&arrays, &seeds, &call.params, &expected, &diag);
    unsigned wanted = diag ? diag->code : 0;
    atlas_diag_free(diag);
    for (auto &column : columns) {
      KernelCall kernel(call);
      kernel.run(*column);
      ASSERT_EQ(wanted, kernel.code()) << column->name() << ", graph " << number;
      if (!wanted) {
        ASSERT_EQ(kernel.difference(expected), "")
            << column->name() << ", graph " << number;
      }
    }
  }

  Columns columns; ///< the host's level and the weakest one
};

} // namespace

TEST_F(WalkTest, SmallGraphs) {
  Random random(77);
  unsigned compared = 0;
  for (uint64_t i = 0; i < 5000 && !HasFatalFailure(); ++i) {
    GraphCall call = smallCall(random);
    call.params.pop_limit = -1; // which the kernel has not
    if (call.params.queue_budget < 0)
      call.params.queue_budget = 3000;
    compare(call, i);
    ++compared;
  }
  EXPECT_EQ(compared, 5000u);
}

TEST_F(WalkTest, LargeGraphs) {
  Random random(78);
  for (uint64_t i = 0; i < 24 && !HasFatalFailure(); ++i) {
    GraphCall call = largeCall(random, 200 + random.below(3000), 8);
    call.params.queue_budget = int64_t(random.below(20000));
    if (i % 4 == 1)
      call.params.relax_cap = int64_t(random.below(20000));
    if (i % 4 == 2)
      call.params.frontier = int32_t(1 + random.below(3000));
    if (i % 4 == 3) {
      call.params.visited = int32_t(random.below(300));
      call.params.dedupe_window = int32_t(random.below(300));
    }
    compare(call, i);
  }
}
