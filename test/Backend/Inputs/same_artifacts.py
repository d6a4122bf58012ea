# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""same_artifacts.py TOOL TOOL KERNELS FOLDER: two builds of atlas-jit make the same bytes.

Every kernel of the library for two of the targets, in turn (LibraryTest.cpp has all of them,
in one process); the second tool runs in another folder, with another locale, time zone and
home. A refusal must be the same refusal.
"""
import os
import subprocess
import sys

PROFILES = ["cpu:x86_64-linux-gnu/x86-64-v3", "wasm:simd128", "ptx:sm_90",
            "spirv:1.3+Float64,SignedZeroInfNanPreserve,SPV_KHR_float_controls", "wgsl:"]


def emit(tool, name, profile, path, **how):
    """The artifact's bytes, or what was said instead."""
    target = profile.split(":")[0]
    run = subprocess.run([tool, "emit", name, "--target", target, "--hw", profile, "--no-cache",
                          "--artifact", os.path.abspath(path)], capture_output=True, **how)
    if run.returncode:
        return run.stderr.replace(b"atlas-jit-reversed: ", b"atlas-jit: ")
    with open(path, "rb") as source:
        return source.read()


def main(first, second, kernels, folder):
    other = os.path.join(folder, "elsewhere")
    os.makedirs(other, exist_ok=True)
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANG="de_DE.UTF-8", TZ="Asia/Tokyo", HOME=other)
    names = [n for n in sorted(os.listdir(kernels)) if os.path.exists(os.path.join(kernels, n, "kernel.mlir"))]
    bad = artifacts = 0
    for index, name in enumerate(names):
        for profile in (PROFILES[index % 5], PROFILES[(index + 2) % 5]):
            a = emit(first, name, profile, os.path.join(folder, "a.json"))
            b = emit(second, name, profile, os.path.join(other, "b.json"), cwd=other, env=environment)
            artifacts += a.startswith(b"{")
            if a != b:
                bad += 1
                print("%s for %s differs" % (name, profile))
    print("%d artifacts, %d pairs differ" % (artifacts, bad))
    return int(bad > 0 or artifacts < len(names))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
