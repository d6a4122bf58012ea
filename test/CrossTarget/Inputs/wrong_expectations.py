# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""wrong_expectations.py GOLDEN-DIR OUTPUT-DIR: T1 or halting vectors of which each
case has one wrong expectation, for every value that the first cases expect. Prints
how many cases there are."""
import copy
import json
import os
import re
import sys

CASES = 12  # of each list
EXPECTATIONS = {"expect", "after_each_push", "error_contains", "h_factual", "decay_1_to_24_f32"}
IGNORED = {"dec"}  # "hex" beside it is what counts
EDGES = 500  # larger graphs are left out: each variant is a copy
NAMES = {"none": "window_avg", "hard_limit": "window_avg", "window_avg": "hard_limit",
         "downward_trend": "hard_limit", "kernel_inactive": "none", "OK": "BAD_CAP"}


def wrong(value, key):
    """Another value of the same kind; None if it has none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1
    if not isinstance(value, str):
        return None
    if key in ("reason_code", "expect"):
        return NAMES.get(value, "OK")
    if re.fullmatch("([0-9a-f]{8})+", value) and key != "output":
        # The lowest bit; of a mean, which has a tolerance, a high one.
        at = 3 if key == "avg_hex" else len(value) - 1
        return value[:at] + "%x" % (int(value[at], 16) ^ 1) + value[at + 1:]
    return value + "x" if value else None


def places(value, key, path):
    """Paths to the leaves below a value, and the nearest key of each."""
    if isinstance(value, dict):
        for k in value:
            if k not in IGNORED:
                yield from places(value[k], k, path + [k])
    elif isinstance(value, list):
        for i, element in enumerate(value[:40]):
            yield from places(element, key, path + [i])
    else:
        yield path, key


def variants(row):
    for top in EXPECTATIONS & set(row):
        for path, key in places(row[top], top, [top]):
            changed = copy.deepcopy(row)
            at = changed
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = wrong(at[path[-1]], key)
            if at[path[-1]] is not None:
                changed["name"] = "/".join(map(str, [row.get("name", row.get("id", "")), *path]))
                yield changed


def main():
    source, target = sys.argv[1:]
    os.makedirs(target)
    total = 0
    for name in sorted(os.listdir(source)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(source, name), encoding="utf-8") as file:
            golden = json.load(file)
        for key, rows in golden.items():
            if isinstance(rows, list):
                golden[key] = [v for row in rows[:CASES] if row.get("n_edges", 0) <= EDGES
                               for v in variants(row)]
                total += len(golden[key])
        with open(os.path.join(target, name), "w", encoding="utf-8") as file:
            json.dump(golden, file)
    print(total)


if __name__ == "__main__":
    main()
