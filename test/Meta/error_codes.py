# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of error codes: unique, documented, complete; its page is current."""
import os
import re
import subprocess
import sys
import tempfile

import tracked

TABLE = "include/atlas/Support/ErrorCodes.def"
PAGE = "docs/Reference/errors.md"
ROW = re.compile(r'ATLAS_ERROR\((\w+),\s*(\d+),\s*(\w+),\s*"((?:[^"\\]|\\.)*)"\s*\)')


def table_problems(text):
    rows = ROW.findall(text)
    calls = len(re.findall(r"^ATLAS_ERROR\(", text, re.M))
    if calls != len(rows):
        yield "%s: %d rows, %d of them readable" % (TABLE, calls, len(rows))
    names, numbers, last = set(), set(), 0
    for name, number, kind, doc in rows:
        number = int(number)
        if name in names or number in numbers:
            yield "%s: %s (%d) appears twice" % (TABLE, name, number)
        if number < last:
            yield "%s: %s (%d) is out of order" % (TABLE, name, number)
        if not 100 <= number <= 9999:
            yield "%s: %s has number %d" % (TABLE, name, number)
        if kind not in ("Run", "Usage"):
            yield "%s: %s has kind %s" % (TABLE, name, kind)
        if len(doc) < 10 or doc[0].isupper() or doc.endswith("."):
            yield "%s: %s needs a doc line, lower case, without a full stop" % (TABLE, name)
        names.add(name)
        numbers.add(number)
        last = number


def main(root):
    text = tracked.text(root, TABLE)
    problems = list(table_problems(text))
    known = {int(row[1]) for row in ROW.findall(text)}
    used = 0
    for name in tracked.files(root):
        if tracked.is_data(name) or name.startswith("test/Meta/"):
            continue
        body = tracked.text(root, name)
        for match in re.finditer(r"\bATL(\d{4})\b", body):
            used += 1
            # 0123 is the example number of the documentation.
            if int(match.group(1)) not in known | {123}:
                problems.append("%s:%d: %s has no row in the table" % (
                    name, body.count("\n", 0, match.start()) + 1, match.group()))
    with tempfile.TemporaryDirectory() as folder:
        fresh = os.path.join(folder, "errors.md")
        subprocess.run([sys.executable, os.path.join(root, "scripts/docs.py"), "--only", "errors",
                        "--output", folder], check=True)
        with open(fresh) as source:
            if not os.path.exists(os.path.join(root, PAGE)) or tracked.text(root, PAGE) != source.read():
                problems.append("%s is not current; run scripts/docs.py --only errors" % PAGE)
    return tracked.finish(problems, used + len(known))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
