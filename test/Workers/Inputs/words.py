# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# words.py write FILE N...   little-endian 32-bit words
# words.py show FILE GUARD   prints "guards HH HH" (each pattern seen) and the words between
import struct
import sys

if sys.argv[1] == "write":
    with open(sys.argv[2], "wb") as out:
        out.write(struct.pack("<%dI" % len(sys.argv[3:]), *map(int, sys.argv[3:])))
else:
    guard = int(sys.argv[3])
    data = open(sys.argv[2], "rb").read()
    zones = [data[:guard], data[-guard:]]
    print("guards", *["".join("%02x" % b for b in sorted(set(z))) for z in zones])
    body = data[guard:-guard]
    print("words", *struct.unpack("<%dI" % (len(body) // 4), body))
