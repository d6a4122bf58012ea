# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inputs of the examples, and their results computed without Atlas.

  example_data.py make NAME FOLDER COUNT   writes the input files
  example_data.py check NAME FOLDER        compares the output files, or the
                                           result in FOLDER/out.json

Python standard library only; .npy files are written and read by hand.
"""
import json
import os
import random
import struct
import sys
import zlib


def npy(path, descr, code, values, shape=None):
    """A version 1.0 file; of rank 1 without a shape."""
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape or (len(values),))
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    with open(path, "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        out.write(struct.pack("<%d%s" % (len(values), code), *values))


def read_npy(path, descr, code):
    with open(path, "rb") as source:
        data = source.read()
    assert data[:8] == b"\x93NUMPY\x01\x00", "not a version 1.0 file"
    size = struct.unpack_from("<H", data, 8)[0]
    assert (10 + size) % 64 == 0, "header is not padded to 64"
    header = eval(data[10:10 + size].decode())  # a literal, written by atlas-jit
    assert header["descr"] == descr, "element type %s, expected %s" % (header["descr"], descr)
    (count,) = header["shape"]
    values = struct.unpack_from("<%d%s" % (count, code), data, 10 + size)
    assert len(data) == 10 + size + struct.calcsize("<%d%s" % (count, code)), "file size"
    return list(values)


def f32(value):
    """Rounds to f32. Products and sums of two f32 round right through f64."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


class Saxpy:
    A = 2.5

    def make(self, folder, count):
        numbers = random.Random(1)
        for name in "xy":
            npy(folder + "/%s.npy" % name, "<f4", "f",
                [f32(numbers.uniform(-1, 1) * 10.0 ** numbers.randint(-6, 6)) for _ in range(count)])

    def check(self, folder):
        x, y = (read_npy(folder + "/%s.npy" % name, "<f4", "f") for name in "xy")
        want = [f32(f32(self.A * a) + b) for a, b in zip(x, y)]
        return read_npy(folder + "/r.npy", "<f4", "f"), want


class Histogram64:
    def make(self, folder, count):
        numbers = random.Random(2)
        npy(folder + "/samples.npy", "<u2", "H",
            [min(65535, int(abs(numbers.gauss(0, 20000)))) for _ in range(count)])

    def check(self, folder):
        want = [0] * 64
        for sample in read_npy(folder + "/samples.npy", "<u2", "H"):
            want[sample >> 10] += 1
        return read_npy(folder + "/bins.npy", "<u8", "Q"), want


class Bytes:
    """Raw byte inputs."""

    def make(self, folder, count):
        with open(folder + "/data.raw", "wb") as out:
            out.write(random.Random(3).randbytes(count))

    def data(self, folder):
        with open(folder + "/data.raw", "rb") as source:
            return source.read()

    def result(self, folder):
        with open(folder + "/out.json") as source:
            (result,) = json.load(source)["results"]
        return int(result["bits"], 16)


class Threshold(Bytes):
    LIMIT = 200

    def check(self, folder):
        return self.result(folder), sum(byte > self.LIMIT for byte in self.data(folder))


class Levels(Bytes):
    GAIN = 40

    def check(self, folder):
        want = [0] * 16
        for byte in self.data(folder):
            want[min(255, byte + self.GAIN) >> 4] += 1
        return read_npy(folder + "/counts.npy", "<u8", "Q"), want


class Brighten(Bytes):
    GAIN = 40

    def check(self, folder):
        with open(folder + "/bright.raw", "rb") as source:
            return source.read(), bytes(min(255, byte + self.GAIN) for byte in self.data(folder))


class Adler32(Bytes):
    def check(self, folder):
        return self.result(folder), zlib.adler32(self.data(folder))


class Fading:
    """Streams about a level, some of which fade or fall; one of them right at the
    edge of the rule."""
    KEEP, TOKENS = 0.8, 300

    def stream(self, numbers, row):
        # Up and down, so that three scores never fall by chance.
        scores = [0.8 + 0.05 * (-1) ** i + numbers.uniform(0, 0.04) for i in range(self.TOKENS)]
        at = numbers.randrange(self.TOKENS)
        if row % 4 == 1:  # fades
            scores[at:] = [score * 0.7 for score in scores[at:]]
        elif row % 4 == 2:  # falls
            scores[at:at + 3] = [0.5, 0.4, 0.3][:self.TOKENS - at]
        elif row % 4 == 3:  # keep times as much: the rounding of a sum decides
            scores = [1.0] * at + [self.KEEP] * (self.TOKENS - at)
            scores[at // 2:at // 2 + 1] = [float("nan")]
        return scores

    def make(self, folder, count):
        numbers = random.Random(4)
        values = [score for row in range(count) for score in self.stream(numbers, row)]
        npy(folder + "/scores.npy", "<f8", "d", values, (count, self.TOKENS))

    def decide(self, s):
        for i in range(len(s)):
            total = 0.0
            for score in s[max(0, i - 7):i + 1]:
                total += score
            fades = i >= 16 and total * 0.125 < self.KEEP * s[i - 16]
            if fades or (i >= 3 and s[i - 3] > s[i - 2] > s[i - 1] > s[i]):
                return i
        return len(s)

    def check(self, folder):
        halts = read_npy(folder + "/halts.npy", "<u8", "Q")
        numbers = random.Random(4)
        want = [self.decide(self.stream(numbers, row)) for row in range(len(halts))]
        if len(set(want)) < 5 and len(want) > 20:
            raise SystemExit("the streams hardly differ")
        return halts, want


EXAMPLES = {"fading": Fading, "saxpy": Saxpy, "histogram64": Histogram64, "threshold": Threshold, "levels": Levels,
            "brighten": Brighten, "adler32": Adler32}


def main(action, name, folder, count="1000"):
    example = EXAMPLES[name]()
    if action == "make":
        os.makedirs(folder, exist_ok=True)
        example.make(folder, int(count))
        return 0
    got, want = example.check(folder)
    if got == want:
        return 0
    if isinstance(got, (list, bytes)):
        if len(got) != len(want):
            print("%d elements, expected %d" % (len(got), len(want)))
        for index, (a, b) in enumerate(zip(got, want)):
            if a != b:
                print("element %d is %s, expected %s" % (index, a, b))
                break
    else:
        print("result is %s, expected %s" % (got, want))
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
