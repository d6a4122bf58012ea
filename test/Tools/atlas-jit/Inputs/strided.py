# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a kernel of COUNT loops, each of which stores every 12345th element."""
import sys

print("""atlas.kernel @strided(%count: i64, %out: memref<?xi32> {atlas.out}) {
  %n = arith.index_cast %count : i64 to index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %step = arith.constant 12345 : index""")
for k in range(int(sys.argv[1])):
    print(f"""  scf.for %i = %c0 to %n step %c1 {{
    %at = arith.muli %i, %step : index
    %value = arith.constant {k} : i32
    memref.store %value, %out[%at] : memref<?xi32>
  }}""")
print("  atlas.return\n}")
