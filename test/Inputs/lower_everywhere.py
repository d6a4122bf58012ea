# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lower_everywhere.py FILE[:KERNEL]: the kernel gives an object file of the right
kind at every CPU level. Prints one line per level."""
import os
import subprocess
import sys
import tempfile

LEVELS = ["x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "x86-64-v4-icl",
          "aarch64", "aarch64-dotprod", "aarch64-sve2", "wasm32"]
MAGIC = {"wasm32": b"\0asm"}

failed = 0
with tempfile.TemporaryDirectory() as folder:
    for level in LEVELS:
        path = os.path.join(folder, level + ".o")
        done = subprocess.run(["atlas-jit", "emit", sys.argv[1], "--target", "cpu", "--hw", level,
                               "--format", "object", "-o", path], capture_output=True, text=True)
        text = "ok"
        if done.returncode:
            text = "exit code %d: %s" % (done.returncode, done.stderr.strip())
        else:
            with open(path, "rb") as source:
                magic = source.read(4)
            if magic != MAGIC.get(level, b"\x7fELF"):
                text = "starts with %r" % magic
        print("%s: %s" % (level, text))
        failed += text != "ok"
sys.exit(1 if failed else 0)
