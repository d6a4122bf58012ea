//===- DispatchTest.cpp - Gates, fallback, strict parity ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "RandomGraph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

using namespace atlas::test;

namespace {

/// What the kernel under test does wrong.
enum class Fault { None, Fails, Value, Node, Missing, Extra, Metric, Delta };
Fault fault;
unsigned kernelCalls;

atlas_status_t faultyKernel(const atlas_t1_arrays *arrays,
                            const atlas_t1_seeds *seeds,
                            const atlas_t1_params *params,
                            atlas_t1_result *result, atlas_diag_t **diag) {
  ++kernelCalls;
  if (fault == Fault::Fails) {
    // Some failure with a diagnostic of its own.
    return atlas_t1_run(nullptr, seeds, params, result, diag);
  }
  atlas_status_t status = atlas_t1_run(arrays, seeds, params, result, diag);
  size_t last = result->count - 1;
  switch (fault) {
  case Fault::Value:
    result->values[last] = -result->values[last];
    break;
  case Fault::Node:
    ++result->nodes[last];
    break;
  case Fault::Missing:
    --result->count;
    break;
  case Fault::Extra:
    result->metrics.pops += 0;
    result->nodes[0] = 0;
    break;
  case Fault::Metric:
    ++result->metrics.propagations;
    break;
  case Fault::Delta:
    result->metrics.max_delta_local = -result->metrics.max_delta_local;
    break;
  default:
    break;
  }
  return status;
}

bool supportsNothing(const char *) { return false; }

class T1Dispatch : public testing::Test {
protected:
  void SetUp() override {
    fault = Fault::None;
    kernelCalls = 0;
    // Node 3 to 5, so that the last result is node 5.
    for (int32_t i = 0; i < 6; ++i) {
      if (i == 3)
        call.edge(5, 0.5f);
      call.endRow(0);
    }
    call.seed(3, 1.0f);
    config.enabled = 1;
    config.kernel = faultyKernel;
  }

  unsigned dispatch(const atlas_t1_config *given) {
    atlas_t1_arrays arrays = call.arrays();
    atlas_t1_seeds seeds = call.seeds();
    atlas_t1_sink sink = {append, &reproducer};
    atlas_diag_t *diag = nullptr;
    atlas_t1_dispatch(given, &arrays, &seeds, &call.params, &result, &counters,
                      &sink, &diag);
    unsigned code = diag ? diag->code : 0;
    message = diag ? diag->message : "";
    atlas_diag_free(diag);
    return code;
  }

  /// True if the reference ran and gave the result, and no kernel was called.
  bool fallsBack() {
    unsigned before = kernelCalls;
    result.count = 0;
    return dispatch(&config) == 0 && kernelCalls == before &&
           result.count == 2 && reproducer.empty();
  }

  static void append(void *context, const char *text, size_t length) {
    static_cast<std::string *>(context)->append(text, length);
  }

  GraphCall call;
  atlas_t1_config config = {};
  atlas_t1_counters counters = {};
  OwnedResult result;
  std::string message, reproducer;
};

} // namespace

TEST_F(T1Dispatch, DisabledIsSilent) {
  config.enabled = 0;
  config.backend = "python";
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(dispatch(nullptr), 0u);
  atlas_t1_counters none = {};
  EXPECT_EQ(memcmp(&counters, &none, sizeof(none)), 0);
}

TEST_F(T1Dispatch, Native) {
  EXPECT_EQ(dispatch(&config), 0u);
  EXPECT_EQ(kernelCalls, 1u);
  EXPECT_EQ(counters.used_native, 1);
  EXPECT_EQ(result.count, 2u);
  config.backend = "rust";
  config.decay_mode = "exp_floor";
  const char *caps[] = {"frontier", "visited", "dedupe_window"};
  config.caps = caps;
  config.caps_length = 3;
  config.dedupe_window = 1;
  EXPECT_EQ(dispatch(&config), 0u);
  EXPECT_EQ(counters.used_native, 2);
  config.kernel = nullptr;
  EXPECT_EQ(dispatch(&config), 0u);
  EXPECT_EQ(counters.used_native, 3);
}

