# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""device_defect.py PATTERN REPLACEMENT ARGS...: does a defect in device code show?

Runs device_run.py with ARGS; the module that it emits is edited (a regular
expression) before the worker sees it. Exit 1 if a result differs from the CPU's.
Everything else is exit 0: the counterexample that this serves is expected to
fail, and must fail for this reason only.
"""
import os
import re
import shlex
import subprocess
import sys


def edit(pattern, replacement, worker, job):
    """Stands for the worker: edits the module next to the job, then runs it."""
    with open(job, encoding="utf-8") as source:
        path = re.search(r"^module \S+ (\S+)$", source.read(), re.M).group(1)
    path = os.path.join(os.path.dirname(job), path)
    with open(path, encoding="utf-8") as source:
        text = source.read()
    with open(path, "w", encoding="utf-8") as out:
        out.write(re.sub(pattern, replacement, text))
    return subprocess.run(shlex.split(worker) + [job], check=False).returncode


def main(pattern, replacement, arguments):
    at = arguments.index("--worker") + 1
    arguments[at] = shlex.join([sys.executable, __file__, "--edit", pattern, replacement, arguments[at]])
    run = os.path.join(os.path.dirname(os.path.abspath(__file__)), "device_run.py")
    done = subprocess.run([sys.executable, run, *arguments], capture_output=True, text=True)
    print(done.stdout + done.stderr)
    return int(" differs at byte " in done.stderr or ": device " in done.stderr)


if __name__ == "__main__":
    sys.exit(edit(*sys.argv[2:]) if sys.argv[1] == "--edit" else main(sys.argv[1], sys.argv[2], sys.argv[3:]))
