# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Payloads of L2 and L3; ConservedCases.cpp, ResonanceCases.cpp and
ObjectCases.cpp say what they are made of."""
import base64
import hashlib
import struct

from flatten_fields import hexadecimal, word, words

EDITS = ("flip", "swap", "swap_pages", "add_pair", "add", "length", "other")
STEPS = ("create", "attach", "verify", "commit", "alloc", "release", "level", "witness_digest",
         "destroy", "poke")


class Suite:
    """One JSON file; `shared` holds the buffers of its folder's buffers.json."""

    def __init__(self, golden, shared, pool, folder):
        self.golden, self.shared, self.pool, self.folder = golden, shared, pool, folder
        self.local = golden.get("buffers", {})

    def buffer(self, name):
        """Index of a buffer in the pool; equal texts of one name are one buffer."""
        row = self.local.get(name) or self.shared[name]
        data = base64.b64decode(row["data"]) if row["enc"] == "b64" else bytes.fromhex(row["data"])
        if len(data) != row["len"]:
            raise ValueError("buffer '%s' has another length than it says" % name)
        key = (self.folder, self.golden["file"] if name in self.local else "", name)
        return self.pool.setdefault(key, (len(self.pool), data))[0]

    def slice(self, row):
        return word(self.buffer(row["buf"]), row["off"], row["len"])

    def view(self, case):
        """What a cluster holds."""
        if "indices_b64_u32le" in case:
            raw = base64.b64decode(case["indices_b64_u32le"])
            indices = struct.unpack("<%dI" % (len(raw) // 4), raw)
        else:
            indices = case.get("indices", [])
        digest = case["indices_sha256_u32le"]
        if indices:
            packed = struct.pack("<%dI" % len(indices), *indices)
            assert hashlib.sha256(packed).hexdigest() == digest
        return word(case["n"]) + words(case["offsets"]) + hexadecimal(digest) + words(indices)

    def step(self, s):
        """One step of a domain script."""
        out = word(STEPS.index(s["op"]), s.get("domain") == "null")
        op = s["op"]
        if op == "create":
            return out + word(s["bytes"], s["budget"], {"handle": 1, "null": 0}[s["expect"]])
        if op == "attach":
            given = s["region"] is not None
            length = s.get("len", s["region"]["len"] if given else None)
            return (out + word(given) + (self.slice(s["region"]) if given else b"") +
                    word(length, s["expect"]))
        if op in ("alloc", "release"):
            return out + word(s["amt"], s["expect"])
        if op == "witness_digest":
            return out + hexadecimal(s["expect"] or "")
        if op == "poke":
            return out + word(s["at"], s["xor"])
        return out if op == "destroy" else out + word(s["expect"])

    def edit(self, case):
        """The edit of a witness case, and the slice that is verified."""
        e = case["edit"]
        first = {"length": "verify_len", "swap_pages": "a"}.get(e["op"], "at")
        second = {"flip": "bit", "swap": "with", "swap_pages": "b", "add_pair": "minus_at"}.get(e["op"], "")
        return (word(EDITS.index(e["op"]), e.get(first, 0), e.get(second, 0), e.get("amount", 0)) +
                self.slice(e.get("verify", case["data"])))

    def case(self, c):
        """Name of the operation and its payload."""
        name = self.golden["file"]
        if name == "delta":
            return name, self.slice(c["before"]) + self.slice(c["after"]) + word(c["delta"])
        if name == "window":
            return name, self.slice(c["data"]) + word(c["conserved"], c["sum"] % 96)
        if name == "update":
            return name, (word(self.buffer(c["buf"]), c["off"], c["initial_state"], c["final"]) +
                          words(c["chunks"]) + words(c["states"]))
        if name == "memset":
            return name, word(c["len"], c["rc"]) + hexadecimal(c["last_byte_table_hex"])
        if name == "fixup":
            return name, self.slice(c["data"]) + word(c["residue_before"], c["last_after"] or 0)
        if name == "memcpy" and "arena_hex" in c:
            return "memcpy-arena", (hexadecimal(c["arena_hex"]) + hexadecimal(c["arena_after_hex"]) +
                                    word(c["src_off"], c["dst_off"], c["len"], c["rc"]))
        if name == "memcpy":
            return name, (self.slice(c["src"]) +
                          word(c["dst_prefill"], c["rc"], {"src": 1, "prefill": 0}[c["dst"]]))
        if name == "classify":
            return name, self.slice(c["in"]) + hexadecimal(c["out_hex"])
        if name == "histogram":
            return name, self.slice(c["in"]) + words(c["bins"])
        if name == "harmonizes":
            return name, word(c["r1"]) + words(c["r2_true"])
        if name == "phi" and c["op"] == "encode":
            return "phi-encode", word(c["page"], c["offset"], c["coord"])
        if name == "phi" and c["op"] == "decode":
            return "phi-decode", word(c["coord"], c["ok"], c["page"] or 0, c["offset"] or 0)
        if name == "cluster":
            return name, self.slice(c["data"]) + self.view(c)
        if name == "region":
            rect = (c["rect"][k] for k in ("page_lo", "page_hi", "off_lo", "off_hi"))
            return name, self.slice(c["data"]) + word(*rect) + self.view(c)
        if name == "schedule":
            return name, word(c["now"], c["r"], c["next"], c["wrapped"])
        if name == "witness" and c["kind"] == "accept":
            return "witness-accept", (self.slice(c["data"]) + hexadecimal(c["digest"]) +
                                      word(c["residue"]) + hexadecimal(c["record_hex"]))
        if name == "witness" and c["kind"] == "reject":
            return "witness-reject", self.slice(c["data"]) + self.edit(c)
        if name == "budget":
            steps = (word({"alloc": 1, "release": 0}[s["op"]], s["amt"], s["ok"], s["level"])
                     for s in c["steps"])
            return name, word(c["initial"], len(c["steps"])) + b"".join(steps)
        if name == "domain":
            return name, word(len(c["steps"])) + b"".join(map(self.step, c["steps"]))
        if name == "projection":
            return name, (self.slice(c["data"]) + hexadecimal(c["witness_id"]) + word(c["residue"]) +
                          words(c["histogram"]) + words(c["offsets"]))
        raise ValueError("no rule for a case of '%s'" % name)

    def rows(self):
        """All cases: name, operation, payload."""
        if "table_hex" in self.golden:
            yield "table", "classify-table", hexadecimal(self.golden["table_hex"])
        for c in self.golden["cases"]:
            yield (str(c["id"]), *self.case(c))
