# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""kernels_have_contracts.py KERNELS LIST.json: every kernel's contract exists, is
enforced and covers cpu and wasm."""
import json
import os
import re
import sys

with open(sys.argv[2], encoding="utf-8") as source:
    known = {one["id"]: one for one in json.load(source)["contracts"]}
bad = checked = 0
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name, "kernel.mlir")
    if not os.path.exists(path):
        continue
    with open(path, encoding="utf-8") as source:
        ids = set(re.findall(r'#atlas\.contract<"([^"]+)">', source.read()))
    for one in sorted(ids) or ["(none)"]:
        checked += 1
        contract = known.get(one)
        if not contract or contract["status"] != "enforced" or not {"cpu", "wasm"} <= set(contract["targets"]):
            bad += 1
            print("%s: contract %s: %s" % (name, one, contract))
print("%d kernels, %d without a contract" % (checked, bad))
sys.exit(1 if bad or not checked else 0)
