# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every numbered statement about back ends has a test that names it, or a reason.

Inputs/specification-ids.txt lists the statements; a test names one in a comment
or in its name (`// BR-07`). Inputs/specification-later.txt lists those without a
test, each with the reason. Both lists only know statements that exist.
"""
import os
import re
import sys

import tracked

ID = re.compile(r"\b(?:BR|HW|CT|CI|DX|CAP)-\d\d[a-z]?\b")
HERE = "test/Meta/"


def lines(root, name):
    for line in tracked.text(root, HERE + "Inputs/" + name).splitlines():
        if line and not line.startswith("#"):
            yield line


def named(root):
    """Statements that a test names, with the first file that does."""
    found = {}
    for name in tracked.files(root):
        tests = name.startswith(("test/", "unittests/", "ir/")) or re.match(r"lib/Backend/[^/]+/test/", name)
        if not tests or name.startswith(HERE) or name.endswith(".json"):
            continue
        for one in ID.findall(tracked.text(root, name)):
            found.setdefault(one, name)
    return found


def main(root):
    ids = list(lines(root, "specification-ids.txt"))
    found, problems, later = named(root), [], {}
    for line in lines(root, "specification-later.txt"):
        one, _, reason = line.partition(" ")
        if one not in ids or one in later:
            problems.append("specification-later.txt: '%s' is no statement, or stands twice" % one)
        if len(reason) < 10:
            problems.append("specification-later.txt: %s has no reason" % one)
        later[one] = reason
    for one in ids:
        if one not in found and one not in later:
            problems.append("%s: no test names it, and specification-later.txt does not say why" % one)
        if one in found and one in later:
            print("note: %s is named by %s; its line in specification-later.txt can go if that is all of it" % (
                one, found[one]))
    for one in sorted(set(found) - set(ids)):
        problems.append("%s names %s, which is no statement" % (found[one], one))
    return tracked.finish(problems, len(ids))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
