# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""wrong_case.py OUTPUT: a flat golden file with one case, which is wrong."""
import struct
import sys


def word(*values):
    return b"".join(struct.pack("<Q", value) for value in values)


def blob(data):
    return word(len(data)) + data


payload, schedule = word(1000, 24, 1033, 0), 16
rest = word(0, 1) + blob(b"schedule") + blob(b"7") + word(schedule) + blob(payload)
with open(sys.argv[1], "wb") as file:
    file.write(b"ATLASREP" + word(2, 24 + len(rest)) + rest)
