# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a kernel on a device and compares it with the CPU.

device_run.py KERNEL|FILE[:KERNEL] --worker COMMAND --target spirv|wgsl --work DIR
              [--layout bytes8|words32] [--hw PROFILE] [--emitter NAME]
              [--sizes N,N,...] [--set NAME=VALUE]...
              [--groups LIMIT] [--conserved] [--in NAME=FILE]... [--dim NAME=N]...
              [--ints NAME=LOW:HIGH[:sorted]]... [--bits]

For each size, all free dimensions have that extent, but for --dim. Inputs are random
bytes, with --conserved byte buffers whose sum is a multiple of 96; --ints gives integers
LOW <= x < HIGH ('size' stands for the size), --in the bytes of a file, which also gives
the extent. Floats are of moderate size, with --bits any bits. The kernel runs twice, over
memory poisoned with two patterns, between guards; outputs and results are compared
with `atlas-jit run`, which compares itself with the scalar strategies. Inputs,
guards and padding must come back unchanged. Prints `N runs agree`.
"""
import argparse
import json
import os
import random
import re
import shlex
import shutil
import struct
import subprocess
import sys

GUARD, PAD = 256, 0xA5
# A device with numbers of every width; the default profile is any device at all.
DESKTOP = ("spirv:1.3+Float16,Float64,Int16,Int64,Int8,SignedZeroInfNanPreserve,StorageBuffer16BitAccess,"
           "StorageBuffer8BitAccess,SPV_KHR_8bit_storage,SPV_KHR_float_controls")
# Words; only code with floats asks for what stands behind the version.
PORTABLE = "spirv:1.3+Float64,SignedZeroInfNanPreserve,SPV_KHR_float_controls"
BYTES = {"i8": 1, "i16": 2, "i32": 4, "i64": 8, "f16": 2, "f32": 4, "f64": 8}


def evaluate(text, lookup):
    """A length expression (docs/Dialect): + - * ceildiv floordiv exactdiv min max."""
    tokens = re.findall(r"dim\([^)]*\)|\w+(?:\.\w+)*|[-+*()]", text)
    at = 0

    def peek():
        return tokens[at] if at < len(tokens) else None

    def take():
        nonlocal at
        at += 1
        return tokens[at - 1]

    def atom():
        token = take()
        if token == "(":
            value = least()
            assert take() == ")"
            return value
        return int(token) if token.isdigit() else lookup(token)

    def product():
        value = atom()
        while peek() in ("*", "ceildiv", "floordiv", "exactdiv"):
            op, by = take(), atom()
            value = value * by if op == "*" else -(-value // by) if op == "ceildiv" else value // by
        return value

    def total():
        value = product()
        while peek() in ("+", "-"):
            value = value + product() if take() == "+" else value - product()
        return value

    def least():
        value = total()
        while peek() in ("min", "max"):
            value = (min if take() == "min" else max)(value, total())
        return value

    return least()


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s: exit code %d\n%s%s" % (command, done.returncode, done.stdout, done.stderr))
    return done.stdout


class Case:
    """One call: sizes, inputs, and what the CPU makes of them."""

    def __init__(self, options, program, size, sets):
        self.options, self.program = options, program
        self.kernel = program["kernel"]
        self.params = {p["name"]: p for p in self.kernel["params"]}
        self.texts = {p["name"]: sets.get(p["name"]) for p in self.kernel["params"] if "dims" not in p}
        for name, text in self.texts.items():
            if text is None and "default" not in self.params[name]:
                sys.exit("no value for '%s'" % name)
        self.sets = {n: int(self.params[n]["default"], 16) if t is None else self.bits(self.params[n]["type"], t)
                     for n, t in self.texts.items()}
        self.size = size
        self.dir = os.path.join(options.work, str(size))
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir, exist_ok=True)

    @staticmethod
    def bits(kind, text):
        """A scalar as the integer of its bits; counts stay what they are."""
        if kind[0] != "f":
            return int(text)
        code = {"f16": "e", "f32": "f", "f64": "d"}[kind]
        return int.from_bytes(struct.pack("<" + code, float(text)), "little")

    def lookup(self, token):
        match = re.match(r"dim\((\w+)(?:, *(\d+))?\)", token)
        if not match:
            return self.sets[token]
        param = self.params[match.group(1)]
        extent = param["dims"][int(match.group(2) or 0)]
        if extent >= 0:
            return extent
        if param["name"] in self.options.extents:
            return self.options.extents[param["name"]]
        if param["name"] in self.options.files:
            return os.path.getsize(self.options.files[param["name"]]) // BYTES[param["type"]]
        return evaluate(param["length"], self.lookup) if "length" in param else self.size

    def count(self, text):
        return evaluate(text, self.lookup)

    def path(self, name):
        return os.path.join(self.dir, name)

    def npy_header(self, param):
        shape = tuple(self.lookup("dim(%s,%d)" % (param["name"], k)) for k in range(len(param["dims"])))
        kind = param["type"]
        text = repr({"descr": "<" + ("f" if kind[0] == "f" else "u") + str(BYTES[kind]),
                     "fortran_order": False, "shape": shape}) + "\n"
        text = text.replace("\n", " " * (-(len(text) + 10) % 64) + "\n")
        return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()

    def elements(self, param):
        total = 1
        for k in range(len(param["dims"])):
            total *= self.lookup("dim(%s,%d)" % (param["name"], k))
        return total

    def make_inputs(self):
        source = random.Random(self.size * 7919 + 1)
        for param in self.kernel["params"]:
            if "dims" in param and param["role"] != "out":
                name, size = param["name"], self.elements(param) * BYTES[param["type"]]
                if name in self.options.files:
                    data = open(self.options.files[name], "rb").read()
                elif name in self.options.ranges:
                    data = self.integers(source, param["type"], size, self.options.ranges[name])
                elif self.options.bits:
                    data = source.randbytes(size)
                else:
                    data = self.random(source, param["type"], size)
                if self.options.conserved and param["type"] == "i8" and size:
                    data = data[:-1] + bytes([-sum(data[:-1]) % 96])
                with open(self.path("in." + name), "wb") as out:
                    out.write(data)
                with open(self.path("in." + name + ".npy"), "wb") as out:
                    out.write(self.npy_header(param) + data)

    def integers(self, source, kind, size, text):
        """LOW:HIGH[:sorted]"""
        low, high, *order = text.split(":")
        count, width = size // BYTES[kind], BYTES[kind]
        high = self.size if high == "size" else int(high)
        values = [source.randrange(int(low), max(high, int(low) + 1)) for _ in range(count)]
        values = sorted(values) if order else values
        return b"".join(v.to_bytes(width, "little", signed=v < 0) for v in values)

    @staticmethod
    def random(source, kind, size):
        """Any integers; floats of moderate magnitude, as NaN payloads may differ."""
        if kind[0] != "f":
            return source.randbytes(size)
        count = size // BYTES[kind]
        code = {"f16": "e", "f32": "f", "f64": "d"}[kind]
        return struct.pack("<%d%s" % (count, code), *(source.uniform(-2, 2) for _ in range(count)))

    def on_cpu(self):
        command = ["atlas-jit", "run", self.options.kernel, "--compare", "scalar", "--json"]
        for param in self.kernel["params"]:
            name = param["name"]
            if "dims" not in param:
                command += ["--set", "%s=%s" % (name, self.texts[name])] if self.texts[name] else []
                continue
            if param["role"] != "out":
                # The rows of raw bytes are not known where no dimension is fixed.
                suffix = ".npy" if param["dims"].count(-1) > 1 else ""
                command += ["--in", "%s=%s" % (name, self.path("in." + name) + suffix)]
            if param["role"] in ("out", "inout"):
                command += ["--out", "%s=%s" % (name, self.path("cpu." + name))]
                if param["role"] == "out" and not self.has_known_length(param):
                    command += ["--set", "dim(%s)=%d" % (name, self.size)]
        return json.loads(run(*command))

    def has_known_length(self, param):
        return "length" in param or param["dims"][0] >= 0

    def role(self, name, buffer):
        return self.params[name]["role"] if buffer["kind"] == "param" else buffer["kind"]

    def buffers(self):
        known = {}
        for entry in self.program["entries"]:
            for buffer in entry["buffers"]:
                known.setdefault(buffer["name"], buffer)
        return known

    def bytes_of(self, buffer):
        return self.count(buffer["count"]) * BYTES[buffer["type"]]

    def contents(self, name, buffer, poison):
        """What the device finds: the data, or poison, padded to 16 bytes."""
        size = self.bytes_of(buffer)
        fill = [t["fill"] for t in self.kernel["temps"] if t["name"] == name and "fill" in t]
        data = bytes([fill[0] if fill else poison]) * size
        if self.role(name, buffer) in ("in", "inout", "table"):
            data = open(self.path("in." + name), "rb").read()
        return data + bytes([PAD]) * (max(16, -(-size // 16) * 16) - size)

    def job(self, poison):
        lines = ["atlas-job 1", "module %s ../module" % self.options.target, "guard %d %02x" % (GUARD, PAD)]
        for name, buffer in self.buffers().items():
            data = self.contents(name, buffer, poison)
            with open(self.path("device." + name), "wb") as out:
                out.write(data)
            with open(self.path("saved." + name), "wb") as out:  # what stays when nothing is launched
                out.write(bytes([PAD]) * GUARD + data + bytes([PAD]) * GUARD)
            lines.append("buffer %s %d file device.%s" % (name, len(data), name))
        threads, self.launches = self.program["workgroup"], 0
        for entry in self.program["entries"]:
            groups = min(self.count(entry["groups"]), self.options.groups)
            if not groups:
                continue
            self.launches += 1
            lines.append("launch %s %d 1 1 %d 1 1" % (entry["entry"], groups, threads))
            lines += ["bind %d %s" % (k, b["name"]) for k, b in enumerate(entry["buffers"])]
            words = b"".join(self.word(w).to_bytes(4, "little") for w in entry["words"])
            if words:
                lines.append("params " + words.hex())
        lines += ["save %s saved.%s" % (name, name) for name in self.buffers()]
        path = self.path("job")
        with open(path, "w") as out:
            out.write("\n".join(lines) + "\n")
        return path

    def check_memory(self, poison):
        """Leaves the data of each buffer in device.NAME; nothing else changed."""
        for name, buffer in self.buffers().items():
            whole = open(self.path("saved." + name), "rb").read()
            size = self.bytes_of(buffer)
            before = self.contents(name, buffer, poison)
            data, tail = whole[GUARD:GUARD + size], whole[GUARD + size:]
            if whole[:GUARD] + tail != bytes([PAD]) * (len(whole) - size):
                sys.exit("%s at size %d: written outside" % (name, self.size))
            if self.role(name, buffer) in ("in", "table") and data != before[:size]:
                sys.exit("%s at size %d: an input changed" % (name, self.size))
            with open(self.path("device." + name), "wb") as out:
                out.write(data)

    def word(self, word):
        if "expression" in word:
            return self.count(word["expression"])
        return self.sets[word["scalar"]] >> (32 * word["word"]) & 0xFFFFFFFF  # of negative ones, too

    def compare(self, cpu):
        for param in self.kernel["params"]:
            if param["role"] not in ("out", "inout"):
                continue
            name = param["name"]
            if not os.path.exists(self.path("device." + name)):
                sys.exit("%s at %d: the device never touches it" % (name, self.size))
            want, have = open(self.path("cpu." + name), "rb").read(), open(self.path("device." + name), "rb").read()
            if "count" in param:  # what lies behind is nothing
                have = have[:len(want)]
            if want != have:
                at = next((i for i, (x, y) in enumerate(zip(want, have)) if x != y), min(len(want), len(have)))
                sys.exit("%s at size %d differs at byte %d of %d" % (name, self.size, at, len(want)))
        values = {r["name"]: int(r["bits"], 16) for r in cpu["results"]}
        for result in self.kernel["results"]:
            raw = open(self.path("device." + result["name"]), "rb").read()
            have = int.from_bytes(raw, "little")
            want = values[result["name"]]
            bits = int(result["type"][1:])
            if have & ((1 << bits) - 1) != want & ((1 << bits) - 1) or have >> bits:
                sys.exit("%s at size %d: device %d, cpu %d" % (result["name"], self.size, have, want))


def emit(options):
    """The module and its sidecar, which is returned."""
    shutil.rmtree(options.work, ignore_errors=True)
    os.makedirs(options.work)
    command = ["atlas-jit", "emit", options.kernel, "--target", options.target]
    command += ["--layout", options.layout] if options.layout else []
    command += ["--emitter", options.emitter] if options.emitter else []
    if options.target == "spirv" and not options.hw:
        options.hw = PORTABLE if options.layout == "words32" else DESKTOP
    command += ["--hw", options.hw] if options.hw else []
    form = "binary" if options.target == "spirv" else "text"
    run(*command, "--format", form, "-o", os.path.join(options.work, "module"))
    return json.loads(run(*command, "--format", "sidecar"))


def run_case(options, program, size, sets):
    """Two runs over memory of two patterns; both agree with the CPU."""
    case = Case(options, program, size, sets)
    case.make_inputs()
    cpu = case.on_cpu()
    for poison in (0x00, 0xEE):
        job = case.job(poison)
        if case.launches:
            run(*shlex.split(options.worker), job)
        case.check_memory(poison)
        case.compare(cpu)
    return 2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kernel")
    parser.add_argument("--worker", required=True)
    parser.add_argument("--target", default="spirv")
    parser.add_argument("--layout")
    parser.add_argument("--emitter")
    parser.add_argument("--hw")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--sizes", default="0,1,255,256,257,12288,100003")
    parser.add_argument("--groups", type=int, default=65535)
    parser.add_argument("--conserved", action="store_true")
    parser.add_argument("--in", action="append", default=[])
    parser.add_argument("--dim", action="append", default=[])
    parser.add_argument("--ints", action="append", default=[])
    parser.add_argument("--bits", action="store_true")
    parser.add_argument("--work", required=True)
    options = parser.parse_args()
    program = emit(options)
    pairs = lambda texts: dict(text.split("=", 1) for text in texts)
    sets, options.files = pairs(options.set), pairs(getattr(options, "in"))
    options.ranges = pairs(options.ints)
    options.extents = {name: int(n) for name, n in pairs(options.dim).items()}
    runs = sum(run_case(options, program, size, sets) for size in map(int, options.sizes.split(",")))
    print("%d runs agree" % runs)


if __name__ == "__main__":
    main()
