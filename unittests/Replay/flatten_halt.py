# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Payloads of halting; HaltKernelCases.cpp, HaltDataCases.cpp, HaltBatchCases.cpp
and HaltValues.h say what they are made of."""
from flatten_fields import F32, F64, blob, f64_bits, pattern, text, widen, word, words

DEFAULTS = {
    "coherence_threshold": 0.6, "hard_limit": 0.5, "soft_limit": 0.7, "w_logic": 0.6, "w_fact": 0.4,
    "window_size": 10, "window_threshold": 0.55, "trend_window": 5, "trend_threshold": 0.15,
    "history_window": 5, "deadline_ms": 50, "logit_entropy_limit": 1.2}
COUNTS = {"window_size", "trend_window", "history_window", "deadline_ms"}
TRENDS = {"endpoint": 0, "regression": 1}
REASONS = {"none": 0, "hard_limit": 1, "window_avg": 2, "downward_trend": 3, "kernel_inactive": 4}


def config(overrides):
    """The fields in the order of atlas_halt_config."""
    unknown = set(overrides) - set(DEFAULTS)
    if unknown:
        raise ValueError("no field %s" % sorted(unknown))
    values = {**DEFAULTS, **overrides}
    return words([int(values[name]) if name in COUNTS else f64_bits(values[name]) for name in DEFAULTS])


def given_scores(row):
    """Bits of float64, None where the callback fails."""
    narrow = "scores_hex32" in row
    given = row["scores_hex32" if narrow else "scores_hex"]
    return [None if s == "raise" else widen(pattern(s, F32)) if narrow else pattern(s, F64)
            for s in given]


def scores(row):
    given = given_scores(row)
    return words([s or 0 for s in given]) + blob(bytes(s is None for s in given))


def config_of(row):
    """A file may leave out the defaults."""
    return config(row.get("config") or {})


def trend_of(row):
    return TRENDS[row.get("trend_mode", "endpoint")]


def bits(value):
    """Of {"dec", "hex"}; null is 0.0."""
    return 0 if value is None else pattern(value["hex"], F64)


def optional(value):
    """A text that may not be compared."""
    return word(value is not None) + text(value or "")


def session(e):
    return (word(e["halted"], e["halt_index"], REASONS[e["reason_code"]], bits(e["reason_value"]),
                 bits(e["reason_limit"]), e["observed"], e["emitted"], e["warning_count"],
                 bits(e["avg_coherence"]), bits(e["min_coherence"]), e["events"], e["halted_events"],
                 e["active_after"]) + text(e["halt_reason"]) + optional(e.get("output")))


def safety(row):
    e = row["expect"]
    return (word(bits(row["hard_limit"]), row["initially_active"]) + scores(row) +
            word(e["halted"], e["emitted"], e["callbacks"], REASONS[e["reason_code"]], e["active_after"]) +
            optional(e.get("return")))


def streaming(row):
    stop = row.get("stop_in_callback")
    return (config_of(row) +
            word(trend_of(row), row["initially_active"], 0 if stop is None else stop + 1) +
            scores(row) + session(row["expect"]))


def sessions(row):
    def step(s):
        if s["op"] == "reactivate":
            return word(0)
        if s["op"] != "stream_tokens":
            raise ValueError("unknown step '%s'" % s["op"])
        return word(1) + scores(s) + session(s["expect"])
    return config_of(row) + word(len(row["steps"])) + b"".join(map(step, row["steps"]))


def push(row):
    states = (word(s["halted"], s["halt_index"], REASONS[s["reason_code"]], s["observed"], s["active"])
              for s in row["after_each_push"])
    if len(row["after_each_push"]) != len(row["scores_hex"]):
        raise ValueError("not one state after each push")
    return config_of(row) + scores(row) + b"".join(states) + text(row["halt_reason"])


def soft(row):
    e = row["expect"]
    if len(row["tokens"]) != len(row["scores_hex"]):
        raise ValueError("not one score for each token")
    return (config_of(row) + scores(row) + b"".join(map(text, row["tokens"])) +
            word(e["halted"], e["soft_halted"], e["halt_index"], REASONS[e["reason_code"]], e["observed"]) +
            text(e["output"]))


def batch(row):
    e, offsets = row["expect"], row["row_offsets"]
    # Without a callback a failure is NaN.
    values = [f64_bits("nan") if s is None else s for s in given_scores(row)]
    # A file may leave out what follows from the index.
    lengths = [b - a for a, b in zip(offsets, offsets[1:])]
    emitted = e.get("emitted", [i if i >= 0 else n for i, n in zip(e["halt_index"], lengths)])
    observed = e.get("observed", [n + (i >= 0) for i, n in zip(e["halt_index"], emitted)])
    means = ([pattern(x, F64) for x in e.get(key, ())] for key in ("avg_hex", "min_hex"))
    return (config_of(row) + word(trend_of(row), "scores_hex32" in row) +
            words(offsets) + words(values) + words(e["halt_index"]) + words(e["reason"]) +
            words(emitted) + words(observed) + b"".join(map(words, means)))


def coherence(row):
    given = (f64_bits("nan") if row[key] is None else bits(row[key]) for key in ("nli", "factual"))
    e = row["expect"]
    return (config_of(row) + word(*given) +
            word(*(bits(e[key]) for key in ("h_logical", "h_factual", "divergence", "score"))) +
            word(e["approved"], e["warning"]))


def word_overlap(row):
    return text(row["context"]) + text(row["output"]) + word(bits(row["h_factual"]))


def overrides(row):
    return config(row["overrides"]) + text(row["error_contains"] or "")


def from_json(row):
    return text(row["json"]) + text(row["error_contains"] or "")


# Key of a file, list of the file: operation, payload of an element.
LISTS = {
    ("atlas-halt-safety/1", "cases"): ("halt-safety", safety),
    ("atlas-halt-streaming/1", "cases"): ("halt-streaming", streaming),
    ("atlas-halt-sessions/1", "cases"): ("halt-sessions", sessions),
    ("atlas-halt-push/1", "cases"): ("halt-push", push),
    ("atlas-halt-soft/1", "cases"): ("halt-soft", soft),
    ("atlas-halt-batch/1", "cases"): ("halt-batch", batch),
    ("atlas-halt-coherence/1", "cases"): ("halt-coherence", coherence),
    ("atlas-halt-coherence/1", "word_overlap"): ("halt-words", word_overlap),
    ("atlas-halt-config/1", "cases"): ("halt-config", overrides),
    ("atlas-halt-config/1", "from_json"): ("halt-config-json", from_json),
}
