//===- PrepareTest.cpp - The kernel's prepared graph is the library's -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle of t1-prepare against atlas_t1_graph_create: the same graphs, the
// same refusals. The differential test holds the kernel to its oracle.
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include "atlas-c/args.h"
#include "t1/Graph.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

using namespace atlas::test;

extern "C" int32_t atlas_ref_t1_prepare(const atlas_args_t *args);

namespace {

using Words = std::vector<int32_t>;

struct Prepared {
  Words starts, words, ids, positions;
  uint64_t results[2] = {~0u, 0};

  explicit Prepared(const GraphCall &call)
      : starts(call.indptr.size(), -7), words(3 * call.indices.size(), -7),
        ids(call.nodes(), -7), positions(call.nodes(), -7) {
    auto in = [](const auto &values) {
      return atlas_buffer_t{const_cast<void *>(static_cast<const void *>(
                                values.data())),
                            {int64_t(values.size()), 1},
                            1};
    };
    const atlas_buffer_t buffers[] = {
        in(call.indptr),  in(call.indices), in(call.weights), in(call.relCode),
        in(call.relMult), in(call.keyRank), in(starts),       in(words),
        in(ids),          in(positions)};
    atlas_args_t args = {};
    args.buffers = buffers;
    args.results = results;
    EXPECT_EQ(atlas_ref_t1_prepare(&args), 0);
  }
  unsigned code() const { return unsigned(results[0]); }
};

struct FreeGraph {
  void operator()(atlas_t1_graph_t *graph) const {
    atlas_t1_graph_destroy(graph);
  }
};

template <typename T>
Words copy(const atlas::runtime::t1::Array<T> &values, size_t count) {
  Words words(count);
  if (count)
    memcpy(words.data(), values.data(), count * sizeof(T));
  return words;
}

/// Spoils some element in one call of two.
void spoil(Random &random, GraphCall &call) {
  auto any = [&](auto &values) { return &values[random.below(values.size())]; };
  if (random.below(8) == 0)
    *any(call.indptr) += int32_t(random.below(3)) - 1;
  if (call.indices.empty())
    return;
  if (random.below(8) == 0)
    *any(call.indices) = random.below(2) ? -1 : int32_t(call.nodes());
  if (random.below(8) == 0)
    *any(call.weights) = NAN;
  if (random.below(8) == 0)
    *any(call.relMult) = INFINITY;
}

/// "[5]" at the end of a message, or -1.
int64_t placeIn(const std::string &message) {
  size_t at = message.find('[');
  return at == std::string::npos ? -1 : std::stoll(message.substr(at + 1));
}

void expectSame(const GraphCall &call) {
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_graph_t *made = nullptr;
  atlas_diag_t *diag = nullptr;
  atlas_t1_graph_create(&arrays, &made, &diag);
  std::unique_ptr<atlas_t1_graph_t, FreeGraph> graph(made);
  Prepared prepared(call);
  if (diag) {
    EXPECT_EQ(prepared.code(), diag->code) << diag->message;
    EXPECT_EQ(int64_t(prepared.results[1]), placeIn(diag->message));
    EXPECT_EQ(prepared.starts, Words(call.indptr.size(), 0));
    atlas_diag_free(diag);
    return;
  }
  ASSERT_EQ(prepared.code(), 0u);
  EXPECT_EQ(int64_t(prepared.results[1]), -1);
  EXPECT_EQ(prepared.starts, copy(graph->starts, call.indptr.size()));
  EXPECT_EQ(prepared.words, copy(graph->words, 3 * call.indices.size()));
  EXPECT_EQ(prepared.ids, copy(graph->ids, call.nodes()));
  EXPECT_EQ(prepared.positions, copy(graph->positions, call.nodes()));
}

} // namespace

TEST(Prepare, SmallGraphs) {
  Random random(11);
  for (unsigned i = 0; i < 5000; ++i) {
    GraphCall call = smallCall(random);
    spoil(random, call);
    expectSame(call);
  }
}

TEST(Prepare, LargeGraphs) {
  Random random(12);
  for (size_t nodes : {0, 1, 300, 20000}) {
    GraphCall call = largeCall(random, nodes ? nodes : 1, 8);
    expectSame(nodes ? call : GraphCall());
    for (int32_t &rank : call.keyRank)
      rank = int32_t(random.next());
    expectSame(call);
  }
}
