# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""defects.py ENGINE --work DIR --seed COMMAND [--worker COMMAND]: is each defect caught?

ENGINE is cpu, wasm, spirv, llvm-spirv, wgsl or ptx. Every defect of DX-21 that the engine
can express is seeded (unittests/Quorum/Defects.h) and the code is run on the engine; its
outputs must differ from those of the CPU, or the engine must report an error. First, the
kernels without a defect must agree. Prints one line for each defect and the counts.
"""
import argparse
import os
import random
import shlex
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Inputs"))
import device_run  # noqa: E402

KERNELS = os.path.join(HERE, "defects.mlir")
# Which kernel shows the defect: on devices, and as loops of the kernel itself.
DEVICE = {
    "dropped-barrier": "differences",
    "bound": "differences",
    "swapped-operands": "differences",
    "wrong-stride": "differences",
    "missing-last-block": "differences",
    "narrowed-integer": "differences",
    "contracted": "saxpy",
    "non-atomic-add": "counts",
    "stale-output": "saxpy",
    "nan-dropped": "at_least",
}
SOURCE = dict(DEVICE, **{name: "rows" for name in (
    "bound", "swapped-operands", "wrong-stride", "missing-last-block", "narrowed-integer", "stale-output")})
# The code of one thread has neither of them.
NOT_IN_SOURCE = {"dropped-barrier": "one thread needs no barrier",
                 "non-atomic-add": "one thread needs no atomic addition"}
SIZE = 70001  # three blocks of a reduction, the last one not full


class Failure(Exception):
    """What made a run fail, in words."""


class Case(device_run.Case):
    """A call with a NaN among seven numbers."""

    @staticmethod
    def random(source, kind, size):
        if kind != "f32":
            return source.randbytes(size)
        values = [float("nan") if k % 7 == 3 else source.uniform(-2, 2) for k in range(size // 4)]
        return struct.pack("<%df" % len(values), *values)


class Device:
    """Code for devices, run by a worker."""

    def __init__(self, options):
        self.options = options
        options.target = "spirv" if options.engine == "llvm-spirv" else options.engine
        options.groups, options.conserved = 65535, False

    def places(self):
        return DEVICE, {}

    def run(self, defect, kernel):
        layout = "words32" if self.options.words else "bytes8"
        seed(self.options, defect, kernel, self.options.engine, layout)
        self.options.kernel = KERNELS + ":" + kernel
        with open(os.path.join(self.options.work, "program.json"), encoding="utf-8") as text:
            program = device_run.json.load(text)
        try:
            case = (Case if kernel == "at_least" else device_run.Case)(self.options, program, SIZE, {})
            case.make_inputs()
            cpu = case.on_cpu()
            for poison in (0x00, 0xEE):
                device_run.run(*shlex.split(self.options.worker), case.job(poison))
                case.check_memory(poison)
                case.compare(cpu)
        except SystemExit as exit_:
            raise Failure(str(exit_).split("\n")[0][-100:]) from exit_


class Source:
    """The kernel itself, compiled for the host or for wasm."""

    def __init__(self, options):
        self.options = options
        source = random.Random(5)
        self.inputs = {
            "rows": [("x", source.randbytes(4 * 8008))],
            "saxpy": [(n, device_run.Case.random(source, "f32", 4000)) for n in ("x", "y")],
            "at_least": [("x", Case.random(source, "f32", 4000))],
        }
        self.out = {"rows": "sums", "saxpy": "r", "at_least": "r"}
        for kernel, inputs in self.inputs.items():
            for name, data in inputs:
                with open(self.path(kernel + "." + name), "wb") as out:
                    out.write(data)

    def path(self, name):
        return os.path.join(self.options.work, name)

    def places(self):
        return SOURCE, NOT_IN_SOURCE

    def run(self, defect, kernel):
        seed(self.options, defect, kernel, "source", "bytes8")
        call = self.on_cpu if self.options.engine == "cpu" else self.on_wasm
        want = self.on_cpu(KERNELS, kernel)
        have = call(self.path("kernel.mlir"), kernel)
        if want != have:
            differing = sum(x != y for x, y in zip(want, have))
            raise Failure("%d bytes of %d differ" % (differing, len(want)))

    def on_cpu(self, source, kernel):
        command = ["atlas-jit", "run", source + ":" + kernel, "--no-cache"]
        for name, _ in self.inputs[kernel]:
            command += ["--in", "%s=%s" % (name, self.path(kernel + "." + name))]
        name = self.out[kernel]
        command += ["--out", "%s=%s" % (name, self.path("out"))]
        command += ["--set", "dim(sums)=1000"] if kernel == "rows" else []
        execute(command)
        with open(self.path("out"), "rb") as out:
            return out.read()

    def on_wasm(self, source, kernel):
        execute(["atlas-jit", "emit", source + ":" + kernel, "--target", "wasm", "-o", self.path("k.wasm")])
        inputs = [self.path(kernel + "." + name) for name, _ in self.inputs[kernel]]
        text = execute(["node", os.path.join(HERE, "wasm_call.mjs"), self.path("k.wasm"), kernel, "1000", "4000",
                        *inputs]).strip()
        return b"" if text == "outside" else bytes.fromhex(text)


def execute(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failure("%s: exit code %d: %s" % (command[0], done.returncode, done.stderr[-300:]))
    return done.stdout


def seed(options, defect, kernel, target, layout):
    """Not caught: whatever happens here is an error of the test."""
    done = subprocess.run([*shlex.split(options.seed), defect, KERNELS, kernel, target, layout, options.work],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s in %s: %s" % (defect, kernel, done.stderr))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("--work", required=True)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--worker")
    parser.add_argument("--words", action="store_true")
    options = parser.parse_args()
    # Every length follows from a size, every input is drawn.
    options.extents, options.files, options.ranges, options.bits = {}, {}, {}, False
    os.makedirs(options.work, exist_ok=True)
    engine = Source(options) if options.engine in ("cpu", "wasm") else Device(options)
    places, impossible = engine.places()
    for kernel in sorted({k for d, k in places.items() if d not in impossible}):
        try:
            engine.run("none", kernel)
        except Failure as failure:
            sys.exit("%s without a defect: %s" % (kernel, failure))
    caught = 0
    for defect, kernel in places.items():
        if defect in impossible:
            print("%s: not expressed, %s" % (defect, impossible[defect]))
            continue
        try:
            engine.run(defect, kernel)
            print("%s: NOT CAUGHT" % defect)
        except Failure as failure:
            print("%s: caught, %s" % (defect, failure))
            caught += 1
    print("%d of %d caught" % (caught, len(places) - len(impossible)))


main()
