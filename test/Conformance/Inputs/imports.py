# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""imports.py FILE.wasm: the kind of each import, one a line."""
import sys

KINDS = ["function", "table", "memory", "global"]


def number(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            return value, at


def imports(data, at):
    count, at = number(data, at)
    for _ in range(count):
        for _ in range(2):  # module and name
            size, at = number(data, at)
            at += size
        kind = data[at]
        yield KINDS[kind]
        at += 1
        if kind == 0:
            _, at = number(data, at)
        elif kind == 2:
            flags, at = number(data, at)
            for _ in range(1 + (flags & 1)):
                _, at = number(data, at)
        else:
            at += 2 if kind == 3 else 3


data, at = open(sys.argv[1], "rb").read(), 8
while at < len(data):
    section, (size, at) = data[at], number(data, at + 1)
    if section == 2:
        print("\n".join(imports(data, at)))
    at += size
