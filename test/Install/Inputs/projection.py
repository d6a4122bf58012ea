# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""projection.py GOLDEN-DIR PROGRAM: the program's JSON for each golden region
equals the expected object, key by key and in the order that the spec gives."""
import base64
import json
import os
import subprocess
import sys

KEYS = ["witness_id", "len", "residue", "histogram", "offsets", "n"]

folder, program = sys.argv[1:]
suite = json.load(open(os.path.join(folder, "projection.json")))
buffers = dict(json.load(open(os.path.join(folder, "buffers.json")))["buffers"])
buffers.update(suite.get("buffers", {}))
count = 0
for case in suite["cases"]:
    where = case["data"]
    entry = buffers[where["buf"]]
    decode = bytes.fromhex if entry["enc"] == "hex" else base64.b64decode
    data = decode(entry["data"])[where["off"]:where["off"] + where["len"]]
    done = subprocess.run([program, "-"], input=data, stdout=subprocess.PIPE, check=True)
    got = json.loads(done.stdout)
    assert list(got) == KEYS, list(got)
    for key in KEYS:
        assert got[key] == case[key], (case["id"], key)
    count += 1
assert count > 0
