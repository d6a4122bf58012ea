# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""wrong.py MATRIX: the matrix with five answers that are not true."""
import json
import sys

WRONG = {("i64", "wgsl"): "yes", ("barrier-op", "ptx"): "yes", ("f16", "spirv"): "yes", ("exact-exchange", "cpu"): "emulated", ("f16", "ptx"): "refused"}

with open(sys.argv[1]) as source:
    matrix = json.load(source)
for one in matrix["capabilities"]:
    for target in one["targets"]:
        if (one["name"], target) in WRONG:
            one["targets"][target] = {"status": WRONG[one["name"], target]}
print(json.dumps(matrix))
