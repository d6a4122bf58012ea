# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""flatten.py GOLDEN-DIR OUTPUT: golden JSON as one file for atlas-replay.

GOLDEN-DIR has JSON files of one suite, or folders of suites (l2l3 t1 halt
physics, any of them). Reader.h defines the format of OUTPUT. Files that have no
runner yet are named on standard output; any other file, list, operation or key
that is not known is an error: nothing is left out silently.
"""
import json
import os
import re
import sys

import flatten_halt
import flatten_l2l3
import flatten_t1
from flatten_fields import blob, text, word

OPS = ("delta window update memset fixup memcpy memcpy-arena classify-table classify histogram "
       "harmonizes phi-encode phi-decode cluster region schedule witness-accept witness-reject "
       "budget domain projection propagate refuse decay tick32 tick64 observe merge split "
       "halt-safety halt-streaming halt-sessions halt-push halt-soft halt-batch halt-coherence "
       "halt-words halt-config halt-config-json").split()
LISTS = {**flatten_t1.LISTS, **flatten_halt.LISTS}
# Families of formats and schemas without a runner.
LATER = ("atlas-dyn-",)


def printable(name):
    """What Reader.h allows as a name."""
    return re.sub("[^!-~]", "_", name)[:63] or "_"


def list_cases(stem, golden):
    """Cases of a file with a format or schema: suite, name, operation, payload."""
    key = golden.get("format", golden.get("schema", ""))
    if key.startswith(LATER):
        print("not run (no runner): " + stem)
        return
    lists = [name for name, value in golden.items() if isinstance(value, list)]
    if not lists:
        raise ValueError("%s: no list" % stem)
    for name in lists:
        if (key, name) not in LISTS:
            raise ValueError("%s: unknown kind of file '%s', or unknown list '%s'" % (stem, key, name))
        op, payload = LISTS[key, name]
        for index, row in enumerate(golden[name]):
            yield stem, row.get("name", row.get("id", "#%d" % index)), op, payload(row)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def folder_cases(folder, pool):
    """All cases of a suite folder; `pool` gets the buffers."""
    names = sorted(n for n in os.listdir(folder) if n.endswith(".json") and n != "manifest.json")
    shared = load(os.path.join(folder, "buffers.json"))["buffers"] if "buffers.json" in names else {}
    for name in names:
        golden = load(os.path.join(folder, name))
        if golden.get("suite") != "atlas-l2l3":
            yield from list_cases(name[:-len(".json")], golden)
        elif name != "buffers.json":
            suite = flatten_l2l3.Suite(golden, shared, pool, folder)
            for case, op, payload in suite.rows():
                yield golden["file"], case, op, payload


def main():
    root, output = sys.argv[1:]
    folders = [root]
    if not any(n.endswith(".json") for n in os.listdir(root)):
        folders = sorted(entry.path for entry in os.scandir(root) if entry.is_dir())
    pool, cases = {}, []
    for folder in folders:
        for suite, name, op, payload in folder_cases(folder, pool):
            cases.append(text(printable(suite)) + text(printable(str(name))) + word(OPS.index(op) + 1) +
                         blob(payload))
    buffers = b"".join(blob(data) for _, data in pool.values())
    rest = word(len(pool)) + buffers + word(len(cases)) + b"".join(cases)
    with open(output, "wb") as file:
        file.write(b"ATLASREP" + word(2, 24 + len(rest)) + rest)


if __name__ == "__main__":
    main()
