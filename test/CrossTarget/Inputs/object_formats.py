# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""object_formats.py KERNELS FOLDER LEVEL...: each library kernel as an object of
each level, and what its symbol table may hold."""
import os
import subprocess
import sys

kernels, folder, *levels = sys.argv[1:]
# What a C library has; __chkstk is of the Microsoft compiler's runtime, and so is
# _fltused, which objects with floating point name on Windows.
NEEDED = {"memcpy", "memmove", "memset", "bzero", "__bzero", "__chkstk", "_fltused"}


def symbols(path, kind):
    lines = subprocess.run(["llvm-nm", kind, "--extern-only", "--format=just-symbols", path],
                           capture_output=True, text=True, check=True).stdout
    names = set(lines.split())
    if "macos" in path:  # C names have a leading underscore
        assert all(name.startswith("_") for name in names), names
        names = {name[1:] for name in names}
    return {name for name in names if not name.startswith(("__xmm@", "__ymm@", "__zmm@", "__real@"))}


for level in levels:
    count = 0
    for name in sorted(os.listdir(kernels)):
        source = os.path.join(kernels, name, "kernel.mlir")
        if not os.path.exists(source):
            continue
        path = os.path.join(folder, "%s.%s.o" % (name, level))
        symbol = name.replace("-", "_")
        subprocess.run(["atlas-jit", "emit", source + ":" + symbol, "--target", "cpu", "--hw", level,
                        "--format", "object", "-o", path], check=True)
        defined = symbols(path, "--defined-only")
        assert symbol + ".packed" in defined, (path, defined)
        assert defined <= {symbol, symbol + ".packed"}, (path, defined)
        assert symbols(path, "--undefined-only") <= NEEDED, (path, symbols(path, "--undefined-only"))
        count += 1
    print("%s: %d kernels" % (level, count))
