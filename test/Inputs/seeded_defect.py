# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""seeded_defect.py KERNELS KERNEL EDIT TMP -- ARGS: does a defect show?

EDIT holds a piece of the kernel's source, a line "====", and what takes its
place. Kernel and edited kernel run on the same arguments. Exit 1 if their
results differ. Everything else is exit 0: the counterexample that this serves is
expected to fail, and must fail for this reason only.
"""
import subprocess
import sys


def run(operand, arguments):
    """The summary of all outputs, or None if the run failed."""
    done = subprocess.run(["atlas-jit", "run", operand, "--no-cache", *arguments], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr)
        return None
    return done.stdout


def main(kernels, kernel, edit, path, arguments):
    with open("%s/%s/kernel.mlir" % (kernels, kernel), encoding="utf-8") as source:
        text = source.read()
    with open(edit, encoding="utf-8") as source:
        old, new = (part.strip("\n") for part in source.read().split("\n====\n"))
    if old not in text:
        print("the edit does not apply")
        return 0
    with open(path, "w", encoding="utf-8") as out:
        out.write(text.replace(old, new))
    good, bad = run(kernel, arguments), run(path + ":" + kernel.replace("-", "_"), arguments)
    if good is None or bad is None:
        return 0
    print("the defect shows" if good != bad else "the defect does not show")
    return int(good != bad)


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(*sys.argv[1:split], sys.argv[split + 1:]))
