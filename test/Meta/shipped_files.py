# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks the files that `cmake --install` ships, after stripping."""
import os
import subprocess
import sys
import tempfile

TOOLS = ["bin/atlas-jit", "bin/atlas-opt", "bin/atlas-lsp-server"]
LIBRARY = "lib/libatlas-jit.so"
# Stripped bytes at most (docs/Rationale/static-tools.md), and what a layout by
# BOLT adds, which keeps the code that it has moved (docs/Rationale/layout.md).
SIZE_LIMITS = {"bin/atlas-jit": 70 << 20}
LAYOUT_BYTES = 40 << 20


def needed(path, llvm):
    """Names of the shared libraries that a file loads."""
    text = subprocess.run([os.path.join(llvm, "llvm-readelf"), "--needed-libs", path],
                          check=True, capture_output=True, text=True).stdout
    return [line.strip() for line in text.splitlines() if ".so" in line]


def laid_out(path, llvm):
    text = subprocess.run([os.path.join(llvm, "llvm-readelf"), "-SW", path],
                          check=True, capture_output=True, text=True).stdout
    return ".note.bolt_info" in text


def check(source, path, name, llvm, folder):
    for library in needed(path, llvm):
        if library.startswith(("libLLVM", "libMLIR", "libclang", "libstdc++")):
            yield "%s loads %s" % (name, library)
    stripped = os.path.join(folder, os.path.basename(name))
    subprocess.run([os.path.join(llvm, "llvm-strip"), "-o", stripped, path], check=True)
    size = os.path.getsize(stripped)
    print("%s: %.1f MB stripped" % (name, size / 1e6))
    limit = SIZE_LIMITS.get(name, 1 << 30) + (LAYOUT_BYTES if laid_out(path, llvm) else 0)
    if size > limit:
        yield "%s has %d bytes stripped, limit %d" % (name, size, limit)
    with open(stripped, "rb") as data:
        at = data.read().find(os.path.join(source, "").encode())
    if at >= 0:
        yield "%s names the source folder at byte %d" % (name, at)


def main(source, build, llvm):
    problems, checked = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name in TOOLS + [LIBRARY]:
            path = os.path.join(build, name)
            if not os.path.exists(path):
                problems.append("%s was not built" % name)
                continue
            checked += 1
            problems += check(source, path, name, llvm, folder)
    print("\n".join(problems))
    return 1 if problems or not checked else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
