# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Comparisons of quotients by constants, around every bound that the fold finds.

Each kernel compares x / c with t by all eight predicates, for c and t that are
constants; Python divides and compares. x: the neighbours of t * c, ends of the
range, subnormals, infinities, NaN.

  quotients.py ATLAS_JIT WORK_DIR SEED COUNT
"""
import math
import os
import random
import struct
import subprocess
import sys

ORDERED = {"lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
           "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b}


def bits(value):
    return struct.pack(">d", value).hex().upper()


def neighbours(value, steps):
    up = down = value
    out = [value]
    for _ in range(steps):
        up, down = math.nextafter(up, math.inf), math.nextafter(down, -math.inf)
        out += [up, down]
    return out


def pick(rng):
    return rng.choice([rng.uniform(0, 1), rng.uniform(0, 100), float(rng.randint(1, 100)), 5e-324,
                       rng.randint(1, 9) * 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
                       rng.uniform(0, 1) * 1e-300, rng.uniform(0, 1) * 1e300])


def main():
    tool, folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(seed)
    names = [o + p for p in ORDERED for o in "ou"]
    bad = 0
    for n in range(count):
        c = pick(rng)
        t = rng.choice([-1, 1]) * rng.choice([pick(rng), 0.0, math.inf])
        try:
            product = c * t
        except OverflowError:
            product = math.inf
        xs = neighbours(product, 40) if math.isfinite(product) else []
        xs += [0.0, -0.0, 5e-324, -5e-324, math.inf, -math.inf, math.nan, 1e308, -1e308]
        for _ in range(20):
            xs.append(rng.choice([-1, 1]) * pick(rng))
        outs = ", ".join(f'%{p}: memref<?xi8> {{atlas.out, atlas.length = "dim(x)"}}' for p in names)
        lines = [f"%c = arith.constant 0x{bits(c)} : f64", f"%t = arith.constant 0x{bits(t)} : f64"]
        for p in names:
            lines += [f"atlas.map ins(%x : memref<?xf64>) outs(%{p} : memref<?xi8>) {{", "^bb0(%e: f64):",
                      "  %q = arith.divf %e, %c : f64", f"  %p = arith.cmpf {p}, %q, %t : f64",
                      "  %b = arith.extui %p : i1 to i8", "  atlas.yield %b : i8", "}"]
        path, data = os.path.join(folder, f"quotient-{n}.mlir"), os.path.join(folder, "x.bin")
        with open(path, "w") as out:
            out.write(f"atlas.kernel @k(%x: memref<?xf64> {{atlas.in}}, {outs}) {{\n" + "\n".join(lines) +
                      "\natlas.return\n}\n")
        with open(data, "wb") as out:
            out.write(struct.pack(f"<{len(xs)}d", *xs))
        command = [tool, "run", path, "--tier", "jit", "--in", f"x={data}"]
        for p in names:
            command += ["--out", f"{p}={os.path.join(folder, p)}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode:
            print(f"quotient-{n}: exit {done.returncode}: {done.stderr}")
            bad += 1
            continue
        for p in names:
            with open(os.path.join(folder, p), "rb") as file:
                got = list(file.read())
            want = [int((p[0] == "u" and q != q) or ORDERED[p[1:]](q, t))
                    for q in (x / c for x in xs)]
            if got != want:
                where = next(i for i in range(len(xs)) if got[i] != want[i])
                print(f"quotient-{n}: {xs[where].hex()} / {c.hex()} {p} {t.hex()} gives {got[where]}")
                bad += 1
                break
        else:
            os.remove(path)
    print(f"{count} kernels, {bad} differ")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
