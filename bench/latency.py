#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole-process latency of atlas-jit: cold process to first correct result.

usage: bench/latency.py ATLAS_JIT [--runs N] [--write FILE]

Measures, as medians over N processes (default 101, interleaved so that drift
hits all alike): `--version`, a library kernel from the object cache, and kernel
files compiled with an empty cache. Every run's output is compared with the first
one's. Targets are those of the project's first issue: `--version` at most 3 ms,
from the cache at most 1.3 times that, compiled at most 10 ms. With --write the
table replaces FILE. Exit code 1 when a run fails or an output differs; a missed
target is reported, not an error.
"""
import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

KERNELS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "ir", "kernels")


class Case:
    """One command; `clear` empties the cache before every run."""

    def __init__(self, name, command, clear=False):
        self.name, self.command, self.clear = name, command, clear
        self.times, self.expected = [], None

    def run(self, env, cache, count=True):
        if self.clear:
            shutil.rmtree(cache, ignore_errors=True)
            os.mkdir(cache, 0o700)
        start = time.perf_counter()
        done = subprocess.run(self.command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        elapsed = (time.perf_counter() - start) * 1e3
        if done.returncode or (self.expected is not None and done.stdout != self.expected):
            sys.exit("%s: exit %d or a different result\n%s" % (
                " ".join(self.command), done.returncode, done.stderr.decode()))
        self.expected = done.stdout
        if count:
            self.times.append(elapsed)

    def median(self):
        return sorted(self.times)[len(self.times) // 2]


def processor():
    try:
        with open("/proc/cpuinfo") as f:
            for line in f:
                if line.startswith("model name"):
                    return line.split(":")[1].strip()
    except OSError:
        pass
    return platform.processor()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("tool")
    p.add_argument("--runs", type=int, default=101)
    p.add_argument("--write")
    args = p.parse_args()
    with tempfile.TemporaryDirectory() as work:
        data = os.path.join(work, "data.bin")
        with open(data, "wb") as f:
            f.write(os.urandom(12288))
        caches = {name: os.path.join(work, name) for name in ("warm", "cold")}
        for cache in caches.values():
            os.mkdir(cache, 0o700)
        env = {name: dict(os.environ, ATLAS_CACHE_DIR=cache) for name, cache in caches.items()}

        def run(operand, names, *more):
            command = [args.tool, "run", operand]
            for name in names:
                command += ["--in", "%s=%s" % (name, data)]
            return command + list(more)

        version = Case("`atlas-jit --version`", [args.tool, "--version"])
        cached = Case("r96-histogram, from the cache", run("r96-histogram", ["data"], "--tier", "jit"))
        compiled = [
            Case("%s/kernel.mlir, compiled" % name,
                 run(os.path.join(KERNELS, name, "kernel.mlir"), inputs), clear=True)
            for name, inputs in (("conserved-delta", ["before", "after"]), ("conserved-check", ["data"]),
                                 ("r96-classify", ["data"]), ("r96-histogram", ["data"]))]
        cases = [(version, "warm"), (cached, "warm")] + [(case, "cold") for case in compiled]
        for case, cache in cases:
            case.run(env[cache], caches[cache], count=False)
        for i in range(args.runs):
            if sys.stderr.isatty():
                print("\r%d/%d" % (i + 1, args.runs), end="", file=sys.stderr)
            for case, cache in cases:
                case.run(env[cache], caches[cache])

    base = version.median()
    rows = []
    for case, _ in cases:
        ms = case.median()
        if case is version:
            target, hit = "<= 3 ms", ms <= 3
        elif case is cached:
            target, hit = "<= 1.3 x `--version`", ms <= 1.3 * base
        else:
            target, hit = "<= 10 ms", ms <= 10
        rows.append("| %s | %.2f ms | %.2f ms | %.2f | %s | %s |" % (
            case.name, ms, min(case.times), ms / base, target, "pass" if hit else "MISS"))
    text = """<!-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception -->

# Latency: cold process to first result

Written by `make bench-jit` (bench/latency.py), which says what is measured and
how. Whole processes, medians of %d interleaved runs; 12,288 bytes of input.
Machine: %s, %d CPUs.

| process | median | least | of `--version` | target | |
| --- | ---: | ---: | ---: | --- | --- |
%s
""" % (args.runs, processor(), os.cpu_count(), "\n".join(rows))
    print(text)
    if args.write:
        with open(args.write, "w") as f:
            f.write(text)


main()
