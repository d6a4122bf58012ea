#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the lower case of libatlas with that of Python.

usage: lower_case.py SOURCE_ROOT LIBRARY

A query holds a text that Python lowered, and nothing else, if and only if a fact
whose key is that text is found in it, which says that the library's lower case
holds it, and one whose key is any other text of the same length in bytes is not;
so each text is compared by a fact between two marks. A Python of another version
of Unicode than the table's is asked for alphabets only that no longer change.
"""
import ctypes
import os
import random
import subprocess
import sys
import unicodedata

MARK = "\u2603"  # neither a letter nor white space nor ignored


def stable():
    """Latin, Greek, Cyrillic and Armenian."""
    return [c for c in range(0x80, 0x588) if unicodedata.category(chr(c)) != "Cn"]


def everything():
    return [c for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000 and not chr(c).isspace()]


class Library:
    def __init__(self, path):
        self.call = ctypes.CDLL(path)
        self.size = ctypes.c_size_t()

    def lowers_to(self, text, expected):
        """True if the library's lower case of `text` is `expected`."""
        query, key = (MARK + text + MARK).encode(), (MARK + expected + MARK).encode()
        facts = ctypes.c_void_p()
        self.call.atlas_coherence_knowledge_create(ctypes.byref(facts), None)
        self.call.atlas_coherence_knowledge_add(facts, key, ctypes.c_size_t(len(key)), b"", ctypes.c_size_t(0), None)
        self.call.atlas_coherence_knowledge_find(facts, query, ctypes.c_size_t(len(query)), None, ctypes.c_size_t(0),
                                                 ctypes.byref(self.size), None)
        self.call.atlas_coherence_knowledge_destroy(facts)
        return self.size.value == len(key) + len(" is ")


def words(rng, characters):
    """Runs of many characters, and short words about a capital sigma."""
    for start in range(0, len(characters), 100):
        yield "".join(map(chr, characters[start:start + 100]))
    for _ in range(20000):
        yield "".join(rng.choice(["\u03a3", "a", "\u0391", "'", ".", "\u0301", "1", "\u0130",
                                  chr(rng.choice(characters))]) for _ in range(rng.randrange(7)))


def main(root, path):
    with open(os.path.join(root, "runtime", "CaseTable.inc"), encoding="ascii") as file:
        table = file.read()
    same = unicodedata.unidata_version in table.split("\n", 1)[0]
    library, problems, count = Library(path), [], 0
    if same:
        script = os.path.join(root, "scripts", "case_table.py")
        written = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout
        if written != table:
            problems.append("runtime/CaseTable.inc is not what scripts/case_table.py writes")
    if library.lowers_to("A", "b") or library.lowers_to("ab", "a"):
        problems.append("texts that differ pass as equal")
    for text in words(random.Random(1), everything() if same else stable()):
        count += 1
        if not library.lowers_to(text, text.lower()):
            problems.append("lower case of %s" % ascii(text[:20]))
    print("\n".join(problems[:20]))
    print("%d texts, %d problems, Unicode %s" % (count, len(problems), unicodedata.unidata_version))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
