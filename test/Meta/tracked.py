# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The project's own source files, shared by the checks of this folder.

With git: what is tracked, plus new files that git does not ignore. Without (a
source archive): everything but build folders and hidden folders.
"""
import os
import subprocess

# Files that cannot hold a comment or are data.
DATA_SUFFIXES = (".json", ".npy", ".bin", ".raw", ".svg", ".png", ".txt", ".mlirbc", ".bc")


def files(root):
    """Paths relative to root, sorted."""
    command = ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
        names = [n for n in done.stdout.decode().split("\0") if n]
    except (OSError, subprocess.CalledProcessError):
        names = []
        for folder, folders, entries in os.walk(root):
            folders[:] = [f for f in folders if not f.startswith((".", "build")) and f != "__pycache__"]
            # A submodule's .git is a file.
            names += [os.path.relpath(os.path.join(folder, e), root) for e in entries if e != ".git"]
    return sorted(n for n in set(names) if os.path.isfile(os.path.join(root, n)))


def is_data(name):
    return name.endswith(DATA_SUFFIXES) or name.startswith("test/golden/")


def text(root, name):
    with open(os.path.join(root, name), encoding="utf-8", errors="surrogateescape", newline="") as source:
        return source.read()


def finish(problems, checked):
    """Prints the problems; the exit code for a check."""
    for problem in problems:
        print(problem)
    print("%d checked, %d problems" % (checked, len(problems)))
    # A check that saw nothing has found nothing out.
    return 1 if problems or not checked else 0
