# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""damage.py cut|edit|remove FILE: what may happen to a file on its way."""
import os
import sys

how, path = sys.argv[1:3]
if how == "remove":
    os.remove(path)
    sys.exit()
with open(path, "rb") as file:
    contents = bytearray(file.read())
if how == "cut":
    contents = contents[: len(contents) * 2 // 3]
else:
    contents[len(contents) // 2] ^= 1
with open(path, "wb") as file:
    file.write(contents)
