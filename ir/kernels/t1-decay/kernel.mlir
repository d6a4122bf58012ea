// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The decay table of T1: powers of the rate as products in f64, each rounded to
// f32 and not below the floor. Element d - 1 is decay[d].

atlas.kernel @t1_decay(%rate: f32, %floor: f32, %count: i64 {atlas.signed},
    %table: memref<?xf32> {atlas.out, atlas.length = "count"})
    attributes {contract = #atlas.contract<"C-ATLAS-T1-DECAY">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f64
  %n = memref.dim %table, %c0 : memref<?xf32>
  %factor = arith.extf %rate : f32 to f64
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%power = %one) -> (f64) {
    %next = arith.mulf %power, %factor : f64
    %x = arith.truncf %next : f64 to f32
    %isAbove = arith.cmpf oge, %x, %floor : f32
    %decay = arith.select %isAbove, %x, %floor : f32
    memref.store %decay, %table[%i] : memref<?xf32>
    scf.yield %next : f64
  }
  atlas.return
}
