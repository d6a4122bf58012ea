# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""numbers.py FOLDER NAME=TYPE:VALUE,VALUE,... ...: files of little-endian numbers.

TYPE is i8 i32 i64 u8 f32 or f64. A name that ends in .npy gets a NumPy header.
"""
import os
import struct
import sys

CODES = {"i8": "b", "u8": "B", "i32": "i", "i64": "q", "f32": "f", "f64": "d"}
NPY = {"i8": "|i1", "u8": "|u1", "i32": "<i4", "i64": "<i8", "f32": "<f4", "f64": "<f8"}


def npy_header(kind, count):
    text = "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }" % (NPY[kind], count)
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for argument in sys.argv[2:]:
        name, rest = argument.split("=", 1)
        kind, values = rest.split(":", 1)
        convert = float if kind[0] == "f" else int
        numbers = [convert(value) for value in values.split(",") if value]
        data = struct.pack("<%d%s" % (len(numbers), CODES[kind]), *numbers)
        with open(os.path.join(folder, name), "wb") as out:
            if name.endswith(".npy"):
                out.write(npy_header(kind, len(numbers)))
            out.write(data)


main()
