# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for BOLT: bolt.py PERCENT -o FILE says how stale a profile is."""
import sys

percent, _, path = sys.argv[1:]
with open(path, "w") as result:
    result.write("laid out\n")
print("BOLT-WARNING: 7 out of 70 samples in the binary (%s%%) belong to functions with invalid (possibly stale) profile."
      % percent)
