# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a module of scalar domain operations on constants, at many widths.

Each @caseN calls a private function that holds one operation, so that a
pipeline may work on the operation before (folds) or after (expansion with
unknown operands) the constants reach it. Both must give the same result; with
--expect the results are computed here, without either.

  scalar_cases.py SEED COUNT            the module
  scalar_cases.py SEED COUNT --expect   "caseN VALUE" for each case
"""
import random
import sys

seed, count = int(sys.argv[1]), int(sys.argv[2])
expect = "--expect" in sys.argv
rng = random.Random(seed)
WIDTHS = [7, 8, 9, 16, 31, 32, 33, 64]


def value(width):
    """Edge values of the algebra more often than others."""
    edges = [0, 1, 47, 48, 95, 96, 97, 191, 192, 255, 256, 12287, 12288,
             2**(width - 1), 2**width - 1]
    return (rng.choice(edges) if rng.random() < 0.6 else rng.getrandbits(width)) % 2**width


def modulus(width):
    return rng.choice([1, 2, 3, 96, 97, 128, 255, 256, 12288, 2**31, 2**63 - 1,
                       max(1, rng.getrandbits(min(width, 63)))])


def fitting(m):
    """A result width that holds m - 1."""
    return rng.choice([w for w in WIDTHS if (m - 1) >> w == 0])


def one():
    """(operation text, operands [(width, value)], result width, result)."""
    kind = rng.choice(["mod", "modadd", "modsub", "classify", "harmonizes",
                       "encode", "page", "offset"])
    w = rng.choice(WIDTHS)
    if kind == "mod":
        m, x = modulus(w), value(w)
        r = fitting(m)
        return f"%r = atlas.mod %a0 mod {m} : i{w} -> i{r}", [(w, x)], r, x % m
    if kind in ("modadd", "modsub"):
        m, x, y = modulus(w), value(w), value(w)
        r = fitting(m)
        result = (x + y if kind == "modadd" else x - y) % m
        return (f"%r = atlas.{kind} %a0, %a1 mod {m} : i{w} -> i{r}",
                [(w, x), (w, y)], r, result)
    if kind == "classify":
        w = max(w, 8)
        x = value(w)
        return f"%r = atlas.r96.classify %a0 : i{w}", [(w, x)], w, x % 96
    if kind == "harmonizes":
        x, y = value(8), value(8)
        return ("%r = atlas.r96.harmonizes %a0, %a1 : i8 -> i1",
                [(8, x), (8, y)], 1, int((x + y) % 96 == 0))
    if kind == "encode":
        r = rng.choice([15, 16, 32, 64])
        p, o = value(w), value(8)
        return (f"%r = atlas.boundary.encode %a0, %a1 : i{w}, i8 -> i{r}",
                [(w, p), (8, o)], r, p * 256 + o if p < 48 else 2**r - 1)
    w = rng.choice([14, 16, 32, 64])
    c = value(w)
    inside = c < 12288
    if kind == "page":
        r = rng.choice([7, 8, 16, 32])
        return (f"%r, %s = atlas.boundary.decode %a0 : i{w} -> i{r}, i8",
                [(w, c)], r, c // 256 if inside else 2**r - 1)
    r = rng.choice([8, 16, 32])
    return (f"%s, %r = atlas.boundary.decode %a0 : i{w} -> i16, i{r}",
            [(w, c)], r, c % 256 if inside else 2**r - 1)


def signed(x, width):
    """As MLIR prints integers."""
    if width == 1:
        return "true" if x else "false"
    return str(x - 2**width if x >> (width - 1) else x)


for n in range(count):
    text, operands, width, result = one()
    if expect:
        print(f"case{n} {signed(result, width)}")
        continue
    params = ", ".join(f"%a{i}: i{w}" for i, (w, _) in enumerate(operands))
    args = ", ".join(f"%c{i}" for i in range(len(operands)))
    types = ", ".join(f"i{w}" for w, _ in operands)
    print(f"func.func private @op{n}({params}) -> i{width} {{\n  {text}\n  return %r : i{width}\n}}")
    print(f"func.func @case{n}() -> i{width} {{")
    for i, (w, x) in enumerate(operands):
        print(f"  %c{i} = arith.constant {signed(x, w)} : i{w}")
    print(f"  %r = func.call @op{n}({args}) : ({types}) -> i{width}\n  return %r : i{width}\n}}")
