# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Payloads of T1 and of graph evolution; PropagateCases.cpp and GelCases.cpp say
what they are made of."""
from flatten_fields import F32, F64, f32_bits, pattern, patterns, word, words

CODES = {"OK": 0, "BAD_SHAPE": 801, "BAD_INDPTR": 802, "BAD_EDGE": 803, "BAD_SEED": 804,
         "BAD_FLOAT": 805, "BAD_CAP": 806}
METRICS = ("pops iters propagations radius_cap_hits layer_cap_hits node_budget_hits "
           "frontier_evicted dedupe_hits visited_evicted").split()
NEVER = -2**63


def f32s(row, key):
    return words(patterns(row[key], F32))


def f64s(row, key):
    return words(patterns(row[key], F64))


def f64(row, *keys):
    return word(*(pattern(row[key], F64) for key in keys))


def graph(row, weights, multipliers, seeds):
    return (words(row["indptr"]) + words(row["indices"]) + words(weights) + words(row["rel_code"]) +
            words(multipliers) + words(row["key_rank"]) + words(row["seed_nodes"]) + words(seeds))


def limits(row, caps, stops):
    return word(row["radius_cap"], row["iter_cap_layers"], caps["frontier"], caps["visited"],
                caps["dedupe_window"], stops["queue_budget"], stops["relax_cap"])


def propagate(row):
    if len(row["indptr"]) != row["n_nodes"] + 1 or len(row["indices"]) != row["n_edges"]:
        raise ValueError("'%s' has another size than it says" % row["name"])
    keys = ("weights_f32", "rel_mult_f32", "seed_weights_f32")
    expect = row["expect"]
    metrics = [expect["metrics"][key] for key in METRICS]
    metrics.append(pattern(expect["metrics"]["_max_delta_local_f32"], F32))
    return (graph(row, *(patterns(row[key], F32) for key in keys)) +
            word(*(pattern(row[key], F32) for key in ("rate_f32", "floor_f32", "node_budget_f32"))) +
            limits(row, row["caps"], row["stops"]) +
            words(expect["d_nodes"]) + f32s(expect, "d_vals_f32") + words(metrics))


def refuse(row):
    given = row["input"]
    lists = ([f32_bits(x) for x in given[key]] for key in ("weights", "rel_mult", "seed_weights"))
    return (graph(given, *lists) +
            word(*(f32_bits(given[key]) for key in ("rate", "floor", "node_budget"))) +
            limits(given, given, given) + word(CODES[row["expect"]]))


def decay(row):
    return (word(pattern(row["rate_f32"], F32), pattern(row["floor_f32"], F32)) +
            f32s(row, "decay_1_to_24_f32"))


def tick32(row):
    expect = row["expect"]
    return (f32s(row, "weights_f32") +
            word(pattern(row["rate_f32"], F32), pattern(row["floor_f32"], F32)) +
            f32s(expect, "out_f32") + word(expect["edges_processed"], expect["decay_applied"]))


def tick64(row):
    expect = row["expect"]
    return (f64s(row, "weight_f64") + f64(row, "factor_f64", "floor_f64") + words(expect["keep"]) +
            f64s(expect, "out_f64") + word(expect["decayed"], expect["dropped"]))


def edges(row):
    return words(row["src"]) + words(row["dst"]) + f64s(row, "weight_f64")


def turn(value):
    return NEVER if value is None else value


def observe(row):
    expect, after = row["expect"], row["expect"]["edges"]
    return (words(row["item_ids"]) + f64s(row, "item_scores_f64") + edges(row["edges"]) +
            f64(row, "threshold_f64") + word(row["top_k"], row["pair_cap"]) +
            word({"additive": 0, "proportional": 1}[row["mode"]]) +
            f64(row, "alpha_f64", "clamp_min_f64", "clamp_max_f64") + word(turn(row["turn"])) +
            word(expect["k_in"], expect["k_used"], expect["pairs_updated"]) + edges(after) +
            words(after["coact"]) + words([turn(t) for t in after["last_seen_turn"]]))


def merge(row):
    found = (words(m["nodes"]) + f64(m, "avg_w_f64") + word(m["diameter"]) for m in row["expect"])
    return (edges(row["edges"]) + f64(row, "min_avg_w_f64") +
            word(row["min_size"], row["max_diameter"], len(row["expect"])) + b"".join(found))


def split(row):
    def group(s):
        parts = b"".join(map(words, s["parts"]))
        return (words(s["original"]) + word(len(s["parts"])) + parts +
                word(s["removed_edges"], s["orig_edges"]))
    return (edges(row["edges"]) + f64(row, "weak_edge_thresh_f64") +
            word(row["min_component_size"], len(row["expect"])) + b"".join(map(group, row["expect"])))


# Key of a file, list of the file: operation, payload of an element.
LISTS = {
    ("atlas-t1-golden-1", "cases"): ("propagate", propagate),
    ("atlas-t1-reject-1", "cases"): ("refuse", refuse),
    ("atlas-t1-decay-1", "cases"): ("decay", decay),
    ("atlas-gel-golden-1", "tick32"): ("tick32", tick32),
    ("atlas-gel-golden-1", "tick64"): ("tick64", tick64),
    ("atlas-gel-golden-1", "observe"): ("observe", observe),
    ("atlas-gel-golden-1", "merge"): ("merge", merge),
    ("atlas-gel-golden-1", "split"): ("split", split),
}
