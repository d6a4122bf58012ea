//===- T1Bench.cpp - atlas-t1-bench ---------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// atlas-t1-bench [--rounds N] [--only GROUP] [--write FILE]
//
// T1 over prepared graphs against the yardstick in one process, every result
// compared bit for bit first. Prints a table with the targets; --write puts it
// between the marker lines in FILE. Exit code: 0 measured (also when a target is
// missed), 1 a result was wrong or something failed, 2 usage.
//===----------------------------------------------------------------------===//
#include "Graphs.h"
#include "KernelGraph.h"
#include "Machine.h"
#include "Measure.h"
#include "Table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

using namespace atlas::bench;

namespace {

constexpr unsigned kFewestRounds = 30;
constexpr double kSample = 200000; // ns

llvm::Error wrong(const std::string &what) {
  return llvm::createStringError("%s: native and yardstick differ",
                                 what.c_str());
}

/// 800000 as "800k".
std::string thousands(size_t count) {
  if (count >= 1000000)
    return std::to_string(count / 1000000) + "M";
  return count >= 1000 ? std::to_string(count / 1000) + "k"
                       : std::to_string(count);
}

/// Native and yardstick, interleaved; a row with the time of one pop.
llvm::Error compare(Table &table, unsigned rounds, BenchGraph &graph,
                    const std::string &what, double target) {
  graph.runNative();
  graph.runYardstick();
  if (!graph.agrees())
    return wrong(what);
  Measurement m({{"native", [&] { graph.runNative(); }},
                 {"yardstick", [&] { graph.runYardstick(); }}},
                rounds, kSample);
  double pops = double(graph.pops());
  table.add({what, m.median("native") / pops, 0, "yardstick",
             m.speedup("native", "yardstick"), target});
  table.add({"- yardstick", m.median("yardstick") / pops, 0, "", 0, 0});
  return llvm::Error::success();
}

struct Target {
  size_t nodes;
  int64_t budget;
  double ratio;
};
constexpr Target kTargets[] = {{1000, 10000, 5},
                               {10000, 10000, 3},
                               {100000, 10000, 1.8},
                               {1000, 1000000, 4},
                               {10000, 1000000, 3}};

llvm::Error measureTargets(Table &table, unsigned rounds) {
  table.section("One pop, out-degree 8, against the yardstick");
  for (const Target &row : kTargets) {
    BenchGraph graph(row.nodes);
    graph.params.queue_budget = row.budget;
    if (llvm::Error error =
            compare(table, rounds, graph,
                    thousands(row.nodes) + " nodes, queue_budget " +
                        thousands(size_t(row.budget)),
                    row.ratio))
      return error;
  }
  return llvm::Error::success();
}

/// The kernel t1-propagate, compiled here, the first three targets.
llvm::Error measureKernel(Table &table, unsigned rounds) {
  table.section("The same by the kernel t1-propagate, tier 2");
  auto engine = atlas::jit::Engine::create({});
  if (!engine)
    return engine.takeError();
  for (const Target &row : llvm::ArrayRef(kTargets).take_front(3)) {
    BenchGraph graph(row.nodes);
    graph.params.queue_budget = row.budget;
    graph.runNative();
    KernelGraph kernel;
    if (llvm::Error error = kernel.prepare(**engine, graph.arrays(),
                                           graph.seeds(), graph.params))
      return error;
    if (!kernel.agrees(graph.native()))
      return wrong("t1-propagate");
    Measurement m({{"kernel", [&] { llvm::cantFail(kernel.run()); }},
                   {"native", [&] { graph.runNative(); }},
                   {"yardstick", [&] { graph.runYardstick(); }}},
                  rounds, kSample);
    double pops = double(graph.pops());
    table.add({thousands(row.nodes) + " nodes, queue_budget " +
                   thousands(size_t(row.budget)),
               m.median("kernel") / pops, 0, "yardstick",
               m.speedup("kernel", "yardstick"), row.ratio});
    table.add({"- the same", m.median("kernel") / pops, 0, "libatlas",
               m.speedup("kernel", "native"), 0});
  }
  return llvm::Error::success();
}

/// Independent graphs on one and on two threads.
llvm::Error measureThreads(Table &table, unsigned rounds) {
  constexpr size_t kGraphs = 16;
  std::vector<std::unique_ptr<BenchGraph>> graphs;
  std::vector<atlas_t1_seeds> seeds;
  std::vector<atlas_t1_result> results(kGraphs);
  std::vector<atlas_t1_item> items;
  for (size_t i = 0; i < kGraphs; ++i) {
    graphs.push_back(std::make_unique<BenchGraph>(1000 + i));
    seeds.push_back(graphs[i]->seeds());
    results[i].grows = 1;
  }
  for (size_t i = 0; i < kGraphs; ++i)
    items.push_back({graphs[i]->prepared(), &seeds[i], &graphs[i]->params,
                     &results[i], ATLAS_T1_OK});
  atlas_t1_pool_t *pools[2] = {};
  for (unsigned threads : {1u, 2u})
    if (atlas_t1_pool_create(threads, &pools[threads - 1], nullptr))
      return llvm::createStringError("no memory");
  auto run = [&](unsigned threads) {
    atlas_t1_batch(pools[threads - 1], items.data(), kGraphs, nullptr);
  };
  Measurement m({{"one", [&] { run(1); }}, {"two", [&] { run(2); }}}, rounds,
                kSample);
  table.section("A batch of 16 graphs of 1k nodes, queue_budget 10k");
  table.add({"two threads", m.median("two"), 0, "one thread",
             m.speedup("two", "one"), 1.8});
  for (atlas_t1_pool_t *pool : pools)
    atlas_t1_pool_destroy(pool);
  for (atlas_t1_result &result : results)
    atlas_t1_result_free(&result);
  return llvm::Error::success();
}

llvm::Error measurePreparation(Table &table, unsigned rounds) {
  table.section("Preparing a graph");
  for (size_t nodes : {1000u, 10000u, 100000u}) {
    BenchGraph graph(nodes);
    atlas_t1_arrays arrays = graph.arrays();
    Measurement m({{"prepare",
                    [&] {
                      atlas_t1_graph_t *made = nullptr;
                      atlas_t1_graph_create(&arrays, &made, nullptr);
                      atlas_t1_graph_destroy(made);
                    }}},
                  rounds, kSample);
    table.add({thousands(nodes) + " nodes, " + thousands(nodes * kDegree) +
                   " edges",
               m.median("prepare"), 0, "", 0, nodes == 100000 ? 20e6 : 0,
               /*below=*/true});
  }
  return llvm::Error::success();
}

/// The same small call on ever larger graphs.
llvm::Error measureTouched(Table &table, unsigned rounds) {
  table.section("A call that touches about 100 nodes");
  for (size_t nodes : {1000u, 10000u, 100000u, 1000000u}) {
    BenchGraph graph(nodes);
    graph.params.queue_budget = 12;
    graph.runNative();
    graph.runYardstick();
    if (!graph.agrees())
      return wrong("small call");
    Measurement m({{"native", [&] { graph.runNative(); }},
                   {"yardstick", [&] { graph.runYardstick(); }}},
                  rounds, kSample);
    table.add({std::to_string(graph.touched()) + " of " + thousands(nodes) +
                   " nodes",
               m.median("native"), 0, "yardstick",
               m.speedup("native", "yardstick"), 0});
    table.add({"- yardstick", m.median("yardstick"), 0, "", 0, 0});
  }
  return llvm::Error::success();
}

llvm::Error measureGrowth(Table &table, unsigned rounds) {
  table.section("One pop as the graph grows, queue_budget 10k");
  for (size_t edges : {1000u, 10000u, 100000u, 1000000u, 10000000u}) {
    BenchGraph graph(edges / kDegree);
    if (llvm::Error error = compare(table, rounds, graph,
                                    thousands(edges) + " edges", 0))
      return error;
  }
  return llvm::Error::success();
}

struct Group {
  llvm::StringRef name;
  llvm::Error (*measure)(Table &, unsigned);
};
constexpr Group kGroups[] = {
    {"targets", measureTargets}, {"kernel", measureKernel},
    {"threads", measureThreads}, {"preparation", measurePreparation},
    {"touched", measureTouched}, {"growth", measureGrowth}};

/// All groups, or the one of that name.
llvm::Error measure(Table &table, unsigned rounds, llvm::StringRef only) {
  for (const Group &group : kGroups)
    if (only.empty() || only == group.name)
      if (llvm::Error error = group.measure(table, rounds))
        return error;
  return llvm::Error::success();
}

bool isGroup(llvm::StringRef name) {
  return llvm::is_contained(
      llvm::map_range(kGroups, [](const Group &group) { return group.name; }),
      name);
}

} // namespace

