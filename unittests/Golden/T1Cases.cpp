//===- T1Cases.cpp - Golden cases of T1 -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every case runs through several entries of the C interface: at once, over a
// prepared graph with a fresh and with a used workspace, and as a batch on 1, 2
// and 8 threads. Outputs are poisoned and guarded.
//===----------------------------------------------------------------------===//
#include "GuardedCall.h"
#include "T1Values.h"

#include "atlas-c/t1.h"

#include "llvm/ADT/StringSwitch.h"

#include <bit>
#include <optional>

using namespace atlas::test;

namespace {

/// The inputs of a case, with what the C structures point at.
struct Inputs {
  std::vector<int32_t> indptr, indices, relCode, keyRank, seedNodes;
  std::vector<float> weights, relMult, seedWeights;
  atlas_t1_params params = atlas_t1_default_params();

  /// An array that is empty but not NULL: NULL seed weights are a default.
  template <typename T>
  static const T *start(const std::vector<T> &values) {
    static const T none{};
    return values.empty() ? &none : values.data();
  }
  atlas_t1_arrays arrays() const {
    return {start(indptr),  indptr.size(),  start(indices), indices.size(),
            start(weights), weights.size(), start(relCode), relCode.size(),
            start(relMult), relMult.size(), start(keyRank), keyRank.size()};
  }
  atlas_t1_seeds seeds() const {
    return {start(seedNodes), seedNodes.size(), start(seedWeights),
            seedWeights.size()};
  }
};

void readCommon(const Members &m, Inputs &in) {
  in.indptr = m.integers("indptr");
  in.indices = m.integers("indices");
  in.relCode = m.integers("rel_code");
  in.keyRank = m.integers("key_rank");
  in.seedNodes = m.integers("seed_nodes");
  in.params.radius_cap = int32_t(m.integer("radius_cap"));
  in.params.iter_cap_layers = int32_t(m.integer("iter_cap_layers"));
}

void readLimits(const Members &caps, const Members &stops,
                atlas_t1_params &params) {
  params.frontier = int32_t(caps.integer("frontier"));
  params.visited = int32_t(caps.integer("visited"));
  params.dedupe_window = int32_t(caps.integer("dedupe_window"));
  params.queue_budget = stops.integer("queue_budget");
  params.relax_cap = stops.integer("relax_cap");
}

Inputs readInputs(const Members &m) {
  Inputs in;
  readCommon(m, in);
  in.weights = m.floats("weights_f32");
  in.relMult = m.floats("rel_mult_f32");
  in.seedWeights = m.floats("seed_weights_f32");
  in.params.rate = m.real("rate_f32");
  in.params.floor = m.real("floor_f32");
  in.params.node_budget = m.real("node_budget_f32");
  readLimits(m.at("caps"), m.at("stops"), in.params);
  return in;
}

Inputs readRejected(const Members &m) {
  Inputs in;
  readCommon(m, in);
  in.weights = m.decimals("weights");
  in.relMult = m.decimals("rel_mult");
  in.seedWeights = m.decimals("seed_weights");
  in.params.rate = m.decimal("rate");
  in.params.floor = m.decimal("floor");
  in.params.node_budget = m.decimal("node_budget");
  readLimits(m, m, in.params);
  return in;
}

/// A result of the caller's arrays, poisoned and guarded.
class Output {
public:
  Output(Case &c, size_t nodes)
      : c(c), ids(nodes * 4, c.poison), values(nodes * 4, c.poison) {
    result.nodes = reinterpret_cast<int32_t *>(ids.data());
    result.values = reinterpret_cast<float *>(values.data());
    result.capacity = nodes;
    result.count = kUntouched;
    result.metrics.pops = kUntouched;
  }

  bool untouched() const {
    auto poisoned = [&](const Guarded &buffer) {
      return llvm::all_of(buffer.bytes(),
                          [&](uint8_t byte) { return byte == c.poison; });
    };
    return poisoned(ids) && poisoned(values) && result.count == kUntouched &&
           result.metrics.pops == kUntouched;
  }

