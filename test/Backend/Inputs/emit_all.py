# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""emit_all.py KERNELS FOLDER: an artifact with citations for every kernel."""
import json
import os
import subprocess
import sys

PROFILES = ["cpu:x86_64-linux-gnu/x86-64-v4-icl", "cpu:aarch64-linux-gnu/aarch64-dotprod", "wasm:simd128,bulk-memory",
            "wasm:"]
os.makedirs(sys.argv[2], exist_ok=True)
bad = done = 0
for name in sorted(os.listdir(sys.argv[1])):
    if not os.path.exists(os.path.join(sys.argv[1], name, "kernel.mlir")):
        continue
    for profile in PROFILES:
        path = os.path.join(sys.argv[2], "a.json")
        run = subprocess.run(["atlas-jit", "emit", name, "--target", profile.split(":")[0], "--hw", profile,
                              "--artifact", path], capture_output=True, text=True)
        done += 1
        if run.returncode:
            bad += 1
            print("%s for %s: %s" % (name, profile, run.stderr))
            continue
        with open(path, encoding="utf-8") as source:
            artifact = json.load(source)
        cited = {row["contract"] for row in artifact["constructs"]}
        if not cited or sorted(cited) != artifact["citations"]:
            bad += 1
            print("%s for %s: citations %s, table %s" % (name, profile, artifact["citations"], sorted(cited)))
print("%d artifacts, %d wrong" % (done, bad))
sys.exit(1 if bad or not done else 0)
