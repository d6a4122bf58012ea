# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""flip.py FOLDER: flips one bit in the last byte of every file."""
import os
import sys

for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "r+b") as entry:
            entry.seek(-1, os.SEEK_END)
            byte = entry.read(1)[0]
            entry.seek(-1, os.SEEK_END)
            entry.write(bytes([byte ^ 1]))
