# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random kernels against a plain interpreter.

Each kernel is a straight line (with guarded parts) of data-parallel and domain
operations over a handful of byte buffers that feed each other, which is what
fusion, domain simplification and the removal of temporaries rearrange. The
interpreter below does each operation in turn; every result and every byte of
every written buffer must be equal. A failing kernel is left in the work folder.

  random_programs.py ATLAS_JIT WORK_DIR FIRST_SEED COUNT
"""
import json
import os
import random
import subprocess
import sys

FULL = "memref<?xi8>"
PART = "memref<?xi8, strided<[1], offset: ?>>"
CLASSES = 96


class Buffer:
    """`length` bytes of `store` from `offset`; `name` is its SSA name."""

    def __init__(self, name, store, offset, length, type):
        self.name, self.store, self.type = name, store, type
        self.offset, self.length = offset, length

    def read(self):
        return self.store[self.offset:self.offset + self.length]

    def write(self, values):
        self.store[self.offset:self.offset + self.length] = values


class Program:
    """Writes one kernel and executes it at the same time."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.next = 0
        self.lines, self.indent = [], "  "
        self.results = []  # (SSA name, type, value)
        n = self.rng.choice([0, 1, 2, 63, 64, 65, 96, 97, 200, 256, 300])
        self.n = n
        # Few distinct contents, so that sums are often multiples of 96.
        def content():
            if self.rng.random() < 0.4:
                return [self.rng.choice([0, 96, 192])] * n
            return [self.rng.getrandbits(8) for _ in range(n)]
        self.inputs = {name: content() for name in "abxy"}
        self.stores = {name: list(data) for name, data in self.inputs.items()}
        self.state = [self.rng.getrandbits(63)]
        self.first_state = self.state[0]
        self.head()
        for _ in range(self.rng.randint(2, 9)):
            self.statement(0)

    # --- Text ----------------------------------------------------------------

    def fresh(self):
        self.next += 1
        return f"%v{self.next}"

    def emit(self, text):
        self.lines.append(self.indent + text)

    def head(self):
        """Temporaries with defined contents, and the two halves of each buffer."""
        self.emit("%c0 = arith.constant 0 : index")
        self.emit("%two = arith.constant 2 : index")
        self.emit(f"%n = memref.dim %a, %c0 : {FULL}")
        self.emit("%h = arith.divui %n, %two : index")
        self.emit("%m = arith.subi %n, %h : index")
        for t in "tu":
            self.stores[t] = [0] * self.n
            self.emit(f"%{t} = memref.alloc(%n) : {FULL}")
        full, low, high = [], [], []
        half = self.n // 2
        for name in "abxytu":
            store = self.stores[name]
            full.append(Buffer("%" + name, store, 0, self.n, FULL))
            self.emit(f"%{name}l = memref.subview %{name}[0] [%h] [1] : {FULL} to memref<?xi8, strided<[1]>>")
            self.emit(f"%{name}h = memref.subview %{name}[%h] [%m] [1] : {FULL} to {PART}")
            low.append(Buffer(f"%{name}l", store, 0, half, "memref<?xi8, strided<[1]>>"))
            high.append(Buffer(f"%{name}h", store, half, self.n - half, PART))
        self.groups = [full, full, full, low, high]
        for t in full[4:]:
            self.map([full[0]], [t])

    def ins(self, buffers):
        return (f"ins({', '.join(b.name for b in buffers)} : "
                f"{', '.join(b.type for b in buffers)})")

    # --- Regions -------------------------------------------------------------

    def body(self, inputs, yields, position=True):
        """Text of a region over `inputs` with `yields` expressions, and the
        function (elements, index) -> values."""
        args = [f"%e{i}" for i in range(len(inputs))]
        wants = position and self.rng.random() < 0.2
        lines, values, functions = [], list(args), []
        for i in range(len(inputs)):
            functions.append(lambda e, k, i=i: e[i])
        head = [f"{a}: i8" for a in args]
        if wants:
            head.append("%at: index")
            wide, low = self.fresh(), self.fresh()
            lines.append(f"{wide} = arith.index_castui %at : index to i64")
            lines.append(f"{low} = arith.trunci {wide} : i64 to i8")
            values.append(low)
            functions.append(lambda e, k: k & 255)
        if not values or self.rng.random() < 0.5:
            c, v = self.rng.getrandbits(8), self.fresh()
            lines.append(f"{v} = arith.constant {c - 256 if c > 127 else c} : i8")
            values.append(v)
            functions.append(lambda e, k, c=c: c)
        for _ in range(self.rng.randint(0, 4)):
            op, f = self.rng.choice([
                ("arith.addi", lambda p, q: (p + q) & 255),
                ("arith.xori", lambda p, q: p ^ q),
                ("arith.maxui", max), ("arith.minui", min),
                ("arith.muli", lambda p, q: (p * q) & 255),
                ("atlas.r96.classify", None)])
            i, j = (self.rng.randrange(len(values)) for _ in range(2))
            v = self.fresh()
            if f is None:
                lines.append(f"{v} = atlas.r96.classify {values[i]} : i8")
                functions.append(lambda e, k, g=functions[i]: g(e, k) % CLASSES)
            else:
                lines.append(f"{v} = {op} {values[i]}, {values[j]} : i8")
                functions.append(lambda e, k, f=f, g=functions[i], h=functions[j]:
                                 f(g(e, k), h(e, k)))
            values.append(v)
        picks = [self.rng.randrange(max(0, len(values) - 3), len(values)) for _ in range(yields)]
        names = ", ".join(values[p] for p in picks)
        lines.append(f"atlas.yield {names} : {', '.join(['i8'] * yields)}")
        text = ["{", f"^bb0({', '.join(head)}):"] if head else ["{"]
        return text + ["  " + line for line in lines], [functions[p] for p in picks]

    def region(self, first, text, last):
        self.emit(first + " " + text[0])
        for line in text[1:]:
            self.emit(line)
        self.emit(last)

    def rows(self, inputs, length):
        """What each position reads, before anything is written."""
        columns = [b.read() for b in inputs]
        return [[c[i] for c in columns] for i in range(length)]

    # --- Statements ----------------------------------------------------------

    def writable(self, group):
        return group[2:]

    def map(self, inputs, outputs):
        text, functions = self.body(inputs, len(outputs))
        prefix = self.ins(inputs) + " " if inputs else ""
        self.region(f"atlas.map {prefix}{self.ins(outputs).replace('ins', 'outs', 1)}", text, "}")
        rows = self.rows(inputs, outputs[0].length)
        for output, f in zip(outputs, functions):
            output.write([f(row, i) for i, row in enumerate(rows)])

    def keep(self, name, type, value, depth):
        if depth == 0:
            self.results.append((name, type, value))

    def reduce(self, group, depth):
        inputs = self.rng.sample(group, self.rng.randint(1, 2))
        text, (f,) = self.body(inputs, 1)
        kind, g, init, wide = self.rng.choice([
            ("addi", lambda p, q: p + q, 0, True), ("addi", lambda p, q: (p + q) & 255, 3, False),
            ("minu", min, 255, False), ("maxu", max, 0, False),
            ("xor", lambda p, q: p ^ q, 0, False)])
        type = "i64" if wide else "i8"
        c, r = self.fresh(), self.fresh()
        self.emit(f"{c} = arith.constant {init - 256 if init > 127 else init} : {type}")
        widen = " widen i64" if wide else ""
        self.region(f"{r} = atlas.reduce {self.ins(inputs)} init({c} : {type}){widen}",
                    text, f"}} combine {kind}")
        value = init
        for i, row in enumerate(self.rows(inputs, inputs[0].length)):
            value = g(value, f(row, i))
        self.keep(r, type, value, depth)

    def scan(self, group):
        inputs, output = self.rng.sample(group, 1), self.rng.choice(self.writable(group))
        text, (f,) = self.body(inputs, 1)
        c = self.fresh()
        self.emit(f"{c} = arith.constant 1 : i8")
        form = self.rng.choice(["inclusive", "exclusive"])
        self.region(f"atlas.scan {self.ins(inputs)} outs({output.name} : {output.type}) "
                    f"init({c} : i8) {form}", text, "} combine addi")
        value, out = 1, []
        for i, row in enumerate(self.rows(inputs, output.length)):
            before = value
            value = (value + f(row, i)) & 255
            out.append(value if form == "inclusive" else before)
        output.write(out)

    def find(self, group, depth):
        inputs = self.rng.sample(group, 1)
        text, (f,) = self.body(inputs, 1)
        # The yielded byte becomes a predicate.
        limit, p, k = self.rng.getrandbits(8), self.fresh(), self.fresh()
        name = text.pop().split()[1]
        text += [f"  {k} = arith.constant {limit - 256 if limit > 127 else limit} : i8",
                 f"  {p} = arith.cmpi ugt, {name}, {k} : i8", f"  atlas.yield {p} : i1"]
        r = self.fresh()
        self.region(f"{r} = atlas.find {self.ins(inputs)}", text, "}")
        value = inputs[0].length
        for i, row in enumerate(self.rows(inputs, value)):
            if f(row, i) > limit:
                value = i
                break
        self.keep(r, "i64", value, depth)

    def histogram(self, group, depth):
        """Fewer than 256 bins only over the elements themselves: the verifier
        refuses an index that it can prove to lie outside."""
        inputs = self.rng.sample(group, 1)
        if self.rng.random() < 0.5:
            size = 256
            text, (f,) = self.body(inputs, 1)
        else:
            size = 96
            text, f = ["{", "^bb0(%e0: i8):", "  atlas.yield %e0 : i8"], lambda e, k: e[0]
        bins, at, r = self.fresh(), self.fresh(), self.fresh()
        self.emit(f"{bins} = memref.alloc() : memref<{size}xi64>")
        self.region(f"atlas.histogram {self.ins(inputs)} outs({bins} : memref<{size}xi64>)", text, "}")
        pick = self.rng.randrange(size)
        self.emit(f"{at} = arith.constant {pick} : index")
        self.emit(f"{r} = memref.load {bins}[{at}] : memref<{size}xi64>")
        count = sum(f(row, i) == pick for i, row in enumerate(self.rows(inputs, inputs[0].length)))
        self.keep(r, "i64", count, depth)

    def store(self, group):
        """One element, where there is one."""
        output = self.rng.choice(self.writable(group))
        value = self.rng.getrandbits(8)
        v, dim, some = self.fresh(), self.fresh(), self.fresh()
        self.emit(f"{v} = arith.constant {value - 256 if value > 127 else value} : i8")
        self.emit(f"{dim} = memref.dim {output.name}, %c0 : {output.type}")
        self.emit(f"{some} = arith.cmpi ne, {dim}, %c0 : index")
        self.emit(f"scf.if {some} {{")
        self.emit(f"  memref.store {v}, {output.name}[%c0] : {output.type}")
        self.emit("}")
        if output.length:
            output.store[output.offset] = value

    def domain(self, group, depth):
        kind = self.rng.choice(["sum", "check", "check", "delta", "fixup", "fill", "copy", "update"])
        src, dst = self.rng.choice(group), self.rng.choice(self.writable(group))
        r = self.fresh()
        if kind == "sum":
            self.emit(f"{r} = atlas.conserved.sum {src.name} : {src.type} -> i64")
            self.keep(r, "i64", sum(src.read()), depth)
        elif kind == "check":
            self.emit(f"{r} = atlas.conserved.check {src.name} : {src.type} -> i1")
            self.guarded(r, int(sum(src.read()) % CLASSES == 0), depth)
        elif kind == "delta":
            self.emit(f"{r} = atlas.conserved.delta {src.name}, {dst.name} : {src.type}, {dst.type} -> i8")
            self.keep(r, "i8", (sum(dst.read()) - sum(src.read())) % CLASSES, depth)
        elif kind == "fixup":
            self.emit(f"{r} = atlas.conserved.fixup {dst.name} : {dst.type} -> i8")
            self.keep(r, "i8", self.fix(dst), depth)
        elif kind == "fill":
            c, value = self.fresh(), self.rng.getrandbits(8)
            self.emit(f"{c} = arith.constant {value - 256 if value > 127 else value} : i8")
            self.emit(f"{r} = atlas.conserved.fill {dst.name}, {c} : {dst.type} -> i32")
            dst.write([value] * dst.length)
            self.fix(dst)
            self.keep(r, "i32", 0, depth)
        elif kind == "copy":
            self.emit(f"{r} = atlas.conserved.copy {dst.name}, {src.name} : {dst.type}, {src.type} -> i32")
            good = sum(src.read()) % CLASSES == 0
            if good:
                dst.write(src.read())
            self.keep(r, "i32", 0 if good else 1, depth)
            z, ok = self.fresh(), self.fresh()
            self.emit(f"{z} = arith.constant 0 : i32")
            self.emit(f"{ok} = arith.cmpi eq, {r}, {z} : i32")
            self.guarded(ok, int(good), depth)
        else:
            self.emit(f"atlas.conserved.update %state, {src.name} : memref<1xi64>, {src.type}")
            self.state[0] = (self.state[0] + sum(src.read())) % CLASSES

    @staticmethod
    def fix(buffer):
        """The fixup rule of l2-l3.md section 2; the old residue."""
        data = buffer.read()
        k = sum(data) % CLASSES
        if k:
            up = data[-1] + CLASSES - k
            data[-1] = up if up < 256 else up - CLASSES
            buffer.write(data)
        return k

    def guarded(self, condition, truth, depth):
        """Uses a condition: as a result, and sometimes to guard statements."""
        self.keep(condition, "i1", truth, depth)
        if depth or self.rng.random() < 0.5:
            return
        saved = {name: list(s) for name, s in self.stores.items()}, list(self.state)
        self.emit(f"scf.if {condition} {{")
        outer, self.indent = self.indent, self.indent + "  "
        inner = self.fresh()
        for _ in range(self.rng.randint(1, 3)):
            self.statement(1)
        # What a check says inside is made visible by a write.
        group = self.rng.choice(self.groups)
        src, dst = self.rng.choice(group), self.rng.choice(self.writable(group))
        byte = self.fresh()
        self.emit(f"{inner} = atlas.conserved.check {src.name} : {src.type} -> i1")
        self.emit(f"{byte} = arith.extui {inner} : i1 to i8")
        value = int(sum(src.read()) % CLASSES == 0)
        self.emit(f"atlas.map outs({dst.name} : {dst.type}) {{")
        self.emit(f"  atlas.yield {byte} : i8")
        self.emit("}")
        dst.write([value] * dst.length)
        self.indent = outer
        self.emit("}")
        if not truth:  # the branch was not taken
            for name, data in saved[0].items():
                self.stores[name][:] = data
            self.state[:] = saved[1]

    def statement(self, depth):
        group = self.rng.choice(self.groups)
        kind = self.rng.choice(["map"] * 4 + ["reduce"] * 3 + ["domain"] * 5 +
                               ["scan", "find", "histogram", "store"])
        if kind == "map":
            self.map(self.rng.sample(group, self.rng.randint(0, 3)),
                     self.rng.sample(self.writable(group), self.rng.randint(1, 2)))
        elif kind in ("scan", "store"):
            getattr(self, kind)(group)
        else:
            getattr(self, kind)(group, depth)

    def text(self):
        names = ", ".join(r[0] for r in self.results)
        types = ", ".join(r[1] for r in self.results)
        ret = f"atlas.return {names} : {types}" if self.results else "atlas.return"
        arrow = f" -> ({types})" if self.results else ""
        same = 'atlas.length = "dim(a)"'
        return (f"atlas.kernel @k(%a: {FULL} {{atlas.in}}, %b: {FULL} {{atlas.in, {same}}}, "
                f"%x: {FULL} {{atlas.inout, {same}}}, %y: {FULL} {{atlas.inout, {same}}}, "
                f"%state: memref<1xi64> {{atlas.inout}}){arrow} {{\n"
                + "\n".join(self.lines) + f"\n  {ret}\n}}\n")


def run(tool, folder, seed):
    """None, or what differs."""
    program = Program(seed)
    path = os.path.join(folder, f"program-{seed}.mlir")
    with open(path, "w") as out:
        out.write(program.text())
    command = [tool, "run", path, "--json"]
    written = {}
    for name, data in list(program.inputs.items()) + [("state", None)]:
        raw = program.first_state.to_bytes(8, "little") if data is None else bytes(data)
        file = os.path.join(folder, name + ".bin")
        with open(file, "wb") as out:
            out.write(raw)
        command += ["--in", f"{name}={file}"]
        if name in ("x", "y", "state"):
            written[name] = os.path.join(folder, name + ".out")
            command += ["--out", f"{name}={written[name]}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr.strip()}"
    found = [int(r["bits"], 16) for r in json.loads(done.stdout).get("results", [])]
    wanted = [value for _, _, value in program.results]
    if found != wanted:
        return f"results {found}, expected {wanted}"
    for name, file in written.items():
        with open(file, "rb") as data:
            got = data.read()
        want = program.state[0].to_bytes(8, "little") if name == "state" else bytes(program.stores[name])
        if got != want:
            return f"buffer {name} differs"
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
            print(f"program-{seed}: {difference}")
    print(f"{count} programs, {bad} differ")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
