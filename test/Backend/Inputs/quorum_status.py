# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""quorum_status.py ARTIFACT.json [PRIMARY [SIDECAR FILE]]: who made what, in one line each.

Writes the primary's code to PRIMARY, and the sidecar named SIDECAR to FILE.
"""
import base64
import json
import sys

with open(sys.argv[1], encoding="utf-8") as source:
    artifact = json.load(source)
primary = artifact["primary"]
code = primary["data"].encode() if primary["encoding"] == "utf-8" else base64.b64decode(primary["data"])
if len(sys.argv) > 2:
    with open(sys.argv[2], "wb") as out:
        out.write(code)
sidecars = {s["name"]: base64.b64decode(s["data"]) for s in artifact["sidecars"]}
if len(sys.argv) > 4:
    with open(sys.argv[4], "wb") as out:
        out.write(sidecars[sys.argv[3]])
print("status", json.dumps(artifact["quorum_status"]))
print("sidecars", *sidecars)
print("citations", *artifact["citations"])
