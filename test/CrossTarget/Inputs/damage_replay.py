# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""damage_replay.py PROGRAM FILE FOLDER: damaged flat golden files are refused or
fail; they never crash atlas-replay, hang it or pass for nothing."""
import os
import random
import re
import subprocess
import sys

program, source, folder = sys.argv[1:]
with open(source, "rb") as file:
    good = file.read()
generator = random.Random(96)


def cut(data):
    return data[:generator.randrange(len(data))]


def flip(data):
    out = bytearray(data)
    for _ in range(generator.choice((1, 4, 64))):
        out[generator.randrange(len(out))] ^= 1 << generator.randrange(8)
    return bytes(out)


def overwrite(data):
    """A large number where a length or an offset may be."""
    out = bytearray(data)
    for _ in range(8):
        value = generator.choice((2**64 - 1, 2**63, 2**32, 2**32 - 1, 2**24, 2**24 + 1, 97, 0))
        at = generator.randrange(len(out) - 8)
        out[at:at + 8] = value.to_bytes(8, "little")
    return bytes(out)


def extend(data):
    return data + b"\0" * 8


path = os.path.join(folder, "damaged")
codes = []
for number in range(160):
    # Damage the small fields behind the buffers as often as the buffers.
    change = (cut, flip, overwrite, extend)[number % 4] if number >= 4 else lambda data: b"ATLASREP"[:2 * number]
    with open(path, "wb") as file:
        file.write(change(good))
    run = subprocess.run([program, path], capture_output=True, text=True, timeout=300)
    last = run.stdout.splitlines()[-1]
    assert run.returncode in (0, 1, 2), (number, run.returncode, run.stderr)
    assert re.fullmatch(r"\d+ passed, \d+ failed, 0 skipped", last), (number, last)
    assert (run.returncode == 0) == (", 0 failed," in last), (number, last)
    # One bit in an unused byte of a buffer may go unnoticed, a cut never.
    if change not in (flip, overwrite):
        assert run.returncode == 2, number
    codes.append(run.returncode)
assert {1, 2} <= set(codes), "the damage was too weak: %s" % codes
print("damage is noticed")
