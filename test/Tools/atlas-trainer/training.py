# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the lines of tools/atlas-trainer/training.txt through atlas-jit."""
import json
import os
import subprocess
import sys

KERNEL = "r96-classify-byte"  # every target takes it


def lines(source):
    with open(os.path.join(source, "tools", "atlas-trainer", "training.txt")) as text:
        for line in text:
            if line.strip() and not line.startswith("#"):
                yield line.removeprefix("- ").replace("%", source).split()


def main(source):
    problems, targets = [], set()
    for words in lines(source):
        words = [KERNEL if word == "*" else word for word in words]
        if "--target" in words:
            targets.add(words[words.index("--target") + 1])
        done = subprocess.run(["atlas-jit"] + words, capture_output=True, text=True)
        if done.returncode:
            problems.append("%s\n%s" % (" ".join(words), done.stderr))
    known = json.loads(subprocess.run(["atlas-jit", "targets", "--json"], check=True, capture_output=True).stdout)
    missing = set(known["capabilities"][0]["targets"]) - targets
    if missing:
        problems.append("no line trains for %s" % ", ".join(sorted(missing)))
    print("\n".join(problems))
    return 1 if problems or not targets else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
