# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ptx_run.py ARTIFACT.json KERNEL [DEFECT]: executes the PTX of an artifact, without a GPU.

For the instructions that the shapes of lib/Backend/Ptx use and no others: each entry is
translated to a Python generator, one for each thread, that stops at barriers. Between
barriers threads run one after the other, forwards and then backwards, so that a missing
barrier shows; addresses and alignment are checked, buffers start with two poisons.
KERNEL is r96-histogram or conserved-sum; the results are those of its definition. DEFECT
(PIECE==>OTHER) is edited into the text first. Prints `N runs agree`.
"""
import base64
import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "Inputs"))
from device_run import BYTES, evaluate  # noqa: E402

WIDTH = {"u8": 1, "u32": 4, "b32": 4, "u64": 8, "b64": 8}


class Memory:
    """Buffers far apart; an access must lie inside one and be aligned."""

    def __init__(self, shift):
        self.parts, self.shift = [], shift

    def add(self, data):
        self.parts.append(bytearray(data))
        return len(self.parts) << self.shift

    def place(self, address, size):
        part, at = self.parts[(address >> self.shift) - 1], address & (1 << self.shift) - 1
        assert at % size == 0, "misaligned access"
        assert at + size <= len(part), "access outside a buffer"
        return part, at

    def load(self, address, size):
        part, at = self.place(address, size)
        return int.from_bytes(part[at:at + size], "little")

    def store(self, address, size, value):
        part, at = self.place(address, size)
        part[at:at + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "little")


def register(text):
    special = {"%tid.x": "tid", "%ctaid.x": "ctaid", "%nctaid.x": "nctaid"}
    if text in special:
        return special[text]
    if text.startswith("%"):
        return text[1:]
    return text if re.match(r"^(0x)?[0-9a-f]+$", text) else "symbols[%r]" % text


def translate_access(op, args):
    """ld and st of global and shared memory, one or four elements, and red."""
    kind = op.split(".")
    size, memory = WIDTH[kind[-1]], "shared" if "shared" in kind else "memory"
    text = args[1] if kind[0] == "ld" else args[0]
    base, _, offset = text.strip("[]").partition("+")
    address = "%s+%s" % (register(base), offset or "0")
    value = args[0] if kind[0] == "ld" else args[1]
    values = [register(v.strip()) for v in value.strip("{}").split(",")]
    if kind[0] == "red":
        return ["shared.store(%s, 4, shared.load(%s, 4) + %s)" % (address, address, values[0])]
    out = ["%s.place(%s, %d)" % (memory, address, size * len(values))]
    for k, name in enumerate(values):
        at = "%s+%d" % (address, k * size)
        out.append("%s = %s.load(%s, %d)" % (name, memory, at, size) if kind[0] == "ld"
                   else "%s.store(%s, %d, %s)" % (memory, at, size, name))
    return out


def translate(line):
    """Python statements of one instruction."""
    op, _, rest = line.partition(" ")
    args = [a.strip() for a in re.split(r",(?![^{]*})", rest)]
    if op.startswith("ld.param"):
        return ["%s = parameters[%r]" % (register(args[0]), args[1].strip("[]"))]
    if op.startswith(("ld.", "st.", "red.")):
        return translate_access(op, args)
    if op.startswith("bar.sync"):
        return ["yield"]
    d, *v = [register(a) for a in args]
    mask = (1 << 64) - 1 if op.endswith(("64", "wide.u32")) or op.startswith("cvt.u64") else (1 << 32) - 1
    forms = {
        "mov": "{0}", "cvta": "{0}", "cvt": "{0}", "add": "{0} + {1}", "sub": "{0} - {1}", "shl": "{0} << {1}",
        "shr": "{0} >> {1}", "and": "{0} & {1}", "min": "min({0}, {1})", "rem": "{0} % {1}", "mul": "{0} * {1}",
        "mad": "{0} * {1} + {2}", "bfe": "{0} >> {1} & (1 << {2}) - 1",
        "dp4a": "{2} + sum(({0} >> k & 255) * ({1} >> k & 255) for k in (0, 8, 16, 24))",
        "setp.ge": "{0} >= {1}", "setp.ne": "{0} != {1}",
    }
    name = op.split(".")[0]
    form = forms[".".join(op.split(".")[:2]) if name == "setp" else name].format(*v)
    return ["%s = %s" % (d, form if name == "setp" else "(%s) & %d" % (form, mask))]


def compile_entry(name, body):
    """A generator function, and the sizes of shared objects."""
    objects, blocks, names = {}, [[]], {}
    for line in body:
        line = line.split("//")[0].strip().rstrip(";")
        declared = re.match(r"\.shared .* (\w+)\[(\d+)\]", line)
        if declared:
            objects[declared.group(1)] = int(declared.group(2))
        elif line.endswith(":"):
            names[line[:-1]] = len(blocks)
            blocks.append([])
        elif line and not line.startswith("."):
            blocks[-1].append(line)
    code = ["def thread(tid, ctaid, nctaid, parameters, memory, shared, symbols):", " pc = 0", " if False: yield", " while True:"]
    for k, block in enumerate(blocks):
        code += ["  if pc == %d:" % k]
        for line in block:
            guard = re.match(r"@%(p\d+) bra (\S+)", line)
            if guard:
                code += ["   if %s:" % guard.group(1), "    pc = %d; continue" % names[guard.group(2)]]
            elif line.startswith("bra "):
                code += ["   pc = %d; continue" % names[line[4:]]]
            elif line == "ret":
                code += ["   return"]
            else:
                code += ["   " + s for s in translate(line)]
        code += ["   pc = %d" % (k + 1)]
    scope = {}
    exec(compile("\n".join(code), name, "exec"), scope)  # pylint: disable=exec-used
    return scope["thread"], objects


def parse(text):
    entries = {}
    for match in re.finditer(r"\.visible \.entry (\w+)\((.*?)\)\n.*?\{\n(.*?)\n\}", text, re.S):
        parameters = re.findall(r"(\w+),?\n", match.group(2) + "\n")
        entries[match.group(1)] = (parameters, *compile_entry(match.group(1), match.group(3).split("\n")))
    return entries


def launch(entry, groups, threads, values, memory, backwards):
    names, thread, objects = entry
    for group in range(groups):
        shared = Memory(20)
        symbols = {name: shared.add(b"\xEE" * size) for name, size in objects.items()}
        running = [thread(t, group, groups, dict(zip(names, values)), memory, shared, symbols)
                   for t in range(threads)]
        while running:
            if backwards:
                running.reverse()
            still = [t for t in running if next(t, "end") != "end"]
            assert not still or len(still) == threads, "threads missed a barrier"
            if backwards:
                still.reverse()
            running = still


def run(program, entries, data, poison, backwards, limit):
    def lookup(token):
        assert token == "dim(data)"
        return len(data)
    memory, buffers = Memory(40), {}
    for entry in program["entries"]:
        for b in entry["buffers"]:
            size = evaluate(b["count"], lookup) * BYTES[b["type"]]
            if b["name"] not in buffers:
                buffers[b["name"]] = memory.add(data if b["name"] == "data" else bytes([poison]) * size)
    for entry in program["entries"]:
        values = [buffers[b["name"]] for b in entry["buffers"]]
        values += [evaluate(w["expression"], lookup) for w in entry["words"]]
        groups = min(evaluate(entry["groups"], lookup), limit)
        launch(entries[entry["entry"]], groups, program["workgroup"], values, memory, backwards)
    return memory.parts[(buffers[program["entries"][-1]["buffers"][-1]["name"]] >> 40) - 1]


def main():
    with open(sys.argv[1], encoding="utf-8") as text:
        artifact = json.load(text)
    text = artifact["primary"]["data"]
    if len(sys.argv) > 3:
        old, new = sys.argv[3].split("==>")
        assert old in text, "the edit does not apply"
        text = text.replace(old, new)
    sidecar = next(s for s in artifact["sidecars"] if s["name"] == "device_program")
    program, entries, runs = json.loads(base64.b64decode(sidecar["data"])), parse(text), 0
    for size in (0, 1, 255, 4100, 32768, 33001):
        data = random.Random(size).randbytes(size)
        want = [sum(data)]
        if sys.argv[2] == "r96-histogram":
            want = [0] * 96
            for byte in data:
                want[byte % 96] += 1
        for poison, backwards, limit in ((0x00, False, 1), (0xEE, True, 65535)):
            have = run(program, entries, data, poison, backwards, limit)
            numbers = [int.from_bytes(have[k:k + 8], "little") for k in range(0, len(have), 8)]
            if numbers != want:
                sys.exit("size %d differs: %s instead of %s" % (size, numbers[:4], want[:4]))
            runs += 1
    print("%d runs agree" % runs)


main()
