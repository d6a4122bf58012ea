//===- Layout.cpp - Structures as the JavaScript files know them ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// halting.mjs, t1.mjs and instance.mjs read and write these structures by
// places; a change of one that they do not follow does not compile.
//===----------------------------------------------------------------------===//
#include "atlas.h"

#include <stddef.h>

#define AT(type, field, place) static_assert(offsetof(type, field) == (place))

static_assert(sizeof(void *) == 4 && sizeof(size_t) == 4);

AT(atlas_diag_t, code, 4);
AT(atlas_diag_t, message, 8);
AT(atlas_diag_t, note, 12);
AT(atlas_diag_t, release, 20);

// halting.mjs: CONFIG and RESULTS name all fields in order.
static_assert(sizeof(atlas_halt_config) == 12 * 8);
AT(atlas_halt_config, window_size, 40);
AT(atlas_halt_config, window_threshold, 48);
AT(atlas_halt_config, trend_window, 56);
AT(atlas_halt_config, trend_threshold, 64);
AT(atlas_halt_config, history_window, 72);
AT(atlas_halt_config, deadline_ms, 80);
AT(atlas_halt_config, logit_entropy_limit, 88);
static_assert(sizeof(atlas_halt_options) == 16);
AT(atlas_halt_options, mode, 4);
AT(atlas_halt_options, clock, 8);
static_assert(sizeof(atlas_halt_decision) == 40);
AT(atlas_halt_decision, reason, 8);
AT(atlas_halt_decision, emitted, 16);
AT(atlas_halt_decision, observed, 24);
AT(atlas_halt_decision, value, 32);
static_assert(sizeof(atlas_halt_event) <= 96);
AT(atlas_halt_event, coherence, 16);
AT(atlas_halt_event, timestamp_s, 24);
AT(atlas_halt_event, halted, 32);
AT(atlas_halt_event, warning, 33);
static_assert(sizeof(atlas_halt_summary) == 96);
AT(atlas_halt_summary, halted, 0);
AT(atlas_halt_summary, halt_index, 8);
AT(atlas_halt_summary, end_time_s, 80);
static_assert(sizeof(atlas_halt_batch) == 52);
AT(atlas_halt_batch, layout, 4);
AT(atlas_halt_batch, type, 8);
AT(atlas_halt_batch, trend, 12);
AT(atlas_halt_batch, scores, 16);
AT(atlas_halt_batch, rows, 20);
AT(atlas_halt_batch, columns, 24);
AT(atlas_halt_batch, offsets, 28);
AT(atlas_halt_batch, lengths, 32);
AT(atlas_halt_batch, config, 36);
AT(atlas_halt_batch, hard_limits, 40);
AT(atlas_halt_batch, window_thresholds, 44);
AT(atlas_halt_batch, trend_thresholds, 48);
static_assert(sizeof(atlas_halt_results) == 7 * 4);
AT(atlas_halt_results, reason, 4);
AT(atlas_halt_results, emitted, 8);
AT(atlas_halt_results, observed, 12);
AT(atlas_halt_results, avg, 16);
AT(atlas_halt_results, min, 20);
static_assert(sizeof(atlas_coherence_score) == 40);
AT(atlas_coherence_score, h_factual, 8);
AT(atlas_coherence_score, divergence, 16);
AT(atlas_coherence_score, score, 24);
AT(atlas_coherence_score, approved, 32);
AT(atlas_coherence_score, warning, 33);

// t1.mjs.
static_assert(sizeof(atlas_t1_arrays) == 12 * 4);
AT(atlas_t1_arrays, indices, 8);
AT(atlas_t1_arrays, weights, 16);
AT(atlas_t1_arrays, rel_code, 24);
AT(atlas_t1_arrays, rel_mult, 32);
AT(atlas_t1_arrays, key_rank, 40);
static_assert(sizeof(atlas_t1_seeds) == 4 * 4);
AT(atlas_t1_seeds, weights, 8);
static_assert(sizeof(atlas_t1_params) == 64);
AT(atlas_t1_params, floor, 4);
AT(atlas_t1_params, node_budget, 8);
AT(atlas_t1_params, radius_cap, 12);
AT(atlas_t1_params, iter_cap_layers, 16);
AT(atlas_t1_params, frontier, 20);
AT(atlas_t1_params, visited, 24);
AT(atlas_t1_params, dedupe_window, 28);
AT(atlas_t1_params, queue_budget, 32);
AT(atlas_t1_params, relax_cap, 40);
AT(atlas_t1_params, pop_limit, 48);
AT(atlas_t1_params, cancel, 56);
static_assert(sizeof(atlas_t1_result) == 104);
AT(atlas_t1_result, values, 4);
AT(atlas_t1_result, count, 12);
AT(atlas_t1_result, grows, 16);
AT(atlas_t1_result, metrics, 24);
AT(atlas_t1_metrics, max_delta_local, 72);
