# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Streams of scores as CSR: some calm, some that sink, drop or break.

  streams.py SCORES OFFSETS
"""
import random
import struct
import sys

rng = random.Random(4)
scores, offsets = [], [0]
for row in range(300):
    length = rng.randrange(300)
    sink = rng.choice([0.0, 0.0, 0.002, 0.004])
    stream = [0.8 - min(sink * i, 0.29) + rng.uniform(-0.02, 0.02) for i in range(length)]
    if length and row % 5 == 0:
        stream[rng.randrange(length)] = rng.choice([0.4, 0.55, float("nan"), float("inf"), -1.0])
    scores += stream
    offsets.append(len(scores))
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack(f"<{len(scores)}d", *scores))
with open(sys.argv[2], "wb") as out:
    out.write(struct.pack(f"<{len(offsets)}q", *offsets))
