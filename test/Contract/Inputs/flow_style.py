# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""flow_style.py IN OUT: the same contract as one flow mapping, keys reversed.

Reads the subset of YAML that the test's contract is written in.
"""
import json
import re
import sys


def scalar(text):
    text = text.strip()
    if text.startswith('"'):
        return json.dumps(json.loads(text))
    return text if text in ("true", "false") or re.fullmatch(r"-?[0-9]+", text) else json.dumps(text)


def flow(text):
    """Keeps flow collections; JSON is YAML's flow style."""
    return text if text[0] in "[{" else scalar(text)


def block(lines):
    """Lines of one indentation level as flow text."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    groups = []
    for line in lines:
        if len(line) - len(line.lstrip()) == indent:
            groups.append([line])
        else:
            groups[-1].append(line)
    if lines[0].lstrip().startswith("- "):
        items = []
        for head, *rest in groups:
            first = head.lstrip()[2:]
            whole = first.startswith("{")
            items.append(first if whole else block([" " * (indent + 2) + first] + rest))
        return "[" + ", ".join(items) + "]"
    entries = []
    for head, *rest in groups:
        key, _, value = head.strip().partition(":")
        entries.append("%s: %s" % (key, flow(value.strip()) if value.strip() else block(rest)))
    return "{ # a comment\n" + " ,\n  ".join(reversed(entries)) + " }"


with open(sys.argv[1], encoding="utf-8") as source:
    contents = [line.rstrip("\n") for line in source if line.strip() and not line.startswith("#")]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write(block(contents) + "\n")
