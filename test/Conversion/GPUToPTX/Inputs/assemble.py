# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""assemble.py PTXAS KERNELS FOLDER ARCH...: every library kernel that the ptx target
takes assembles, and the assembler has nothing to say about it. A kernel that it does
not take is named with the reason; a crash is none."""
import os
import subprocess
import sys


def main(ptxas, kernels, folder, archs):
    os.makedirs(folder, exist_ok=True)
    source, code = os.path.join(folder, "k.ptx"), os.path.join(folder, "k.cubin")
    done = bad = 0
    for name in sorted(os.listdir(kernels)):
        if not os.path.exists(os.path.join(kernels, name, "kernel.mlir")):
            continue
        for arch in archs:
            emit = subprocess.run(["atlas-jit", "emit", name, "--target", "ptx", "--hw", arch, "-o", source],
                                  capture_output=True, text=True)
            if emit.returncode == 1 and "ATL0404" in emit.stderr:
                print("%s: %s" % (name, emit.stderr.splitlines()[0]))
                break
            run = subprocess.run([ptxas, "-arch=" + arch, source, "-o", code], capture_output=True, text=True)
            done += 1
            if emit.returncode or run.returncode or run.stdout or run.stderr:
                bad += 1
                print("%s for %s: %s%s%s" % (name, arch, emit.stderr, run.stdout, run.stderr))
    print("%d texts assembled, %d refused" % (done, bad))
    return int(bad or done < 20 * len(archs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
