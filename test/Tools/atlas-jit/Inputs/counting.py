# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a kernel of COUNT loops, each of which counts in local memory."""
import sys

count = int(sys.argv[1])
print(f"""atlas.kernel @counting(%count: i64, %out: memref<{count}xi64> {{atlas.out}}) {{
  %n = arith.index_cast %count : i64 to index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %counts = memref.alloca() : memref<{count}xi64>
  scf.for %i = %c0 to %n step %c1 {{
    memref.store %count, %counts[%i] : memref<{count}xi64>
  }}""")
for k in range(count):
    print(f"""  %at{k} = arith.constant {k} : index
  %more{k} = arith.constant {123456789 + k} : i64
  scf.for %i = %c0 to %n step %c1 {{
    %old = memref.load %counts[%at{k}] : memref<{count}xi64>
    %new = arith.xori %old, %more{k} : i64
    memref.store %new, %counts[%at{k}] : memref<{count}xi64>
  }}
  %value{k} = memref.load %counts[%at{k}] : memref<{count}xi64>
  memref.store %value{k}, %out[%at{k}] : memref<{count}xi64>""")
print("  atlas.return\n}")
