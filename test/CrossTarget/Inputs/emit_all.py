# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""emit_all.py LEVEL FOLDER EXAMPLES: objects of what driver.c calls."""
import os
import subprocess
import sys

level, folder, examples = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
for operand in ("conserved-sum", "conserved-delta", "conserved-check", "r96-classify", "r96-histogram",
                "r96-histogram-page", os.path.join(examples, "saxpy.mlir")):
    name = os.path.splitext(os.path.basename(operand))[0]
    subprocess.run(["atlas-jit", "emit", operand, "--target", "cpu", "--hw", level, "--format", "object",
                    "-o", os.path.join(folder, name + ".o")], check=True)
