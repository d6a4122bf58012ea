# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""wasm_exports.py FILE NAME...: a WebAssembly module exports exactly these functions.

Reads the sections itself (WebAssembly core specification, section 5.5).
"""
import sys


def number(data, at):
    """An unsigned LEB128 number and the place behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def exports(data):
    assert data[:8] == b"\0asm\1\0\0\0", "no header"
    at, names = 8, []
    while at < len(data):
        kind = data[at]
        size, at = number(data, at + 1)
        end = at + size
        if kind == 7:
            count, at = number(data, at)
            for _ in range(count):
                length, at = number(data, at)
                name, what = data[at:at + length].decode(), data[at + length]
                _, at = number(data, at + length + 1)
                assert what == 0, "%s is no function" % name
                names.append(name)
            assert at == end
        at = end
    assert at == len(data)
    return names


with open(sys.argv[1], "rb") as source:
    found = exports(source.read())
print(found)
sys.exit(0 if sorted(found) == sorted(sys.argv[2:]) else 1)
