#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every kernel of a file on random data of many lengths through atlas-jit
and compares with the plain loops (--compare scalar).

usage: run_ops.py FILE [--levels L,L...] [--threads N] [--sizes N,N...]

What a kernel takes is read from `atlas-jit show --json`; nothing here knows a
kernel. Exit code 1 at the first difference, with the command that shows it.
"""
import argparse, json, os, random, re, struct, subprocess, sys, tempfile

SIZES = [0, 1, 2, 63, 64, 65, 255, 256, 257, 1000, 4096, 4097, 70001, 300001]


def data(rng, kind, count):
    """Raw elements; floats of mixed magnitude with a few zeros and infinities."""
    if kind[0] == "f":
        code = {"f16": "e", "f32": "f", "f64": "d"}[kind]
        big = 1 if kind == "f16" else 10 ** 3
        values = [rng.choice([0.0, -0.0]) if rng.random() < 0.01
                  else rng.uniform(-big, big) for _ in range(count)]
        return struct.pack("<%d%s" % (count, code), *values)
    return rng.randbytes(count * int(kind[1:]) // 8)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("file")
    p.add_argument("--threads", default="1")
    p.add_argument("--sizes", default=",".join(map(str, SIZES)))
    p.add_argument("--strategy", default="")
    args = p.parse_args()
    rng = random.Random(7)
    names = re.findall(r"^atlas\.kernel @(\w+)", open(args.file).read(), re.M)
    runs = 0
    with tempfile.TemporaryDirectory() as work:
        for name in names:
            operand = "%s:%s" % (args.file, name)
            shown = subprocess.run(["atlas-jit", "show", operand, "--json"],
                                   capture_output=True, text=True)
            if shown.returncode:
                sys.exit("show %s: %s" % (operand, shown.stderr))
            abi = json.loads(shown.stdout)
            abi = abi.get("abi", abi)
            for size in map(int, args.sizes.split(",")):
                command = ["atlas-jit", "run", operand, "--tier", "jit",
                           "--threads", args.threads, "--compare", "scalar"]
                if args.strategy:
                    command += ["--strategy", args.strategy]
                for param in abi["params"]:
                    if param["role"] == "out":
                        continue
                    if param["role"] == "scalar":
                        command += ["--set", "%s=%d" % (param["name"], 0x7f)]
                        continue
                    count = 1
                    for extent in param["dims"]:
                        count *= size if extent == -1 else extent
                    path = os.path.join(work, param["name"])
                    with open(path, "wb") as f:
                        f.write(data(rng, param["type"], count))
                    command += ["--in", "%s=%s" % (param["name"], path)]
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode:
                    sys.exit("%s, length %d: exit %d\n%s\n%s" % (
                        name, size, done.returncode, " ".join(command), done.stderr))
                runs += 1
    print("%d runs of %d kernels equal the plain loops" % (runs, len(names)))


main()
