//===- PropagateCalls.cpp - Any bytes as a T1 call ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first byte says how hostile the rest is: lengths, row starts, targets,
// seeds and floats are repaired or taken as they come.
//===----------------------------------------------------------------------===//
#include "PropagateCalls.h"
#include "RandomGraph.h"

#include "CallReader.h"

#include <bit>

using namespace atlas::test;

namespace {

/// What is taken as it comes.
enum Wild : uint8_t { Rows = 1, Targets = 2, Seeds = 4, Floats = 8, Caps = 16 };

class Reader {
public:
  Reader(const uint8_t *bytes, size_t size)
      : in(bytes, size), wild(in.byte()) {}

  GraphCall read() {
    GraphCall call;
    size_t nodes = in.byte() % 16;
    for (size_t i = 0; i < nodes; ++i) {
      for (unsigned e = in.byte() % 8; e--;) {
        int32_t target = node(nodes, Targets);
        float weight = real();
        call.edge(target, weight, real());
      }
      call.endRow(int8_t(in.byte()));
    }
    if (wild & Rows && in.byte() % 2)
      call.indptr[in.byte() % call.indptr.size()] = int8_t(in.byte());
    if (wild & Rows && in.byte() % 2)
      call.relMult.resize(in.byte() % 8);
    for (unsigned i = nodes || wild & Seeds ? in.byte() % 6 : 0; i--;) {
      int32_t target = node(nodes, Seeds);
      call.seed(target, real());
    }
    call.plainSeeds = in.byte() % 8 == 0;
    readParams(call.params);
    return call;
  }

private:
  int32_t node(size_t nodes, Wild kind) {
    uint8_t value = in.byte();
    return wild & kind || !nodes ? int8_t(value) : int32_t(value % nodes);
  }
  float real() {
    if (!(wild & Floats))
      return float(int8_t(in.byte())) / 64;
    uint32_t bits = 0;
    for (int i = 0; i < 4; ++i)
      bits = bits << 8 | in.byte();
    return std::bit_cast<float>(bits);
  }
  int32_t cap() {
    uint8_t value = in.byte();
    return wild & Caps ? int8_t(value) : value % 12;
  }
  void readParams(atlas_t1_params &p) {
    p.rate = real();
    p.floor = real();
    p.node_budget = real();
    p.radius_cap = cap();
    p.iter_cap_layers = cap();
    p.frontier = cap();
    p.visited = cap();
    p.dedupe_window = cap();
    p.queue_budget = wild & Caps ? int8_t(in.byte()) : in.byte();
    p.relax_cap = in.byte() % 4 ? -1 : in.byte();
    // Some inputs never end by themselves.
    p.pop_limit = 1000;
  }

  CallReader in;
  uint8_t wild;
};

unsigned codeOf(atlas_diag_t *diag) {
  unsigned code = diag ? diag->code : 0;
  atlas_diag_free(diag);
  return code;
}

} // namespace

std::string atlas::test::propagateCalls(const uint8_t *bytes, size_t size) {
  GraphCall call = Reader(bytes, size).read();
  atlas_t1_arrays arrays = call.arrays();
  atlas_t1_seeds seeds = call.seeds();
  OwnedResult expected, got;
  atlas_diag_t *diag = nullptr;
  atlas_t1_reference(&arrays, &seeds, &call.params, &expected, &diag);
  unsigned wanted = codeOf(diag);
  atlas_t1_run(&arrays, &seeds, &call.params, &got, &diag);
  unsigned code = codeOf(diag);
  if (code != wanted)
    return "code " + std::to_string(code) + ", not " + std::to_string(wanted);
  if (code)
    return got.capacity || got.count ? "a failure wrote a result" : "";
  return difference(expected, got);
}
