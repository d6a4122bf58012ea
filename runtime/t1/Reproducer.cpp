//===- Reproducer.cpp - A T1 call as a golden case ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "t1/Reproducer.h"
#include "t1/Bits.h"

using namespace atlas::runtime::t1;

namespace {

/// JSON text, handed on in pieces.
class Json {
public:
  explicit Json(const atlas_t1_sink &sink) : sink(sink) {}
  ~Json() { flush(); }

  void put(const char *text) {
    for (; *text; ++text)
      putChar(*text);
  }
  void number(int64_t value) {
    uint64_t rest = value < 0 ? -uint64_t(value) : uint64_t(value);
    char digits[20];
    int count = 0;
    do
      digits[count++] = char('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
      putChar('-');
    while (count)
      putChar(digits[--count]);
  }
  void member(const char *name, int64_t value) {
    key(name);
    number(value);
  }
  void member(const char *name, const int32_t *values, size_t count) {
    key(name);
    putChar('[');
    for (size_t i = 0; i < count; ++i) {
      if (i)
        putChar(',');
      number(values[i]);
    }
    putChar(']');
  }
  /// Bit patterns; null values stand for 1.0.
  void bits(const char *name, const float *values, size_t count) {
    key(name);
    putChar('"');
    for (size_t i = 0; i < count; ++i) {
      uint32_t word = bitsOf(values ? values[i] : 1.0f);
      for (int shift = 28; shift >= 0; shift -= 4)
        putChar("0123456789abcdef"[word >> shift & 15]);
    }
    putChar('"');
  }
  void open(const char *name) {
    key(name);
    putChar('{');
    first = true;
  }
  void close() {
    putChar('}');
    first = false;
  }

private:
  void key(const char *name) {
    put(first ? "\"" : ",\n\"");
    first = false;
    put(name);
    put("\": ");
  }
  /// Not inlined: this code is for failures, and should be small.
  __attribute__((noinline)) void putChar(char c) {
    buffer[length++] = c;
    if (length == sizeof(buffer))
      flush();
  }
  void flush() {
    if (length)
      sink.write(sink.context, buffer, length);
    length = 0;
  }

  const atlas_t1_sink &sink;
  bool first = true;
  size_t length = 0;
  char buffer[1024];
};

void putInputs(Json &json, const atlas_t1_arrays &a, const atlas_t1_seeds &s,
               const atlas_t1_params &p) {
  size_t edges = a.indices_length, nodes = a.indptr_length - 1;
  json.member("n_nodes", int64_t(nodes));
  json.member("n_edges", int64_t(edges));
  json.member("indptr", a.indptr, a.indptr_length);
  json.member("indices", a.indices, edges);
  json.bits("weights_f32", a.weights, edges);
  json.member("rel_code", a.rel_code, edges);
  json.bits("rel_mult_f32", a.rel_mult, edges);
  json.member("seed_nodes", s.nodes, s.nodes_length);
  json.bits("seed_weights_f32", s.weights, s.nodes_length);
  json.member("key_rank", a.key_rank, nodes);
  json.bits("rate_f32", &p.rate, 1);
  json.bits("floor_f32", &p.floor, 1);
  json.member("radius_cap", p.radius_cap);
  json.member("iter_cap_layers", p.iter_cap_layers);
  json.bits("node_budget_f32", &p.node_budget, 1);
  json.open("caps");
  json.member("frontier", p.frontier);
  json.member("visited", p.visited);
  json.member("dedupe_window", p.dedupe_window);
  json.close();
  json.open("stops");
  json.member("queue_budget", p.queue_budget);
  json.member("relax_cap", p.relax_cap);
  json.close();
}

void putExpected(Json &json, const atlas_t1_result &r) {
  const atlas_t1_metrics &m = r.metrics;
  float largest = float(m.max_delta_local);
  json.open("expect");
  json.member("d_nodes", r.nodes, r.count);
  json.bits("d_vals_f32", r.values, r.count);
  json.open("metrics");
  json.member("pops", m.pops);
  json.member("iters", m.iters);
  json.member("propagations", m.propagations);
  json.member("radius_cap_hits", m.radius_cap_hits);
  json.member("layer_cap_hits", m.layer_cap_hits);
  json.member("node_budget_hits", m.node_budget_hits);
  json.member("frontier_evicted", m.frontier_evicted);
  json.member("dedupe_hits", m.dedupe_hits);
  json.member("visited_evicted", m.visited_evicted);
  json.bits("_max_delta_local_f32", &largest, 1);
  json.close();
  json.close();
}

} // namespace

void atlas::runtime::t1::writeReproducer(const atlas_t1_arrays &arrays,
                                         const atlas_t1_seeds &seeds,
                                         const atlas_t1_params &params,
                                         const atlas_t1_result &expected,
                                         const atlas_t1_sink &sink) {
  Json json(sink);
  json.put("{\"format\": \"atlas-t1-golden-1\", \"cases\": [{\n"
           "\"name\": \"parity\",\n");
  putInputs(json, arrays, seeds, params);
  putExpected(json, expected);
  json.put("}]}\n");
}
