# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""same_rows.py A.json B.json: are the rows of two quorum runs equal but for their times?

Prints how many there are and how many of each status.
"""
import json
import sys

runs = []
for path in sys.argv[1:3]:
    with open(path, encoding="utf-8") as text:
        run = json.load(text)
    for row in run["rows"]:
        assert row.pop("milliseconds") >= 0
    runs.append(run)
for a, b in zip(runs[0]["rows"], runs[1]["rows"]):
    if a != b:
        sys.exit("%s\n%s" % (json.dumps(a), json.dumps(b)))
if runs[0] != runs[1]:
    sys.exit("%d rows against %d" % (len(runs[0]["rows"]), len(runs[1]["rows"])))
counts = {name: count for name, count in runs[0]["totals"].items() if count}
print("%d rows, the same: %s" % (len(runs[0]["rows"]), json.dumps(counts)))
