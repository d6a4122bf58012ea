# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""defect.py FILE: the kernel @half with its sum and quotient in 32 bits."""
import sys

with open(sys.argv[1], encoding="utf-8") as source:
    text = source.read()
for strict, loose in (
    ("%s = arith.addf %p, %e : f16",
     "%pw = arith.extf %p : f16 to f32\n    %ew = arith.extf %e : f16 to f32\n    "
     "%sw = arith.addf %pw, %ew : f32\n    %s = arith.truncf %sw : f32 to f16"),
    ("%q = arith.divf %s, %scale : f16",
     "%by = arith.extf %scale : f16 to f32\n    %qw = arith.divf %sw, %by : f32\n    "
     "%q = arith.truncf %qw : f32 to f16"),
):
    if text.count(strict) != 1:
        sys.exit(0)  # nothing to run, which the test then reports
    text = text.replace(strict, loose)
print(text)
