# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does what a reader of a tutorial page does, block by block.

In the Markdown page, a fenced block
  ```mlir file=NAME   is saved as NAME,
  ```sh               is executed by sh -e in one folder,
  ```text             is what the block before it printed: its lines must appear
                      in that order; `...` inside a line stands for anything, and
                      a line that is only `...` for any lines.
Other blocks are shown only. Prints each step; exit code 1 at the first failure.
"""
import os
import re
import subprocess
import sys

FENCE = re.compile(r"^```(\w+)?([^\n]*)\n(.*?)^```$", re.M | re.S)


def same(pattern, line):
    """Does a shown line stand for a printed one? Runs of blanks are alike."""
    parts = [re.escape(" ".join(part.split())) for part in pattern.split("...")]
    return re.fullmatch(r"\s*" + ".*".join(parts) + r"\s*", " ".join(line.split())) is not None


def missing(shown, printed):
    """The first shown line that was not printed in its turn, or None."""
    lines = iter(printed.splitlines())
    for pattern in shown.splitlines():
        if pattern.strip() in ("", "..."):
            continue
        if not any(same(pattern, line) for line in lines):
            return pattern
    return None


def main(page, folder):
    os.makedirs(folder, exist_ok=True)
    with open(page) as source:
        text = source.read()
    printed, commands, shown = "", 0, 0
    for kind, options, body in FENCE.findall(text):
        name = re.search(r"file=(\S+)", options)
        if name:
            with open(os.path.join(folder, name.group(1)), "w") as out:
                out.write(body)
        elif kind == "sh":
            print("$ " + body.rstrip().replace("\n", "\n$ "), flush=True)
            done = subprocess.run(["sh", "-e", "-c", body], cwd=folder, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
            printed = done.stdout
            print(printed, flush=True)
            if done.returncode:
                print("the block failed with exit code %d" % done.returncode)
                return 1
            commands += 1
        elif kind == "text":
            lost = missing(body, printed)
            if lost is not None:
                print("the page shows, but the command did not print: " + lost)
                return 1
            shown += 1
    print("%d command blocks, %d shown outputs" % (commands, shown))
    return 0 if commands and shown else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
