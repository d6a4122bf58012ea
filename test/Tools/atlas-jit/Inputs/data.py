# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small files for the atlas-jit tests.

  data.py raw FILE SIZE [SEED]           bytes of a fixed generator
  data.py npy FILE DESCR SHAPE [ORDER]   .npy with elements 0, 1, 2, ...
  data.py histogram IN OUT               u64[96]: the reference by another route
  data.py conserved FILE                 changes the last byte: sum % 96 == 0
"""
import struct
import sys


def raw(size, seed):
    state, out = seed * 2654435761 % 2**32, bytearray()
    for _ in range(size):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state >> 24)
    return bytes(out)


def npy(descr, shape, order):
    count = 1
    for extent in shape:
        count *= extent
    letter = {"u1": "B", "i1": "b", "u2": "H", "i2": "h", "u4": "I", "i4": "i", "u8": "Q", "i8": "q",
              "f4": "f", "f8": "d", "b1": "B"}[descr[1:]]
    header = "{'descr': '%s', 'fortran_order': %s, 'shape': %r, }" % (descr, order, tuple(shape))
    header = header.ljust(117) + "\n"
    body = struct.pack((">" if descr[0] == ">" else "<") + "%d%s" % (count, letter),
                       *(i % 128 for i in range(count)))
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + body


def main(command, path, *rest):
    if command == "raw":
        content = raw(int(rest[0]), int(rest[1]) if len(rest) > 1 else 1)
    elif command == "npy":
        shape = [int(part) for part in rest[1].split(",") if part]
        content = npy(rest[0], shape, rest[2] if len(rest) > 2 else "False")
    elif command == "histogram":
        bins = [0] * 96
        with open(path, "rb") as data:
            for byte in data.read():
                bins[byte % 96] += 1
        path, content = rest[0], struct.pack("<96Q", *bins)
    elif command == "conserved":
        with open(path, "rb") as data:
            content = bytearray(data.read())
        content[-1] = -sum(content[:-1]) % 96
    else:
        sys.exit(__doc__)
    with open(path, "wb") as out:
        out.write(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
