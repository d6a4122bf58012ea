# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Streams of scores, some calm, some that sink, drop or break, and their thresholds, as
.npy files in a folder:

  streams.py FOLDER [f4|f8]

csr, offsets: one after the other; rows, tokens, lengths: dense, a row for each stream or
for each token; limits, means, drops: thresholds of each stream, NaN for some.
"""
import os
import random
import struct
import sys

folder, kind = sys.argv[1], (sys.argv[2:] + ["f8"])[0]
rng = random.Random(4)


def save(name, kind, shape, values):
    code = {"f4": "f", "f8": "d", "i8": "q"}[kind]
    header = "{'descr': '<%s', 'fortran_order': False, 'shape': (%s,), }" % (kind, ", ".join(map(str, shape)))
    header = header.replace(",)", ")" if len(shape) > 1 else ",)")
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    with open(os.path.join(folder, name + ".npy"), "wb") as out:
        out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        out.write(struct.pack("<%d%s" % (len(values), code), *values))


os.makedirs(folder, exist_ok=True)
streams = []
for row in range(300):
    length = rng.randrange(300)
    sink = rng.choice([0.0, 0.0, 0.002, 0.004])
    stream = [0.8 - min(sink * i, 0.29) + rng.uniform(-0.02, 0.02) for i in range(length)]
    if length and row % 5 == 0:
        stream[rng.randrange(length)] = rng.choice([0.4, 0.55, float("nan"), float("inf"), -1.0])
    streams.append(stream)
rows, columns = len(streams), max(map(len, streams))
offsets = [0]
for stream in streams:
    offsets.append(offsets[-1] + len(stream))
save("csr", kind, [offsets[-1]], [score for stream in streams for score in stream])
save("offsets", "i8", [rows + 1], offsets)
# What lies beyond a stream would halt it.
dense = [stream + [-1.0] * (columns - len(stream)) for stream in streams]
save("rows", kind, [rows, columns], [score for stream in dense for score in stream])
save("tokens", kind, [columns, rows], [stream[j] for j in range(columns) for stream in dense])
save("lengths", "i8", [rows], [len(stream) for stream in streams])
for name, choices in (("limits", [0.0, 0.5, 0.77]), ("means", [0.5, 0.6, 0.79]), ("drops", [0.02, 0.1, 9.0])):
    save(name, "f8", [rows], [rng.choice(choices + [float("nan")]) for _ in range(rows)])