TEST_F(T1Dispatch, Gates) {
  config.backend = "python";
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_gated_other, 1);
  config.backend = nullptr;
  config.decay_mode = "attn_quad";
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_gated_other, 2);
  config.decay_mode = nullptr;
  config.kernel_unavailable = 1;
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_unavailable, 1);
  config.kernel_unavailable = 0;
  const char *caps[] = {"frontier", "frontie"};
  config.caps = caps;
  config.caps_length = 2;
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_gated_caps, 1);
  config.caps_length = 1;
  config.supports = supportsNothing;
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_gated_caps, 2);
  config.caps_length = 0;
  config.dedupe_window = 1;
  EXPECT_TRUE(fallsBack());
  EXPECT_EQ(counters.fallback_gated_dedupe, 1);
  EXPECT_EQ(counters.used_native, 0);
}

TEST_F(T1Dispatch, RuntimeFailure) {
  fault = Fault::Fails;
  EXPECT_EQ(dispatch(&config), 0u);
  EXPECT_EQ(result.count, 2u);
  EXPECT_EQ(counters.fallback_runtime_error, 1);
  EXPECT_EQ(counters.used_native, 0);
  // Under strict parity it is the error.
  config.strict_parity = 1;
  EXPECT_EQ(dispatch(&config), unsigned(ATLAS_T1_MISUSE));
  EXPECT_EQ(counters.fallback_runtime_error, 1);
}

TEST_F(T1Dispatch, OutcomesAreNoFailures) {
  call.params.pop_limit = 0;
  EXPECT_EQ(dispatch(&config), unsigned(ATLAS_T1_POP_LIMIT));
  EXPECT_EQ(counters.fallback_runtime_error, 0);
  call.params.pop_limit = -1;
  call.seedNodes[0] = 9;
  EXPECT_EQ(dispatch(&config), unsigned(ATLAS_T1_BAD_SEED));
  EXPECT_EQ(kernelCalls, 1u);
}

TEST_F(T1Dispatch, StrictParityHolds) {
  config.strict_parity = 1;
  EXPECT_EQ(dispatch(&config), 0u);
  EXPECT_EQ(counters.used_native, 1);
  EXPECT_EQ(result.count, 2u);
  EXPECT_EQ(reproducer, "");
}

TEST_F(T1Dispatch, ParityFailureNamesTheFirstDifference) {
  config.strict_parity = 1;
  const struct {
    Fault fault;
    const char *what;
  } faults[] = {{Fault::Value, "node 5"},
                {Fault::Node, "node 5"},
                {Fault::Missing, "node 5"},
                {Fault::Extra, "node 0"},
                {Fault::Metric, "metric propagations"},
                {Fault::Delta, "metric _max_delta_local"}};
  for (const auto &each : faults) {
    fault = each.fault;
    reproducer.clear();
    result.count = 99;
    EXPECT_EQ(dispatch(&config), unsigned(ATLAS_T1_PARITY));
    EXPECT_EQ(message,
              std::string("the native path differs from the reference: ") +
                  each.what);
    EXPECT_EQ(result.count, 99u);
    EXPECT_NE(reproducer.find("\"d_nodes\": [3,5]"), std::string::npos)
        << reproducer;
  }
  EXPECT_EQ(reproducer.find("{\"format\": \"atlas-t1-golden-1\""), 0u);
  EXPECT_NE(reproducer.find("\"seed_weights_f32\": \"3f800000\""),
            std::string::npos);
  EXPECT_NE(reproducer.find("\"node_budget_f32\": \"3fc00000\""),
            std::string::npos);
  // Brackets and quotes are in balance.
  EXPECT_EQ(std::count(reproducer.begin(), reproducer.end(), '{'),
            std::count(reproducer.begin(), reproducer.end(), '}'));
  EXPECT_EQ(std::count(reproducer.begin(), reproducer.end(), '"') % 2, 0);
}
