# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_examples.py PAGE FOLDER KIND COMMAND...: runs the programs of a page.

A program is a fenced block ```KIND; of C, one with a `main`. The block after it
must be ```text and holds exactly what the program prints. COMMAND compiles or
runs one program: SOURCE and PROGRAM in it stand for the two files, and PROGRAM,
where it occurs, is executed afterwards. Prints each failure and the number of
programs; exit code 1 if one failed or there are none.
"""
import difflib
import os
import re
import subprocess
import sys

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)


def programs(text, kind):
    """(line, source, expected output or None) of each program."""
    blocks = list(FENCE.finditer(text))
    for block, after in zip(blocks, blocks[1:] + [None]):
        source = block.group(2)
        if block.group(1) != kind or kind == "c" and "main(" not in source:
            continue
        shown = after.group(2) if after and after.group(1) == "text" else None
        yield text.count("\n", 0, block.start()) + 1, source, shown


def execute(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120)
    return done.returncode, done.stdout


def failure(source, shown, kind, command, stem):
    """What is wrong with one program, or None."""
    if shown is None:
        return "no ```text block with its output follows"
    source_file = "%s.%s" % (stem, {"js": "mjs"}.get(kind, kind))
    with open(source_file, "w") as out:
        out.write(source)
    files = {"SOURCE": source_file, "PROGRAM": stem}
    code, printed = execute([files.get(word, word) for word in command])
    if not code and "PROGRAM" in command:
        code, printed = execute([stem])
    if code:
        return "exit code %d\n%s" % (code, printed)
    if printed != shown:
        return "the output differs\n" + "".join(difflib.unified_diff(
            shown.splitlines(True), printed.splitlines(True), "the page", "the program"))
    return None


def main(page, folder, kind, *command):
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    with open(page) as file:
        found = list(programs(file.read(), kind))
    failed = 0
    for number, (line, source, shown) in enumerate(found):
        why = failure(source, shown, kind, command, os.path.join(folder, "example%d" % number))
        if why:
            failed += 1
            print("%s:%d: %s" % (os.path.basename(page), line, why.rstrip()))
    print("%d examples, %d failed" % (len(found), failed))
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
