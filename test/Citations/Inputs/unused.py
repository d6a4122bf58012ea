# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""unused.py ARTIFACT.json: citations, table and unused rows, one line each."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as source:
    artifact = json.load(source)
print("cited", *artifact["citations"])
for row in artifact["constructs"]:
    print("table", row["class"], row["contract"], row["equation"], row.get("origin", ""))
for row in artifact.get("unused", []):
    print("unused", row["entry"], row["class"], row["contract"], row["equation"], row.get("origin", ""))
