# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ptx_arch.py PtxArch.def: asks llc about each row of the table."""
import re
import subprocess
import sys

STUB = 'target triple = "nvptx64-nvidia-cuda"\ndefine ptx_kernel void @k() { ret void }\n'
# Versions that LLVM can write, oldest first.
VERSIONS = [32, 40, 41, 42, 43, 50, 60, 61, 62, 63, 64, 65, 70, 71, 72, 73, 74, 75, 76, 77, 78, 80, 81, 82, 83, 84, 85,
            86, 87, 88, 90]


def llc(arch, version):
    """The output for a stub, or None if llc refuses."""
    done = subprocess.run(["llc", "-mcpu=" + arch, "-mattr=+ptx%d" % version, "-o", "-"], input=STUB,
                          capture_output=True, text=True)
    unknown = "is not a recognized" in done.stderr
    return None if done.returncode or unknown else done.stdout


def known(arch):
    """LLVM warns about an unknown processor and goes on."""
    done = subprocess.run(["llc", "-mcpu=" + arch, "-mattr=+ptx90", "-o", "-"], input=STUB, capture_output=True,
                          text=True)
    return "is not a recognized processor" not in done.stderr


bad = 0
with open(sys.argv[1], encoding="utf-8") as source:
    rows = re.findall(r'^ATLAS_PTX_ARCH\("(\w+)", (\d+), (\d+)\)', source.read(), re.M)
for arch, major, minor in rows:
    least = int(major + minor)
    before = VERSIONS[VERSIONS.index(least) - 1]
    text = llc(arch, least) or ""
    problems = []
    if not known(arch):
        problems.append("unknown to LLVM")
    if ".version %s.%s" % (major, minor) not in text or ".target " + arch not in text:
        problems.append("not accepted at %s.%s" % (major, minor))
    if llc(arch, before) is not None:
        problems.append("accepted at %d too" % before)
    for problem in problems:
        bad += 1
        print("%s: %s" % (arch, problem))
assert not known("sm_999"), "llc knows a processor that does not exist"
print("%d rows, %d wrong" % (len(rows), bad))
sys.exit(1 if bad or len(rows) < 20 else 0)
