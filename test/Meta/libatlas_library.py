#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks what libatlas.so exports, needs, calls and weighs.

usage: libatlas_library.py SOURCE_ROOT LIBRARY SYMBOL_LIST

Exports: the functions that include/atlas.h declares, no more and no fewer, and
the list in Inputs/, which is the record of the ABI: a new function is added to
it, none is ever removed. Imports: a few functions of libc; so nothing prints,
aborts, exits, throws or reads the environment. Needs libc only. At most 400 kB
when stripped.
"""
import os
import re
import subprocess
import sys
import tempfile

MAX_STRIPPED = 400 * 1000
# C library functions that the runtime layer may call. Weak references of the
# compiler's start files are not calls.
IMPORTS = {"bcmp", "clock_gettime", "free", "getauxval", "malloc", "memcmp", "memcpy", "memmove", "memset", "strlen"}
# And what the pool of atlas_t1_batch needs.
IMPORTS |= {"getpid", "pthread_cond_broadcast", "pthread_cond_destroy", "pthread_cond_init", "pthread_cond_signal",
            "pthread_cond_wait", "pthread_create", "pthread_join", "pthread_mutex_destroy", "pthread_mutex_init",
            "pthread_mutex_lock", "pthread_mutex_unlock", "pthread_sigmask", "sched_getaffinity", "sigfillset",
            "sysconf", "__sched_cpucount"}
NEEDED = re.compile(r"^(libc\.so\.\d+|libpthread\.so\.\d+|ld-linux-[\w-]+\.so\.\d+)$")
INCLUDE = re.compile(r'^#include "(atlas-c/\w+\.h)"', re.M)
DECLARATION = re.compile(r"^ATLAS_API\b[^;{(]*?\b(atlas_\w+)\s*\(", re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def declared(root):
    """Functions that a program gets from atlas.h."""
    def read(name):
        with open(os.path.join(root, "include", name)) as file:
            return COMMENT.sub("", file.read())
    names = set()
    for group in INCLUDE.findall(read("atlas.h")):
        names.update(DECLARATION.findall(read(group)))
    return names


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def symbols(library, which):
    """Dynamic symbols as {name: type letter}, versions cut off."""
    rows = output("llvm-nm", "--dynamic", which, library).split("\n")
    fields = [row.split() for row in rows if row]
    return {row[-1].split("@")[0]: row[-2] for row in fields}


def stripped_size(library):
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "stripped.so")
        output("llvm-strip", "-o", copy, library)
        return os.path.getsize(copy)


def problems(root, library, listing):
    exported = set(symbols(library, "--defined-only"))
    with open(listing) as file:
        recorded = set(file.read().split())
    if not recorded:
        yield "%s lists nothing" % listing
    for other, what in ((declared(root), "declared by atlas.h"), (recorded, "in the list")):
        for name in sorted(exported - other):
            yield "%s is exported, but not %s" % (name, what)
        for name in sorted(other - exported):
            yield "%s is %s, but not exported" % (name, what)
    for name, kind in sorted(symbols(library, "--undefined-only").items()):
        if kind not in "wv" and name not in IMPORTS:
            yield "calls %s" % name
    for name in re.findall(r"\(NEEDED\).*\[(.*)\]", output("llvm-readelf", "--dynamic", library)):
        if not NEEDED.match(name):
            yield "needs %s" % name
    size = stripped_size(library)
    if size > MAX_STRIPPED:
        yield "%d bytes when stripped; at most %d" % (size, MAX_STRIPPED)


if __name__ == "__main__":
    found = list(problems(*sys.argv[1:]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
