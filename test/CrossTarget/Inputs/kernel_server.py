# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""kernel_server.py LEVEL FOLDER COMPILER ARGUMENT... -- KERNEL...: the program
FOLDER/kernel-server of these kernels of the library at LEVEL."""
import os
import subprocess
import sys

level, folder, *rest = sys.argv[1:]
split = rest.index("--")
compiler, kernels = rest[:split], rest[split + 1:]
os.makedirs(folder, exist_ok=True)
objects = []
with open(os.path.join(folder, "kernel-table.inc"), "w", encoding="ascii") as table:
    for kernel in kernels:
        objects.append(os.path.join(folder, kernel + ".o"))
        subprocess.run(["atlas-jit", "emit", kernel, "--target", "cpu", "--hw", level, "--format", "object",
                        "-o", objects[-1]], check=True)
        symbol = kernel.replace("-", "_")
        table.write('KERNEL("%s", %s_packed, "%s.packed")\n' % (kernel, symbol, symbol))
source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kernel-server.c")
subprocess.run(compiler + ["-I" + folder, source] + objects + ["-o", os.path.join(folder, "kernel-server")],
               check=True)
