# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""wrong_case.py OUTPUT: a flat golden file with one case, which is wrong."""
import struct
import sys


def word(*values):
    return b"".join(struct.pack("<Q", value) for value in values)


name, payload, schedule = b"schedule", word(1000, 24, 1033, 0), 16
rest = word(0, 1, len(name)) + name + word(7, schedule, len(payload)) + payload
with open(sys.argv[1], "wb") as file:
    file.write(b"ATLASREP" + word(1, 24 + len(rest)) + rest)
