# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Who may include whom (house style 4), read from the #include lines.

A file's layer follows from its path. For each layer the table lists the
layers and the outside libraries it may include; itself is always allowed.
"""
import os
import re
import sys

import tracked

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
LLVM_BASE = {"llvm/ADT", "llvm/Support", "llvm/Config"}

# Layer -> (Atlas layers, outside libraries). The JIT row names Conversion and
# Dialect: until the back-end interface exists the CPU pipeline is what it uses.
# Reference is the oracles' table: for tests and tools, never for a library.
# Kernels is generated tables of plain data.
BELOW_CONVERSION = {"Support", "Contract", "Dialect", "Analysis"}
BELOW_BACKEND = BELOW_CONVERSION | {"Conversion"}
LIBRARIES = BELOW_BACKEND | {"Backend", "Kernels", "JIT", "Quorum", "CAPI"}
RULES = {
    "Support": (set(), {"llvm-base", "fmt"}),
    "Contract": ({"Support"}, {"llvm-base", "fmt"}),
    "Dialect": ({"Support", "Contract"}, {"llvm-base", "mlir"}),
    "Analysis": ({"Support", "Contract", "Dialect"}, {"llvm-base", "llvm", "mlir"}),
    "Conversion": (BELOW_CONVERSION, {"llvm-base", "llvm", "mlir", "fmt"}),
    "Backend": (BELOW_BACKEND, {"llvm-base", "llvm", "mlir", "fmt"}),
    "Kernels": ({"runtime"}, set()),
    "JIT": (BELOW_BACKEND | {"Backend", "Kernels", "runtime"}, {"llvm-base", "llvm", "mlir", "fmt"}),
    "Quorum": (LIBRARIES - {"CAPI"} | {"runtime"}, {"llvm-base", "llvm", "mlir", "fmt"}),
    "CAPI": (LIBRARIES | {"runtime"}, {"llvm-base", "llvm", "mlir", "fmt"}),
    "Reference": ({"Support", "runtime"}, {"llvm-base", "fmt"}),
    "tools": (LIBRARIES | {"runtime", "Reference"}, {"llvm-base", "llvm", "mlir", "fmt", "CLI11"}),
    "runtime": (set(), set()),
}
# The argument block is plain constants and one structure; whoever emits or makes
# packed calls reads it.
PACKED_CALL = {"abi"}
BEFORE_LOWERING = {"Support", "Contract", "Dialect", "Analysis"}
# The part of C++ that needs no libstdc++ at link time.
FREESTANDING = {"array", "atomic", "bit", "compare", "concepts", "initializer_list", "limits", "new", "span",
                "type_traits", "utility", "version", "cassert", "cerrno", "cfloat", "cinttypes", "climits",
                "cmath", "cstdarg", "cstddef", "cstdint", "cstdio", "cstdlib", "cstring", "ctime"}


def layer(name):
    """The layer of a file of the tree, or None if no rule applies."""
    parts = name.split("/")
    if parts[0] in ("lib",) and len(parts) > 2:
        return parts[1]
    if parts[:2] == ["include", "atlas"] and len(parts) > 3:
        return "runtime" if parts[2] == "Runtime" else parts[2]
    if parts[0] == "runtime" or parts[:2] == ["include", "atlas-c"] or name == "include/atlas.h":
        return "runtime"
    return "tools" if parts[0] == "tools" else None


def target(path):
    """(kind, name) of an included path: an Atlas layer, an outside library, a
    standard header, or a file of the same folder."""
    parts = path.split("/")
    if parts[0] == "atlas" and len(parts) > 2:
        return "layer", "runtime" if parts[1] == "Runtime" else parts[1]
    if path == "atlas-c/args.h":
        return "layer", "abi"
    if parts[0] == "atlas-c" or path == "atlas.h":
        return "layer", "runtime"
    if parts[0] == "mlir":
        return "library", "mlir"
    if parts[0] in ("llvm", "llvm-c", "clang"):
        return "library", "llvm-base" if "/".join(parts[:2]) in LLVM_BASE else "llvm"
    if parts[0] == "fmt":
        return "library", "fmt"
    if parts[0] == "CLI" or path.startswith("CLI11"):
        return "library", "CLI11"
    return "other", path


def check(root, name):
    own = layer(name)
    text = tracked.text(root, name)
    for match in INCLUDE.finditer(text):
        path = match.group(2)
        where = "%s:%d" % (name, text.count("\n", 0, match.start(1)) + 1)
        kind, what = target(path)
        if what == "CLI11" and own != "tools":
            yield "%s: CLI11 appears only in tools: %s" % (where, path)
        if ".." in path.split("/") or path.startswith(("lib/", "include/", "tools/")):
            yield "%s: include through the public path: %s" % (where, path)
        if own is None:
            continue
        if own not in RULES:
            yield "%s: layer '%s' has no row in the table of layering.py" % (where, own)
            return
        layers, libraries = RULES[own]
        if kind == "layer":
            allowed = layers | {own} | (PACKED_CALL if own not in BEFORE_LOWERING else set())
            if what not in allowed:
                yield "%s: %s must not include %s: %s" % (where, own, what, path)
            if what == own == "Backend":
                mine, other = name.split("/"), path.split("/")
                if mine[0] == "lib" and len(mine) > 3 and len(other) > 3 and mine[2] != other[2]:
                    yield "%s: a back end must not include another: %s" % (where, path)
        elif kind == "library":
            if what not in libraries and what != "CLI11":
                yield "%s: %s must not include %s: %s" % (where, own, what, path)
        elif own == "runtime":
            if match.group(1) == "<" and not path.endswith(".h") and path not in FREESTANDING:
                yield "%s: the runtime takes only the freestanding part of C++: <%s>" % (where, path)


def main(root):
    names = [n for n in tracked.files(root) if n.endswith((".h", ".c", ".cpp", ".def"))]
    return tracked.finish([p for name in names for p in check(root, name)], len(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
