# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Relative links of every Markdown page lead to a file of the tree."""
import os
import re
import sys

import tracked

LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")


def main(root):
    problems, checked = [], 0
    for name in tracked.files(root):
        if not name.endswith(".md"):
            continue
        checked += 1
        # Code blocks show syntax, not links.
        text = re.sub(r"^```.*?^```", "", tracked.text(root, name), flags=re.M | re.S)
        text = re.sub(r"`[^`\n]*`", "", text)
        for goal in LINK.findall(text):
            if re.match(r"[a-z]+:", goal) or goal.startswith("#"):
                continue
            path = os.path.normpath(os.path.join(root, os.path.dirname(name), goal.split("#")[0]))
            if not os.path.exists(path):
                problems.append("%s: link to nothing: %s" % (name, goal))
    return tracked.finish(problems, checked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