int main(int argc, char **argv) {
  unsigned rounds = 31;
  std::string file, only;
  bool right = argc % 2 == 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    llvm::StringRef name = argv[i], value = argv[i + 1];
    if (name == "--write")
      file = value.str();
    else if (name == "--only" && isGroup(value))
      only = value.str();
    else if (name != "--rounds" || value.getAsInteger(10, rounds) || !rounds)
      right = false;
  }
  if (!right || (!file.empty() && (rounds < kFewestRounds || !only.empty()))) {
    llvm::errs() << "usage: atlas-t1-bench [--rounds N] [--only GROUP] [--write "
                    "FILE]\n"
                 << "--rounds   interleaved rounds (31; at least "
                 << kFewestRounds << " with --write)\n"
                 << "--only     targets, kernel, threads, preparation, touched or "
                    "growth (not with --write)\n"
                 << "--write    put the table between its marker lines in "
                    "FILE\n";
    return 2;
  }
  Table table;
  table.note("machine: " + cpuName() + ", medians of " +
             std::to_string(rounds) + " interleaved rounds");
  llvm::Error error = measure(table, rounds, only);
  table.print(llvm::outs());
  if (!error && !file.empty())
    error = table.writeInto(file, "atlas-t1-bench");
  if (!error)
    return 0;
  llvm::errs() << "atlas-t1-bench: " << llvm::toString(std::move(error))
               << "\n";
  return 1;
}
