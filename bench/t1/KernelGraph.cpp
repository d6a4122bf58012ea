//===- KernelGraph.cpp - A graph as the kernels of T1 take it -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "KernelGraph.h"

#include <bit>
#include <cstring>

using namespace atlas::bench;
using llvm::Error;

namespace {

/// Sets arguments one after the other; keeps the first error.
class Binder {
public:
  explicit Binder(atlas::jit::Call &call) : call(call) {}

  template <typename T>
  Binder &buffer(llvm::StringRef name, const T *data, size_t count) {
    return keep([&] {
      return call.setBuffer(name, const_cast<T *>(data), {int64_t(count)});
    });
  }
  Binder &integer(llvm::StringRef name, int64_t value) {
    return keep([&] { return call.setScalar(name, uint64_t(value)); });
  }
  Binder &narrow(llvm::StringRef name, int32_t value) {
    return integer(name, uint32_t(value));
  }
  Binder &real(llvm::StringRef name, float value) {
    return narrow(name, std::bit_cast<int32_t>(value));
  }
  Error check() {
    return keep([&] { return call.check(); }).takeError();
  }

private:
  template <typename Step>
  Binder &keep(Step step) {
    if (!failed)
      if (Error error = step()) {
        failed = true;
        text = llvm::toString(std::move(error));
      }
    return *this;
  }
  Error takeError() {
    return failed ? llvm::createStringError(text) : Error::success();
  }

  atlas::jit::Call &call;
  bool failed = false;
  std::string text;
};

} // namespace

Error KernelGraph::prepareGraph(jit::Engine &engine,
                                const atlas_t1_arrays &a) {
  jit::LoadOptions options;
  options.tier = jit::Tier::Jit;
  auto prepare = engine.loadLibrary("t1-prepare", options);
  if (!prepare)
    return prepare.takeError();
  size_t n = a.key_rank_length;
  starts.resize(n + 1);
  words.resize(3 * a.indices_length);
  ids.resize(n);
  positions.resize(n);
  jit::Call call((*prepare)->abi());
  Error error = Binder(call)
                    .buffer("indptr", a.indptr, a.indptr_length)
                    .buffer("indices", a.indices, a.indices_length)
                    .buffer("weights", a.weights, a.weights_length)
                    .buffer("rel_code", a.rel_code, a.rel_code_length)
                    .buffer("rel_mult", a.rel_mult, a.rel_mult_length)
                    .buffer("key_rank", a.key_rank, n)
                    .buffer("starts", starts.data(), starts.size())
                    .buffer("words", words.data(), words.size())
                    .buffer("ids", ids.data(), n)
                    .buffer("positions", positions.data(), n)
                    .check();
  return error ? std::move(error) : jit::run(**prepare, call, 1);
}

Error KernelGraph::bind(const atlas_t1_seeds &s, const atlas_t1_params &p) {
  size_t n = ids.size();
  nodes.resize(n);
  values.resize(n);
  call.emplace(kernel->abi());
  return Binder(*call)
      .buffer("starts", starts.data(), n + 1)
      .buffer("words", words.data(), words.size())
      .buffer("ids", ids.data(), n)
      .buffer("positions", positions.data(), n)
      .buffer("seed_nodes", s.nodes, s.nodes_length)
      .buffer("seed_weights", s.weights, s.nodes_length)
      .real("rate", p.rate)
      .real("floor", p.floor)
      .narrow("radius_cap", p.radius_cap)
      .narrow("iter_cap_layers", p.iter_cap_layers)
      .real("node_budget", p.node_budget)
      .integer("queue_budget", p.queue_budget)
      .integer("relax_cap", p.relax_cap)
      .narrow("frontier", p.frontier)
      .narrow("visited", p.visited)
      .narrow("dedupe_window", p.dedupe_window)
      .integer("capacity", 2 * p.queue_budget + 4096)
      .buffer("d_nodes", nodes.data(), n)
      .buffer("d_vals", values.data(), n)
      .check();
}

Error KernelGraph::prepare(jit::Engine &engine, const atlas_t1_arrays &arrays,
                           const atlas_t1_seeds &seeds,
                           const atlas_t1_params &params) {
  if (Error error = prepareGraph(engine, arrays))
    return error;
  jit::LoadOptions options;
  options.tier = jit::Tier::Special;
  options.specialize = {{"relax_cap", uint64_t(params.relax_cap)},
                        {"frontier", uint32_t(params.frontier)},
                        {"visited", uint32_t(params.visited)},
                        {"dedupe_window", uint32_t(params.dedupe_window)}};
  auto loaded = engine.loadLibrary("t1-propagate", options);
  if (!loaded)
    return loaded.takeError();
  kernel = *loaded;
  if (Error error = kernel->wait())
    return error;
  if (Error error = bind(seeds, params))
    return error;
  return run();
}

bool KernelGraph::agrees(const atlas_t1_result &expected) const {
  size_t count = expected.count;
  return call->result(0) == 0 && call->result(2) == count &&
         call->result(3) == uint64_t(expected.metrics.pops) &&
         call->result(5) == uint64_t(expected.metrics.propagations) &&
         (!count ||
          (!std::memcmp(nodes.data(), expected.nodes, count * 4) &&
           !std::memcmp(values.data(), expected.values, count * 4)));
}