  void expect(const llvm::Twine &entry, const Members &expected) {
    std::string name = entry.str();
    std::vector<int32_t> nodes = expected.integers("d_nodes");
    if (!c.expect(name + ": m", nodes.size(), result.count))
      return;
    llvm::ArrayRef<int32_t> gotNodes(result.nodes, result.count);
    llvm::ArrayRef<float> gotValues(result.values, result.count);
    expectNodes(c, name + ": d_nodes", nodes, gotNodes);
    expectFloats(c, name + ": d_vals", expected.floats("d_vals_f32"),
                 gotValues);
    c.expectIntact(name + ": d_nodes", ids);
    c.expectIntact(name + ": d_vals", values);
    Members metrics = expected.at("metrics");
    const atlas_t1_metrics &m = result.metrics;
    const std::pair<const char *, int64_t> each[] = {
        {"pops", m.pops},
        {"iters", m.iters},
        {"propagations", m.propagations},
        {"radius_cap_hits", m.radius_cap_hits},
        {"layer_cap_hits", m.layer_cap_hits},
        {"node_budget_hits", m.node_budget_hits},
        {"frontier_evicted", m.frontier_evicted},
        {"dedupe_hits", m.dedupe_hits},
        {"visited_evicted", m.visited_evicted}};
    for (auto [metric, got] : each)
      c.expect(name + ": " + metric, uint64_t(metrics.integer(metric)),
               uint64_t(got));
    expectFloats(c, name + ": _max_delta_local",
                 metrics.real("_max_delta_local_f32"),
                 float(m.max_delta_local));
  }

  atlas_t1_result result = {};

private:
  static constexpr int64_t kUntouched = 12345;
  Case &c;
  Guarded ids, values;
};

struct FreeGraph {
  void operator()(atlas_t1_graph_t *graph) const {
    atlas_t1_graph_destroy(graph);
  }
};
struct FreeWorkspace {
  void operator()(atlas_t1_workspace_t *w) const {
    atlas_t1_workspace_destroy(w);
  }
};
struct FreePool {
  void operator()(atlas_t1_pool_t *pool) const { atlas_t1_pool_destroy(pool); }
};

/// The case several times over, on as many threads.
void runBatch(Case &c, const atlas_t1_graph_t *graph, const Inputs &in,
              size_t nodes, unsigned threads, const Members &expected) {
  atlas_t1_pool_t *made = nullptr;
  c.expect("pool", 0, atlas_t1_pool_create(threads, &made, nullptr));
  std::unique_ptr<atlas_t1_pool_t, FreePool> pool(made);
  atlas_t1_seeds seeds = in.seeds();
  std::vector<std::unique_ptr<Output>> outputs;
  std::vector<atlas_t1_item> items;
  for (unsigned i = 0; i < 5; ++i) {
    outputs.push_back(std::make_unique<Output>(c, nodes));
    items.push_back({graph, &seeds, &in.params, &outputs.back()->result,
                     ATLAS_T1_MISUSE});
  }
  c.expect("batch", 0,
           atlas_t1_batch(pool.get(), items.data(), items.size(), nullptr));
  for (unsigned i = 0; i < items.size(); ++i) {
    c.expect("batch code", ATLAS_T1_OK, items[i].code);
    outputs[i]->expect("batch of " + llvm::Twine(threads) + " threads",
                       expected);
  }
}

void runLibrary(Case &c, const Inputs &in, size_t nodes,
                const Members &expected) {
  atlas_t1_arrays arrays = in.arrays();
  atlas_t1_seeds seeds = in.seeds();
  Output once(c, nodes);
  if (!c.expect("run", 0,
                atlas_t1_run(&arrays, &seeds, &in.params, &once.result,
                             nullptr)))
    return;
  once.expect("run", expected);

  atlas_t1_graph_t *made = nullptr;
  c.expect("prepare", 0, atlas_t1_graph_create(&arrays, &made, nullptr));
  std::unique_ptr<atlas_t1_graph_t, FreeGraph> graph(made);
  atlas_t1_workspace_t *space = nullptr;
  c.expect("workspace", 0, atlas_t1_workspace_create(&space, nullptr));
  std::unique_ptr<atlas_t1_workspace_t, FreeWorkspace> workspace(space);
  for (const char *use : {"first use", "second use"}) {
    Output prepared(c, nodes);
    c.expect(use, 0,
             atlas_t1_propagate(graph.get(), workspace.get(), &seeds,
                                &in.params, &prepared.result, nullptr));
    prepared.expect(use, expected);
  }
  for (unsigned threads : {1u, 2u, 8u})
    runBatch(c, graph.get(), in, nodes, threads, expected);
}

/// t1-prepare and t1-propagate, one behind the other, as any program would, or
/// as the pipeline t1.
class KernelRun {
public:
  KernelRun(Case &c, const Inputs &in) : c(c), in(in), prepare(c) {}

