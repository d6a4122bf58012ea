#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Replays a case of T1 through `atlas-jit run`.

FILE is a reproducer that the dispatcher wrote under strict parity, or any file of
test/golden/t1 with format "atlas-t1-golden-1". The arrays of each case become .npy
files under --folder, beside `commands.sh` with the two calls (t1-prepare, then
t1-propagate), and results are compared bit for bit with what the case expects.
Options behind `--` go to both calls (`-- --tier aot`).

Exit code: 0 equal, 1 a call failed, 2 usage or input, 3 something differs.
"""
import argparse
import json
import os
import shlex
import struct
import subprocess
import sys
import tempfile

FORMAT = "atlas-t1-golden-1"
FULL = 310  # t1-propagate: the queue has no room
METRICS = ("pops iters propagations radius_cap_hits layer_cap_hits node_budget_hits "
           "frontier_evicted dedupe_hits visited_evicted").split()


class Failed(Exception):
    """A call that did not run."""


def words(hexadecimal):
    """Bit patterns of 8 digits each."""
    return [int(hexadecimal[i:i + 8], 16) for i in range(0, len(hexadecimal), 8)]


def write_npy(path, code, values):
    kind = {"i": "<i4", "I": "<f4"}[code]
    text = "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }" % (kind, len(values))
    text += " " * (-(len(text) + 11) % 64) + "\n"
    with open(path, "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode())
        out.write(struct.pack("<%d%s" % (len(values), code), *values))


def read_npy(path):
    with open(path, "rb") as file:
        data = file.read()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    return list(struct.unpack("<%dI" % ((len(data) - start) // 4), data[start:]))


def real(hexadecimal):
    """A float32 as the shortest text that gives its bits again."""
    return repr(struct.unpack("<f", struct.pack("<I", words(hexadecimal)[0]))[0])


class Replay:
    def __init__(self, case, folder, tool, options):
        self.case, self.folder, self.tool, self.options = case, folder, tool, options
        self.commands = []

    def path(self, name):
        return os.path.join(self.folder, name + ".npy")

    def run(self, kernel, inputs, scalars, outputs):
        """Runs one kernel; its results by name, as bits."""
        command = [self.tool, "run", kernel]
        for name in inputs:
            command += ["--in", "%s=%s" % (name, self.path(name))]
        for name, value in scalars:
            command += ["--set", "%s=%s" % (name, value)]
        for name in outputs:
            command += ["--out", "%s=%s" % (name, self.path(name))]
        command += ["--json"] + self.options
        self.commands.append(shlex.join(command))
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Failed(done.stderr.strip())
        return {row["name"]: int(row["bits"], 16) for row in json.loads(done.stdout)["results"]}

    def write_inputs(self):
        case = self.case
        for name in ("indptr", "indices", "rel_code", "key_rank", "seed_nodes"):
            write_npy(self.path(name), "i", case[name])
        for name in ("weights", "rel_mult", "seed_weights"):
            write_npy(self.path(name), "I", words(case[name + "_f32"]))

    def propagate(self):
        case, caps, stops = self.case, self.case["caps"], self.case["stops"]
        scalars = [(name, real(case[name + "_f32"])) for name in ("rate", "floor", "node_budget")]
        scalars += [(name, case[name]) for name in ("radius_cap", "iter_cap_layers")]
        scalars += sorted(caps.items()) + sorted(stops.items())
        inputs = ("starts", "words", "ids", "positions", "seed_nodes", "seed_weights")
        room = 2 * max(stops["queue_budget"], 0) + 4096
        while True:
            results = self.run("t1-propagate", inputs, scalars + [("capacity", room)],
                               ("d_nodes", "d_vals"))
            if results["status"] != FULL:
                return results
            room *= 4
            self.commands.pop()

    def difference(self):
        """The first difference from what is expected; empty if there is none."""
        self.write_inputs()
        graph = ("indptr", "indices", "weights", "rel_code", "rel_mult", "key_rank")
        results = self.run("t1-prepare", graph, [], ("starts", "words", "ids", "positions"))
        if not results["status"]:
            results = self.propagate()
        with open(os.path.join(self.folder, "commands.sh"), "w") as file:
            file.write("\n".join(self.commands) + "\n")
        if results["status"]:
            return "status %d" % results["status"]
        expect = self.case["expect"]
        pairs = list(zip(read_npy(self.path("d_nodes")), read_npy(self.path("d_vals"))))
        wanted = list(zip(expect["d_nodes"], words(expect["d_vals_f32"])))
        for i, (want, got) in enumerate(zip(wanted, pairs)):
            if want != got:
                return "entry %d: expected node %d, bits %08x; got node %d, bits %08x" % ((i,) + want + got)
        if len(wanted) != len(pairs):
            return "expected %d nodes, got %d" % (len(wanted), len(pairs))
        counts = dict(expect["metrics"])
        counts["max_delta_local"] = words(counts["_max_delta_local_f32"])[0]
        for name in METRICS + ["max_delta_local"]:
            if counts[name] != results[name]:
                return "%s: expected %d, got %d" % (name, counts[name], results[name])
        return ""


def read_cases(path):
    with open(path) as file:
        data = json.load(file)
    if data.get("format") != FORMAT:
        raise ValueError("the format is not " + FORMAT)
    return data["cases"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--folder", help="keep the arrays here (a folder for each case)")
    parser.add_argument("--atlas-jit", default="atlas-jit", metavar="PATH")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="only the first N cases")
    parser.add_argument("options", nargs="*", help="options of atlas-jit run, behind --")
    given = parser.parse_args()
    try:
        cases = read_cases(given.file)
    except (OSError, ValueError, KeyError) as error:
        print("replay_t1.py: %s: %s" % (given.file, error), file=sys.stderr)
        return 2
    differing = 0
    with tempfile.TemporaryDirectory() as scratch:
        for case in cases[:given.first or len(cases)]:
            folder = os.path.join(given.folder or scratch, case["name"])
            os.makedirs(folder, exist_ok=True)
            try:
                what = Replay(case, folder, given.atlas_jit, given.options).difference()
            except Failed as error:
                print("%s: %s" % (case["name"], error), file=sys.stderr)
                return 1
            print("%s: %s" % (case["name"], what or "equal"))
            differing += bool(what)
    return 3 if differing else 0


sys.exit(main())
