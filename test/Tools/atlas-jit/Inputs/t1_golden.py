# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs golden cases of T1 through `atlas-jit run t1` on .npy files.

usage: t1_golden.py GOLDEN-FILE FOLDER FIRST COUNT [OPTION...]

Writes the inputs of each case, runs the tool as a user would, and compares the bits of the
outputs and every metric; of a case that must be refused, the status or the tool's error.
Prints how many cases held; exit code 1 at the first that does not.
"""
import json
import os
import struct
import subprocess
import sys

CODES = {"OK": 0, "BAD_INDPTR": 802, "BAD_EDGE": 803, "BAD_SEED": 804, "BAD_FLOAT": 805, "BAD_CAP": 806}
INTEGERS = ("indptr", "indices", "rel_code", "key_rank", "seed_nodes")
FLOATS = ("weights", "rel_mult", "seed_weights")
METRICS = ("pops", "iters", "propagations", "radius_cap_hits", "layer_cap_hits", "node_budget_hits",
           "frontier_evicted", "dedupe_hits", "visited_evicted")


def words(text):
    return [int(text[i:i + 8], 16) for i in range(0, len(text), 8)]


def bits(value):
    """The float32 nearest to a decimal number, as its bits."""
    try:
        return struct.unpack("<I", struct.pack("<f", float(value)))[0]
    except OverflowError:
        return 0x7F800000 if value > 0 else 0xFF800000


def write_npy(path, kind, values):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }" % (kind, len(values))
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        out.write(struct.pack("<%d%s" % (len(values), "i" if kind == "<i4" else "I"), *values))


def read_npy(path):
    with open(path, "rb") as file:
        data = file.read()
    data = data[10 + struct.unpack("<H", data[8:10])[0]:]
    return list(struct.unpack("<%dI" % (len(data) // 4), data))


def floats_of(case, name):
    if name + "_f32" in case:
        return words(case[name + "_f32"])
    value = case[name]
    return [bits(x) for x in value] if isinstance(value, list) else [bits(value)]


def command(case, folder):
    """Inputs as files, scalars as options; floats by their bits would not be a user's."""
    arguments = []
    for name in INTEGERS:
        write_npy(os.path.join(folder, name + ".npy"), "<i4", case[name])
    for name in FLOATS:
        write_npy(os.path.join(folder, name + ".npy"), "<f4", floats_of(case, name))
    for name in INTEGERS + FLOATS:
        arguments += ["--in", "%s=%s" % (name, os.path.join(folder, name + ".npy"))]
    for name in ("rate", "floor", "node_budget"):
        value = struct.unpack("<f", struct.pack("<I", floats_of(case, name)[0]))[0]
        arguments += ["--set", "%s=%s" % (name, value.hex() if value - value == 0 else value)]
    limits = dict(case, **case.get("caps", {}), **case.get("stops", {}))
    for name in ("radius_cap", "iter_cap_layers", "frontier", "visited", "dedupe_window", "queue_budget",
                 "relax_cap"):
        arguments += ["--set", "%s=%d" % (name, limits[name])]
    return arguments


def run(case, folder, options):
    os.makedirs(folder, exist_ok=True)
    outputs = [os.path.join(folder, name) for name in ("d_nodes.npy", "d_vals.npy")]
    for path in outputs:
        if os.path.exists(path):
            os.remove(path)
    done = subprocess.run(
        ["atlas-jit", "run", "t1", *command(case, folder), "--out", "d_nodes=" + outputs[0],
         "--out", "d_vals=" + outputs[1], "--json", *options], capture_output=True, text=True)
    if done.returncode:
        return done.returncode, None, done.stderr
    report = json.loads(done.stdout)
    results = {result["name"]: result["value"] for result in report["results"]}
    return 0, results, [read_npy(path) for path in outputs]


def difference(case, folder, options):
    """What is not as expected, or None."""
    expected = case["expect"]
    if isinstance(expected, str):
        code, results, detail = run(case["input"], folder, options)
        if expected == "BAD_SHAPE":
            return None if code == 2 else "exit code %d: %s" % (code, detail)
        if code or results["status"] != CODES[expected]:
            return "exit code %d, %s: %s" % (code, results, detail)
        return None if not CODES[expected] or results["count"] == 0 else "a result: %s" % results
    code, results, detail = run(case, folder, options)
    if code or results["status"]:
        return "exit code %d, %s: %s" % (code, results, detail)
    nodes, values = detail
    if nodes != expected["d_nodes"] or values != words(expected["d_vals_f32"]):
        return "d_nodes or d_vals differ"
    wanted = {name: expected["metrics"][name] for name in METRICS}
    got = {name: results[name] for name in METRICS}
    if wanted != got:
        return "metrics %s, expected %s" % (got, wanted)
    largest = words(expected["metrics"]["_max_delta_local_f32"])
    return None if [bits(results["max_delta_local"])] == largest else "max_delta_local differs"


def main(golden, folder, first, count, *options):
    with open(golden) as file:
        cases = json.load(file)["cases"][int(first):int(first) + int(count)]
    for case in cases:
        found = difference(case, folder, options)
        if found:
            print("case %s: %s" % (case["name"], found))
            return 1
    print("%d cases held" % len(cases))
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