  /// Runs both, with more room for the queue until it is enough. Returns the
  /// code of the contract.
  uint64_t run() {
    size_t nodes = in.indptr.size() - 1;
    prepare.in("indptr", in.indptr).in("indices", in.indices);
    prepare.in("weights", in.weights).in("rel_code", in.relCode);
    prepare.in("rel_mult", in.relMult).in("key_rank", in.keyRank);
    prepare.out<int32_t>("starts", nodes + 1);
    prepare.out<int32_t>("words", 3 * in.indices.size());
    prepare.out<int32_t>("ids", nodes).out<int32_t>("positions", nodes);
    if (!prepare.run("t1-prepare"))
      return ATLAS_T1_MISUSE;
    uint64_t code = ATLAS_T1_NO_MEMORY;
    for (uint64_t room = 32; code == ATLAS_T1_NO_MEMORY && room < 1 << 26;
         room *= 8)
      code = propagate(nodes, room);
    uint64_t first = prepare.result(0);
    bool seedFirst = code == ATLAS_T1_BAD_SEED && first == ATLAS_T1_BAD_FLOAT;
    return first && !seedFirst ? first : code;
  }

  /// The same in one call.
  uint64_t runPipeline() {
    for (uint64_t room = 0;; room = room ? room * 8 : 1 << 17) {
      givePipeline(room);
      if (!call->run("t1"))
        return ATLAS_T1_MISUSE;
      if (call->result(0) != ATLAS_T1_NO_MEMORY || room >= 1 << 26)
        return call->result(0);
    }
  }
  /// Arrays that do not fit together are refused by the call.
  bool isRefused() {
    givePipeline(0);
    return call->isRefused("t1");
  }

  void expect(const Members &expected) {
    std::vector<int32_t> nodes = expected.integers("d_nodes");
    if (!c.expect("m", nodes.size(), call->result(2)))
      return;
    expectNodes(c, "d_nodes", nodes,
                call->read<int32_t>("d_nodes", nodes.size()));
    expectFloats(c, "d_vals", expected.floats("d_vals_f32"),
                 call->read<float>("d_vals", nodes.size()));
    Members metrics = expected.at("metrics");
    unsigned result = 3;
    for (const char *metric :
         {"pops", "iters", "propagations", "radius_cap_hits", "layer_cap_hits",
          "node_budget_hits", "frontier_evicted", "dedupe_hits",
          "visited_evicted"})
      c.expect(metric, uint64_t(metrics.integer(metric)),
               call->result(result++));
    expectFloats(c, "_max_delta_local", metrics.real("_max_delta_local_f32"),
                 std::bit_cast<float>(uint32_t(call->result(result))));
  }

  uint64_t count() const { return call->result(2); }

private:
  void givePipeline(uint64_t room) {
    call.emplace(c);
    call->in("indptr", in.indptr).in("indices", in.indices);
    call->in("weights", in.weights).in("rel_code", in.relCode);
    call->in("rel_mult", in.relMult).in("key_rank", in.keyRank);
    giveCall(in.indptr.empty() ? 0 : in.indptr.size() - 1, room);
  }
  uint64_t propagate(size_t nodes, uint64_t room) {
    call.emplace(c);
    call->in("starts", prepare.read<int32_t>("starts", nodes + 1));
    call->in("words", words());
    call->in("ids", prepare.read<int32_t>("ids", nodes));
    call->in("positions", prepare.read<int32_t>("positions", nodes));
    giveCall(nodes, room);
    return call->run("t1-propagate") ? call->result(0) : ATLAS_T1_MISUSE;
  }
  /// What both forms take beside the graph.
  void giveCall(size_t nodes, uint64_t room) {
    const atlas_t1_params &p = in.params;
    call->in("seed_nodes", in.seedNodes).in("seed_weights", in.seedWeights);
    call->scalar("rate", p.rate).scalar("floor", p.floor);
    call->scalar("radius_cap", p.radius_cap);
    call->scalar("iter_cap_layers", p.iter_cap_layers);
    call->scalar("node_budget", p.node_budget);
    call->scalar("queue_budget", p.queue_budget);
    call->scalar("relax_cap", p.relax_cap);
    call->scalar("frontier", p.frontier).scalar("visited", p.visited);
    call->scalar("dedupe_window", p.dedupe_window).scalar("capacity", room);
    call->out<int32_t>("d_nodes", nodes).out<float>("d_vals", nodes);
  }
  /// What t1-prepare wrote; nothing if it refused the graph.
  std::vector<int32_t> words() {
    if (prepare.result(0))
      return {};
    return prepare.read<int32_t>("words", 3 * in.indices.size());
  }

