# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random searches over windows against a plain interpreter.

Each kernel searches several parts of one buffer, with and without a map, for
predicates of all questions to windows: lengths 1 to 80 and some up to 4,096,
known or given at run time, over elements with NaN, infinities, subnormals and
zeros of both signs. Every position must be equal, by every strategy.
A failing kernel is left in the work folder.

  random_windows.py ATLAS_JIT WORK_DIR FIRST_SEED COUNT
"""
import ctypes
import json
import math
import os
import random
import re
import struct
import subprocess
import sys

TYPES = {"f64": "d", "f32": "f", "i64": "q", "i32": "i", "i8": "b"}
STRATEGIES = ["", "find:loads", "scalar"]
SEARCHES = 6


def narrow(kind, value):
    """`value` as an element: rounded once, or wrapped."""
    if kind == "f32":
        return ctypes.c_float(value).value
    if kind == "f64":
        return value
    bits = int(kind[1:])
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def add(kind, a, b):
    return narrow(kind, a + b)


def literal(kind, value):
    if kind[0] == "i":
        return str(value)
    size, code = (8, "d") if kind == "f64" else (4, "f")
    return "0x" + struct.pack(">" + code, value).hex().upper()


class Data:
    def __init__(self, rng, kind):
        self.rng, self.kind = rng, kind
        self.style = rng.choice(["calm", "calm", "calm", "wild", "zeros", "tiny"])

    def element(self):
        rng, kind = self.rng, self.kind
        if kind[0] == "i":
            bits = int(kind[1:])
            return rng.randrange(-4, 5) if self.style != "wild" else narrow(kind, rng.getrandbits(bits))
        if self.style == "zeros":
            return rng.choice([0.0, -0.0])
        if self.style == "tiny":
            return narrow(kind, rng.choice([-1, 1]) * rng.randrange(9) * (5e-324 if kind == "f64" else 2.0 ** -149))
        if self.style == "wild" and rng.random() < 0.05:
            return narrow(kind, rng.choice([math.nan, math.inf, -math.inf, 1e308 if kind == "f64" else 3e38, -1e-310]))
        return narrow(kind, rng.uniform(0.5, 1.0))


class Search:
    """One atlas.find: its text, and its answer for given elements."""

    def __init__(self, rng, kind, name):
        self.rng, self.kind, self.name = rng, kind, name
        self.mapped = rng.random() < 0.4
        self.out = kind
        if self.mapped and kind == "f32" and rng.random() < 0.7:
            self.out = "f64"
        self.lines = []
        self.form = rng.choice(["registers", "registers", "registers", "run time", "mixed"])

    def number(self):
        r = self.rng.random()
        if self.form == "registers":
            return self.rng.choice([self.rng.randint(1, 12), self.rng.randint(1, 63)])
        if r < 0.8:
            return self.rng.randint(0, 80)
        if r < 0.9:
            return self.rng.choice([8, 9, 16, 17, 32, 33, 64, 65])
        return self.rng.choice([100, 257, 1000, 4095])

    def length(self, n):
        """An SSA value for n, constant or not."""
        known = self.form == "registers" or (self.form == "mixed" and self.rng.random() < 0.7)
        return f"%k{n}" if n and known else f"%run{n}"

    def map_of(self, x):
        """f(x) as the map computes it."""
        if self.kind[0] == "i":
            return narrow(self.kind, x * 3)
        good = narrow(self.out, -1e300) <= x <= narrow(self.out, 1e300)
        return x if good else 0.0

    def map_text(self):
        if not self.mapped:
            return "", "window"
        k, o = self.kind, self.out
        if k[0] == "i":
            text = [f"%three = arith.constant 3 : {k}", f"%y = arith.muli %e, %three : {k}"]
        else:
            text = ["%w0 = arith.extf %e : f32 to f64" if o != k else None,
                    f"%lo = arith.constant {literal(o, narrow(o, -1e300))} : {o}",
                    f"%hi = arith.constant {literal(o, narrow(o, 1e300))} : {o}",
                    f"%z = arith.constant 0.0 : {o}"]
            v = "%w0" if o != k else "%e"
            text += [f"%ge = arith.cmpf oge, {v}, %lo : {o}", f"%le = arith.cmpf ole, {v}, %hi : {o}",
                     "%ok = arith.andi %ge, %le : i1", f"%y = arith.select %ok, {v}, %z : {o}"]
        body = "\n".join("    " + t for t in text if t)
        return f" map {{\n  ^bb0(%e: {k}):\n{body}\n    atlas.yield %y : {o}\n  }}", "window"

    def build(self, elements):
        """A predicate with a threshold that sometimes holds late, or never."""
        rng, o = self.rng, self.out
        self.uses = []
        for t in range(rng.randint(1, 3)):
            q = rng.choice(["sum", "sum", "sum", "fold", "drop", "newest", "at", "oldest"])
            full = rng.random() < (0.9 if q in ("sum", "fold") else 0.5)
            n = self.number()
            k = self.number()
            self.uses.append((q, full, n, k))
        zs = [self.map_of(x) if self.mapped else x for x in elements]
        lines, tests = [], []
        for t, (q, full, n, k) in enumerate(self.uses):
            series = [self.ask(zs, i, q, n, k) for i in range(len(zs))]
            # Sums of few elements are small: a limit among them would decide at once.
            finite = sorted(v for i, v in enumerate(series) if v == v and (not full or i + 1 >= n))
            late = rng.random()
            if not finite:
                limit = narrow(o, 0) if o[0] == "i" else 0.0
            elif late < 0.5:
                limit = finite[0]   # touches, does not pass
            else:
                limit = finite[min(len(finite) - 1, rng.randrange(3))]
            fires = [v == v and v < limit and (not full or i + 1 >= n) for i, v in enumerate(series)]
            tests.append(fires)
            lines += self.text(t, q, full, n, k, limit)
        self.answer = next((i for i in range(len(zs)) if any(f[i] for f in tests)), len(zs))
        self.lines = lines

    def ask(self, z, i, q, n, k):
        zero = 0 if self.out[0] == "i" else 0.0
        def at(back):
            return z[i - back] if 0 <= back <= i else zero
        if q == "newest":
            return z[i]
        if q == "at":
            return at(k)
        if q == "oldest":
            return at(n - 1)
        if q == "drop":
            a, b = at(n - 1), z[i]
            return narrow(self.out, a - b)
        total = zero
        for j in range(max(0, i + 1 - n), i + 1):
            number = j - (i + 1 - n)  # in the window
            total = add(self.out, total, narrow(self.out, number * z[j]) if q == "fold" else z[j])
        return total

    def text(self, t, q, full, n, k, limit):
        o, w = self.out, f"!atlas.window<{self.out}>"
        sub = "subf" if o[0] == "f" else "subi"
        out = []
        v = f"%v{t}"
        if q == "newest":
            out.append(f"{v} = atlas.window.newest %w : {w}")
        elif q == "at":
            out.append(f"{v} = atlas.window.at %w back {self.length(k)} : {w}")
        elif q == "oldest":
            out.append(f"{v} = atlas.window.oldest %w last {self.length(n)} : {w}")
        elif q == "drop":
            out += [f"%a{t} = atlas.window.oldest %w last {self.length(n)} : {w}",
                    f"%b{t} = atlas.window.newest %w : {w}", f"{v} = arith.{sub} %a{t}, %b{t} : {o}"]
        elif q == "fold":
            mul = "mulf" if o[0] == "f" else "muli"
            number = ([f"%n{t} = arith.uitofp %j{t} : i64 to {o}"] if o[0] == "f" else
                      [f"%n{t} = arith.index_cast %number{t} : index to {o}"])
            out += [f"%start{t} = arith.constant {literal(o, 0 if o[0] == 'i' else 0.0)} : {o}",
                    f"{v} = atlas.window.fold %w last {self.length(n)} init(%start{t} : {o}) {{",
                    f"^bb0(%number{t}: index, %x{t}: {o}, %so_far{t}: {o}):",
                    f"%j{t} = arith.index_cast %number{t} : index to i64", *number,
                    f"%scaled{t} = arith.{mul} %n{t}, %x{t} : {o}",
                    f"%next{t} = arith.{'addf' if o[0] == 'f' else 'addi'} %so_far{t}, %scaled{t} : {o}",
                    f"atlas.yield %next{t} : {o}", f"}} : {w}"]
        else:
            out.append(f"{v} = atlas.window.sum %w last {self.length(n)} sequential : {w}")
        out.append(f"%limit{t} = arith.constant {literal(o, limit)} : {o}")
        compare = "cmpf olt" if o[0] == "f" else "cmpi slt"
        out.append(f"%p{t} = arith.{compare}, {v}, %limit{t} : {o}")
        if full:
            out += [f"%f{t} = atlas.window.full %w last {self.length(n)} : {w}",
                    f"%q{t} = arith.andi %p{t}, %f{t} : i1"]
        else:
            out.append(f"%q{t} = arith.ori %p{t}, %p{t} : i1")
        out.append(f"%any{t} = arith.ori {'%q0' if t == 0 else f'%any{t - 1}'}, %q{t} : i1")
        return out


class Program:
    def __init__(self, seed):
        rng = self.rng = random.Random(seed)
        self.kind = rng.choice(["f64", "f64", "f64", "f32", "f32", "i32", "i64", "i8"])
        size = rng.choice([0, 1, 7, 8, 9, 40, 63, 64, 65, 129, 200, 333, 1000, 5000])
        data = Data(rng, self.kind)
        self.elements = [data.element() for _ in range(size)]
        self.searches, text = [], []
        for s in range(SEARCHES):
            begin = rng.randint(0, size) if rng.random() < 0.5 else 0
            count = rng.randint(0, size - begin) if rng.random() < 0.5 else size - begin
            if s and count > 1200:
                count = 1200
            search = Search(rng, self.kind, s)
            search.build(self.elements[begin:begin + count])
            self.searches.append(search)
            text.append(self.search_text(s, search, begin, count))
        body = "\n".join(text)
        numbers = sorted({int(t) for p in ("%k", "%run") for t in
                          re.findall(p + r"(\d+)\b", body)})
        head = [f"  %k{n} = arith.constant {n} : index" for n in numbers]
        head += [f"  %off{n} = arith.constant {n} : index\n  %run{n} = arith.addi %zero, %off{n} : index"
                 for n in numbers]
        results = ", ".join(f"%i{s}" for s in range(SEARCHES))
        types = ", ".join(["i64"] * SEARCHES)
        self.text = (f"atlas.kernel @k(%x: memref<?x{self.kind}> {{atlas.in}}, %shift: i64) -> ({types}) {{\n"
                     "  %zero = arith.index_cast %shift : i64 to index\n" + "\n".join(head) + "\n" + body +
                     f"\n  atlas.return {results} : {types}\n}}\n")

    def search_text(self, s, search, begin, count):
        part = f"memref<?x{self.kind}, strided<[1], offset: ?>>"
        mapping, keyword = search.map_text()
        last = len(search.uses) - 1
        body = "\n".join("    " + line for line in search.lines)
        return (f"  %begin{s} = arith.constant {begin} : index\n  %from{s} = arith.addi %begin{s}, %zero : index\n"
                f"  %count{s} = arith.constant {count} : index\n  %size{s} = arith.addi %count{s}, %zero : index\n"
                f"  %part{s} = memref.subview %x[%from{s}] [%size{s}] [1] : memref<?x{self.kind}> to {part}\n"
                f"  %i{s} = atlas.find ins(%part{s} : {part}){mapping} {keyword} {{\n"
                f"  ^bb0(%w: !atlas.window<{search.out}>):\n{body}\n    atlas.yield %any{last} : i1\n  }}")


def run(tool, folder, seed):
    program = Program(seed)
    path = os.path.join(folder, f"windows-{seed}.mlir")
    with open(path, "w") as out:
        out.write(program.text)
    data = os.path.join(folder, "x.bin")
    with open(data, "wb") as out:
        out.write(struct.pack(f"<{len(program.elements)}{TYPES[program.kind]}", *program.elements))
    wanted = [search.answer for search in program.searches]
    for strategy in STRATEGIES:
        command = [tool, "run", path, "--json", "--tier", "jit", "--in", f"x={data}", "--set", "shift=0"]
        if strategy:
            command += ["--strategy", strategy]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode:
            return f"'{strategy}' exit {done.returncode}: {done.stderr.strip()}"
        found = [int(r["bits"], 16) for r in json.loads(done.stdout).get("results", [])]
        if found != wanted:
            return f"'{strategy}' found {found}, expected {wanted}"
    os.remove(path)
    return None


def main():
    tool, folder, first, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    os.makedirs(folder, exist_ok=True)
    bad = 0
    for seed in range(first, first + count):
        difference = run(tool, folder, seed)
        if difference:
            bad += 1
            print(f"windows-{seed}: {difference}")
    print(f"{count} programs, {bad} differ")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
