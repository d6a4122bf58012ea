# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Text rules of the portable twins: align 1, no triple, no target intrinsics."""
import glob
import os
import re
import sys

EXPECTED = 13  # functions of the specification's table, those of witnesses in one
TARGETS = ("x86", "aarch64", "arm", "wasm", "nvvm", "amdgcn", "spv")

paths = sorted(glob.glob(os.path.join(sys.argv[1], "*", "kernel.ll")))
problems = []
for path in paths:
    name = os.path.relpath(path, sys.argv[1])
    for number, line in enumerate(open(path), 1):
        code = line.split(";")[0]
        where = "%s:%d: " % (name, number)
        if re.search(r"\btarget (triple|datalayout)", code):
            problems.append(where + "names a target")
        for intrinsic in re.findall(r"@llvm\.([a-z0-9]+)", code):
            if intrinsic in TARGETS:
                problems.append(where + "target intrinsic")
        # Private tables may be aligned; what a caller passes may not be assumed to be.
        if re.match(r"\s*(%\S+ = load|store)\b", code) and "%table" not in code:
            if not re.search(r"align 1\s*(,|$)", code):
                problems.append(where + "an access without align 1")
if len(paths) != EXPECTED:
    problems.append("%d twins, %d are expected" % (len(paths), EXPECTED))
print("\n".join(problems))
sys.exit(bool(problems))
