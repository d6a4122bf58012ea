// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// @once has one call, in @twice, which has two; @beside has one, in the kernel.
func.func private @once(%m: memref<?xi64>, %at: index) {
  %c0 = arith.constant 0 : index
  %c111 = arith.constant 111 : i64
  scf.for %i = %c0 to %at step %at {
    memref.store %c111, %m[%i] : memref<?xi64>
  }
  return
}
func.func private @twice(%m: memref<?xi64>, %at: index) {
  %c222 = arith.constant 222 : i64
  memref.store %c222, %m[%at] : memref<?xi64>
  func.call @once(%m, %at) : (memref<?xi64>, index) -> ()
  return
}
func.func private @beside(%m: memref<?xi64>, %at: index) {
  %c333 = arith.constant 333 : i64
  memref.store %c333, %m[%at] : memref<?xi64>
  return
}
atlas.kernel @calls(%m: memref<?xi64> {atlas.out}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  func.call @twice(%m, %c0) : (memref<?xi64>, index) -> ()
  func.call @twice(%m, %c1) : (memref<?xi64>, index) -> ()
  func.call @beside(%m, %c1) : (memref<?xi64>, index) -> ()
  atlas.return
}
