# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that files were laid out by BOLT, by a profile that fits them."""
import os
import subprocess
import sys

FILES = ["bin/atlas-jit", "bin/atlas-opt", "bin/atlas-lsp-server", "lib/libatlas-jit.so"]
# mlir::Operation::create, by which every operation is made.
HOT = "_ZN4mlir9Operation6createERKNS_14OperationStateE"
LEAST_HOT_BYTES = 1 << 20


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


def addresses(path, llvm):
    """Addresses of the symbols, by name; what was left behind is HOT.org.0."""
    rows = (line.split() for line in output(os.path.join(llvm, "llvm-nm"), path).splitlines())
    return {row[2]: int(row[0], 16) for row in rows if len(row) == 3}


def check(path, name, llvm):
    if ".note.bolt_info" not in output(os.path.join(llvm, "llvm-readelf"), "-SW", path):
        yield "%s was not laid out" % name
        return
    symbols = addresses(path, llvm)
    start, end = symbols.get("__hot_start", 0), symbols.get("__hot_end", 0)
    print("%s: %.1f MB hot" % (name, (end - start) / 1e6))
    if end - start < LEAST_HOT_BYTES:
        yield "%s has %d hot bytes" % (name, end - start)
    if not start <= symbols.get(HOT, 0) < end:
        yield "%s: %s is not in the hot part" % (name, HOT)


def main(build, llvm):
    problems = []
    for name in FILES:
        problems += check(os.path.join(build, name), name, llvm)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
