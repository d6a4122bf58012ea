# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""random_bytes.py FILE SIZE [SEED] [conserved|f32|f64|nodes]: bytes that are the same everywhere.

With `conserved` the last byte makes the sum a multiple of 96; with `f32` and `f64`
the bytes are floats of magnitude below 2, with `nodes` 32-bit numbers below 64.
"""
import random
import sys

name, size = sys.argv[1], int(sys.argv[2])
data = bytearray(random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1).randbytes(size))
if "conserved" in sys.argv and data:
    data[-1] = 0
    data[-1] = -sum(data) % 96
for kind, width in (("f32", 4), ("f64", 8)):
    if kind in sys.argv:
        for last in range(width - 1, size, width):
            data[last] &= 0xBF  # the highest bit of the exponent
if "nodes" in sys.argv:
    for at in range(size):
        data[at] &= 0 if at % 4 else 63
with open(name, "wb") as out:
    out.write(data)
