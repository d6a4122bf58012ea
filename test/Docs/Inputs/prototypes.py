# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""prototypes.py HEADER-FOLDER PAGE...: every function of the C headers named in
atlas.h and of atlas-c/attach.h is shown with its exact prototype in a ```c block
of a page, and the pages show no other."""
import os
import re
import sys

FENCE = re.compile(r"^```c\n(.*?)^```$", re.M | re.S)
# From the first word of the result to the semicolon, or to the inline body.
PROTOTYPE = re.compile(r"^([a-z][\w\s]*[\s*]+(atlas_\w+)\([^;{]*\))\s*[;{]", re.M)


def prototypes(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^ATLAS_(JIT_)?API\s+", "", text, flags=re.M)
    return {" ".join(match.group(1).replace("*", " * ").replace("(", " ( ").split()): match.group(2)
            for match in PROTOTYPE.finditer(text)}


def main(include, *pages):
    with open(os.path.join(include, "atlas.h")) as header:
        names = re.findall(r'#include "(atlas-c/\w+\.h)"', header.read())
    declared, shown = {}, {}
    for name in names + ["atlas-c/attach.h"]:
        with open(os.path.join(include, name)) as header:
            declared.update(prototypes(header.read()))
    for page in pages:
        with open(page) as file:
            for block in FENCE.findall(file.read()):
                if "main(" not in block:
                    shown.update(prototypes(block))
    problems = ["not in the reference: " + text for text in sorted(set(declared) - set(shown))]
    problems += ["not in the headers: " + text for text in sorted(set(shown) - set(declared))]
    print("\n".join(problems))
    print("%d functions, %d problems" % (len(declared), len(problems)))
    return 1 if problems or not declared else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
