# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""each.py KERNELS DIR: the emitter llvm-spirv on every kernel of the library.

Where the general emitter has code, llvm-spirv has a module that spirv-val takes, or
says that it declines.
"""
import os
import subprocess
import sys

kernels, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)


# A device with numbers of every width.
WIDE = ("spirv:1.3+Float16,Float64,Int16,Int64,Int8,SignedZeroInfNanPreserve,StorageBuffer16BitAccess,"
        "StorageBuffer8BitAccess,SPV_KHR_8bit_storage,SPV_KHR_float_controls")


def emit(kernel, layout, *more):
    return subprocess.run(
        ["atlas-jit", "emit", kernel, "--target", "spirv", "--format", "binary", "--layout", layout, "--hw", WIDE,
         "-o", os.path.join(folder, "module.spv"), *more], capture_output=True, text=True)


failed = []
for layout in ("bytes8", "words32"):
    valid = 0
    for kernel in sorted(k for k in os.listdir(kernels) if os.path.isdir(os.path.join(kernels, k))):
        if emit(kernel, layout).returncode:
            continue
        done = emit(kernel, layout, "--emitter", "llvm-spirv")
        if done.returncode == 0:
            done = subprocess.run(["spirv-val", "--target-env", "vulkan1.1", os.path.join(folder, "module.spv")],
                                  capture_output=True, text=True)
            valid += done.returncode == 0
        elif "llvm-spirv declines: " in done.stderr:
            continue
        if done.returncode:
            failed.append("%s in %s: exit code %d\n%s" % (kernel, layout, done.returncode, done.stderr))
    print("%d valid in %s" % (valid, layout))
print("".join(failed) + "%d failed" % len(failed))
