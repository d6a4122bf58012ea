# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a kernel of COUNT loops, each of which loads eight elements, changes them, and
only then stores them, the last one first."""
import sys

lanes = range(8)
print("""atlas.kernel @eights(%count: i64, %in: memref<?xi64> {atlas.in},
    %out: memref<?xi64> {atlas.out}) {
  %n = arith.index_cast %count : i64 to index
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index""")
for k in lanes:
    print(f"  %k{k} = arith.constant {k} : index")
for loop in range(int(sys.argv[1])):
    print(f"""  %mask{loop} = arith.constant {123456789 + loop} : i64
  scf.for %i = %c0 to %n step %c8 {{""")
    for k in lanes:
        print(f"""    %at{k} = arith.addi %i, %k{k} : index
    %old{k} = memref.load %in[%at{k}] : memref<?xi64>""")
    for k in lanes:
        print(f"    %new{k} = arith.xori %old{k}, %mask{loop} : i64")
    for k in lanes:
        print(f"    memref.store %new{k}, %out[%at{7 - k}] : memref<?xi64>")
    print("  }")
print("  atlas.return\n}")
