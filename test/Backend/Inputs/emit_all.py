# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""emit_all.py KERNELS FOLDER: an artifact with citations for every kernel.

A device target may refuse a kernel: ATL0403 (the profile is too small), ATL0404, or
ATL0405 for 64-bit floats in WGSL, which no contract sanctions; with the place in the
source where it has one. Then there is no file.
"""
import json
import os
import re
import subprocess
import sys

DESKTOP = ("spirv:1.3+Float16,Float64,Int16,Int64,Int8,SignedZeroInfNanPreserve,StorageBuffer16BitAccess,"
           "StorageBuffer8BitAccess,SPV_KHR_8bit_storage,SPV_KHR_float_controls")
PROFILES = ["cpu:x86_64-linux-gnu/x86-64-v4-icl", "cpu:aarch64-linux-gnu/aarch64-dotprod", "wasm:simd128,bulk-memory",
            "wasm:", "ptx:sm_80", "spirv:1.3+SignedZeroInfNanPreserve,SPV_KHR_float_controls", DESKTOP, "wgsl:"]
LEAST = {"ptx": 20, "spirv": 40, "wgsl": 18}
REFUSED = re.compile(r": ATL040[34]: |: ATL0405: .* no contract sanctions fp.f64 for wgsl:")


def check(name, artifact):
    """What is wrong with an artifact; "" if nothing."""
    cited = {row["contract"] for row in artifact["constructs"]}
    if not cited or sorted(cited) != artifact["citations"]:
        return "citations %s, table %s" % (artifact["citations"], sorted(cited))
    if artifact["target"] in LEAST:
        if "device_program" not in [s["name"] for s in artifact["sidecars"]]:
            return "no sidecar"
        for entry in artifact["entries"]:
            classes = {row["class"] for row in artifact["constructs"] if row["entry"] == entry["name"]}
            if not {"launch.entry", "launch.index", "mem.binding"} <= classes:
                return "entry %s has only %s" % (entry["name"], classes)
    return ""


def main(kernels, folder):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "a.json")
    bad, done = 0, {"cpu": 0, "wasm": 0, "ptx": 0, "spirv": 0, "wgsl": 0}
    for name in sorted(os.listdir(kernels)):
        if not os.path.exists(os.path.join(kernels, name, "kernel.mlir")):
            continue
        for profile in PROFILES:
            target = profile.split(":")[0]
            if os.path.exists(path):
                os.remove(path)
            run = subprocess.run(["atlas-jit", "emit", name, "--target", target, "--hw", profile,
                                  "--artifact", path], capture_output=True, text=True)
            if run.returncode in (1, 2) and target in LEAST and REFUSED.search(run.stderr) and not os.path.exists(path):
                continue
            problem = "exit code %d: %s" % (run.returncode, run.stderr)
            if not run.returncode:
                done[target] += 1
                with open(path, encoding="utf-8") as source:
                    problem = check(name, json.load(source))
            if problem:
                bad += 1
                print("%s for %s: %s" % (name, profile, problem))
    print("%s artifacts, %d wrong" % (done, bad))
    return int(bad or any(done[target] < least for target, least in LEAST.items()) or not done["cpu"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