  Case &c;
  const Inputs &in;
  GuardedCall prepare;
  std::optional<GuardedCall> call;
};

atlas_t1_code codeOf(llvm::StringRef name) {
  return llvm::StringSwitch<atlas_t1_code>(name)
      .Case("OK", ATLAS_T1_OK)
      .Case("BAD_SHAPE", ATLAS_T1_BAD_SHAPE)
      .Case("BAD_INDPTR", ATLAS_T1_BAD_INDPTR)
      .Case("BAD_EDGE", ATLAS_T1_BAD_EDGE)
      .Case("BAD_SEED", ATLAS_T1_BAD_SEED)
      .Case("BAD_FLOAT", ATLAS_T1_BAD_FLOAT)
      .Case("BAD_CAP", ATLAS_T1_BAD_CAP)
      .Default(ATLAS_T1_MISUSE);
}

} // namespace

void atlas::test::runPropagation(Case &c) {
  T1Path path = pathOf(c);
  if (path == T1Path::None)
    return;
  Members m(c, c.row);
  Inputs in = readInputs(m);
  Members expected = m.at("expect");
  size_t nodes = size_t(m.integer("n_nodes"));
  if (in.indptr.size() != nodes + 1)
    return c.malformed("indptr does not fit n_nodes");
  if (path == T1Path::Library)
    return runLibrary(c, in, nodes, expected);
  KernelRun kernels(c, in);
  if (c.expect("kernels", 0, kernels.run()))
    kernels.expect(expected);
  if (c.expect("t1", 0, kernels.runPipeline()))
    kernels.expect(expected);
  if (path == T1Path::Kernel)
    return;
  atlas_t1_arrays arrays = in.arrays();
  atlas_t1_seeds seeds = in.seeds();
  Output output(c, nodes);
  if (c.expect("reference", 0,
               atlas_t1_reference(&arrays, &seeds, &in.params, &output.result,
                                  nullptr)))
    output.expect("reference", expected);
}

void atlas::test::runRefusal(Case &c) {
  T1Path path = pathOf(c);
  if (path == T1Path::None)
    return;
  Members m(c, c.row);
  Inputs in = readRejected(m.at("input"));
  atlas_t1_code wanted = codeOf(m.text("expect"));
  if (wanted == ATLAS_T1_MISUSE)
    return c.malformed("unknown 'expect'");
  if (path == T1Path::Kernel) {
    KernelRun kernels(c, in);
    if (wanted == ATLAS_T1_BAD_SHAPE) {
      c.expect("refused", true, kernels.isRefused());
      return;
    }
    c.expect("code", wanted, kernels.run());
    if (c.expect("t1", wanted, kernels.runPipeline()) && wanted)
      c.expect("t1: count", 0, kernels.count());
    return;
  }
  atlas_t1_arrays arrays = in.arrays();
  atlas_t1_seeds seeds = in.seeds();
  Output output(c, in.indptr.size());
  atlas_diag_t *diag = nullptr;
  auto *run = path == T1Path::Reference ? atlas_t1_reference : atlas_t1_run;
  atlas_status_t status =
      run(&arrays, &seeds, &in.params, &output.result, &diag);
  c.expect("code", wanted, diag ? diag->code : 0);
  c.expect("status", wanted ? ATLAS_STATUS_USAGE : ATLAS_STATUS_OK, status);
  if (wanted)
    c.expect("outputs untouched", true, output.untouched());
  atlas_diag_free(diag);
}

void atlas::test::runDecay(Case &c) {
  if (!c.column.isLibrary() && !c.column.has("t1-decay"))
    return c.notRun("has no kernel");
  Members m(c, c.row);
  float rate = m.real("rate_f32"), floor = m.real("floor_f32");
  std::vector<float> table(24);
  if (c.column.isLibrary()) {
    c.expect("table", true,
             atlas_t1_decay_table(rate, floor, table.size(), table.data()));
  } else {
    GuardedCall call(c);
    call.out<float>("table", table.size()).scalar("rate", rate);
    call.scalar("floor", floor).scalar("count", int64_t(table.size()));
    if (!call.run("t1-decay"))
      return;
    table = call.read<float>("table", table.size());
  }
  expectFloats(c, "decay", m.floats("decay_1_to_24_f32"), table);
}
