# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""interface.py < DISASSEMBLY: the storage classes that each entry point lists."""
import re
import sys

text = sys.stdin.read()
classes = dict(re.findall(r"(%\w+) = OpVariable %\w+ (\w+)", text))
for name, listed in re.findall(r'OpEntryPoint GLCompute %\w+ "(\w+)"(.*)', text):
    print("%s: %s" % (name, " ".join(sorted({classes[one] for one in listed.split()}))))
