// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every operation of the dialect, printed and parsed again, as text and as
// bytecode, in the short and in the generic form.
//
// RUN: atlas-opt %s | FileCheck %s
// RUN: atlas-opt %s | atlas-opt | FileCheck %s
// RUN: atlas-opt %s --mlir-print-op-generic | atlas-opt | FileCheck %s
// RUN: atlas-opt %s --emit-bytecode -o %t.mlirbc
// RUN: atlas-opt %t.mlirbc | FileCheck %s
// RUN: atlas-opt %s --verify-roundtrip -o /dev/null

// CHECK-LABEL: atlas.kernel @roles(
// CHECK-SAME: %in: memref<?xi8> {atlas.align = 16 : i64, atlas.constant, atlas.in},
// CHECK-SAME: %table: memref<256xi8> {atlas.table},
// CHECK-SAME: %out: memref<?xi8> {atlas.count = "used", atlas.inplace = ["in"], atlas.length = "dim(in) + n", atlas.out},
// CHECK-SAME: %any: memref<?xi8> {atlas.inout, atlas.overlap, atlas.signed},
// CHECK-SAME: %rows: memref<?x96xi16, strided<[?, 1]>> {atlas.in},
// CHECK-SAME: %n: i64 {atlas.constant}) -> (i64 {atlas.name = "used"}, f32)
// CHECK-SAME: contract = #atlas.contract<"C-TEST-ROLES">
// CHECK-SAME: exactness = #atlas<exactness ordered_float>
// CHECK-SAME: tolerance = "ulp:1"
atlas.kernel @roles(
    %in: memref<?xi8> {atlas.in, atlas.align = 16, atlas.constant},
    %table: memref<256xi8> {atlas.table},
    %out: memref<?xi8> {atlas.out, atlas.length = "dim(in) + n", atlas.inplace = ["in"], atlas.count = "used"},
    %any: memref<?xi8> {atlas.inout, atlas.overlap, atlas.signed},
    %rows: memref<?x96xi16, strided<[?, 1]>> {atlas.in},
    %n: i64 {atlas.constant}) -> (i64 {atlas.name = "used"}, f32)
    attributes {contract = #atlas.contract<"C-TEST-ROLES">,
                exactness = #atlas<exactness ordered_float>, tolerance = "ulp:1"} {
  %f = arith.constant 1.0 : f32
  // CHECK: atlas.return %n, %{{.*}} : i64, f32
  atlas.return %n, %f : i64, f32
}

// CHECK-LABEL: atlas.kernel private @nothing()
// CHECK-NEXT: atlas.return
atlas.kernel private @nothing() {
  atlas.return
}

// CHECK-LABEL: atlas.kernel @double(
atlas.kernel @double(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.out}) -> i8 {
  %c1 = arith.constant 1 : i8
  atlas.return %c1 : i8
}

// CHECK-LABEL: atlas.pipeline @chain(
atlas.pipeline @chain(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.out}) -> i8 {
  // CHECK: %{{.*}} = atlas.call @double(%a, %b) : (memref<?xi8>, memref<?xi8>) -> i8
  %r = atlas.call @double(%a, %b) : (memref<?xi8>, memref<?xi8>) -> i8
  // CHECK: atlas.call @nothing() : () -> ()
  atlas.call @nothing() : () -> ()
  atlas.return %r : i8
}

func.func private @twice(%x: i8) -> i8 {
  %y = arith.addi %x, %x : i8
  return %y : i8
}

// CHECK-LABEL: atlas.kernel @map(
atlas.kernel @map(%a: memref<?xi8> {atlas.in}, %t: memref<256xi8> {atlas.table},
                  %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"},
                  %p: memref<?xf32> {atlas.out, atlas.length = "dim(a)"},
                  %m: memref<?x4xf64, strided<[?, 1]>> {atlas.out}) {
  // CHECK: atlas.map ins(%a : memref<?xi8>) outs(%o, %p : memref<?xi8>, memref<?xf32>) {
  // CHECK-NEXT: ^bb0(%{{.*}}: i8, %{{.*}}: index):
  atlas.map ins(%a : memref<?xi8>) outs(%o, %p : memref<?xi8>, memref<?xf32>) {
  ^bb0(%x: i8, %i: index):
    %at = arith.index_castui %x : i8 to index
    // CHECK: memref.load %t
    %v = memref.load %t[%at] : memref<256xi8>
    // CHECK: func.call @twice
    %w = func.call @twice(%v) : (i8) -> i8
    %f = arith.uitofp %w : i8 to f32
    // CHECK: atlas.yield %{{.*}}, %{{.*}} : i8, f32
    atlas.yield %w, %f : i8, f32
  }
  %zero = arith.constant 0.0 : f64
  // CHECK: atlas.map outs(%m : memref<?x4xf64, strided<[?, 1]>>) {
  // CHECK-NEXT: ^bb0(%{{.*}}: index, %{{.*}}: index):
  atlas.map outs(%m : memref<?x4xf64, strided<[?, 1]>>) {
  ^bb0(%i: index, %j: index):
    atlas.yield %zero : f64
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @reduce(
atlas.kernel @reduce(%a: memref<?xi8> {atlas.in}, %f: memref<?xf32> {atlas.in}) -> (i64, i8, f32, f32, i32)
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "rel:1e-6"} {
  %z = arith.constant 0 : i64
  %m = arith.constant 255 : i8
  %fz = arith.constant 0.0 : f32
  %z32 = arith.constant 0 : i32
  // CHECK: atlas.reduce ins(%a : memref<?xi8>) init(%{{.*}} : i64) widen i64 mod 96 {
  // CHECK: } combine addi
  %s = atlas.reduce ins(%a : memref<?xi8>) init(%z : i64) widen i64 mod 96 {
  ^bb0(%x: i8):
    atlas.yield %x : i8
  } combine addi
  // CHECK: atlas.reduce ins(%a : memref<?xi8>) init(%{{.*}}, %{{.*}} : i8, i8) {
  // CHECK: } combine minu, maxu
  %r:2 = atlas.reduce ins(%a : memref<?xi8>) init(%m, %m : i8, i8) {
  ^bb0(%x: i8):
    atlas.yield %x, %x : i8, i8
  } combine minu, maxu
  // CHECK: atlas.reduce ins(%f : memref<?xf32>) init(%{{.*}} : f32) order sequential {
  %q = atlas.reduce ins(%f : memref<?xf32>) init(%fz : f32) order sequential {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine addf
  // CHECK: atlas.reduce ins(%f : memref<?xf32>) init(%{{.*}} : f32) order free attributes {note = "free"} {
  %g = atlas.reduce ins(%f : memref<?xf32>) init(%fz : f32) order free attributes {note = "free"} {
  ^bb0(%x: f32):
    atlas.yield %x : f32
  } combine maximumf
  // CHECK: } combine {
  // CHECK-NEXT: ^bb0(%{{.*}}: i32, %{{.*}}: i32):
  %k = atlas.reduce ins(%a : memref<?xi8>) init(%z32 : i32) {
  ^bb0(%x: i8):
    %w = arith.extui %x : i8 to i32
    atlas.yield %w : i32
  } combine {
  ^bb0(%l: i32, %h: i32):
    %c = arith.ori %l, %h : i32
    atlas.yield %c : i32
  }
  atlas.return %s, %r#0, %q, %g, %k : i64, i8, f32, f32, i32
}

// CHECK-LABEL: atlas.kernel @scan(
atlas.kernel @scan(%a: memref<?xi32> {atlas.in}, %o: memref<?xi32> {atlas.out, atlas.length = "dim(a)"}) {
  %z = arith.constant 0 : i32
  // CHECK: atlas.scan ins(%a : memref<?xi32>) outs(%o : memref<?xi32>) init(%{{.*}} : i32) exclusive {
  // CHECK: } combine xor
  atlas.scan ins(%a : memref<?xi32>) outs(%o : memref<?xi32>) init(%z : i32) exclusive {
  ^bb0(%x: i32):
    atlas.yield %x : i32
  } combine xor
  // CHECK: atlas.scan ins(%a : memref<?xi32>) outs(%o : memref<?xi32>) init(%{{.*}} : i32) inclusive order free {
  // CHECK: } combine {
  atlas.scan ins(%a : memref<?xi32>) outs(%o : memref<?xi32>) init(%z : i32) inclusive order free {
  ^bb0(%x: i32):
    atlas.yield %x : i32
  } combine {
  ^bb0(%l: i32, %h: i32):
    %c = arith.addi %l, %h : i32
    atlas.yield %c : i32
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @histogram(
atlas.kernel @histogram(%a: memref<?xi8> {atlas.in}, %b: memref<96xi64> {atlas.inout}, %w: memref<16xf32> {atlas.inout})
    attributes {exactness = #atlas<exactness bounded_ulp>, tolerance = "abs:0.5"} {
  // CHECK: atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) accumulate {
  atlas.histogram ins(%a : memref<?xi8>) outs(%b : memref<96xi64>) accumulate {
  ^bb0(%x: i8):
    %c = atlas.r96.classify %x : i8
    atlas.yield %c : i8
  }
  // CHECK: atlas.histogram ins(%a : memref<?xi8>) outs(%w : memref<16xf32>) order_free {
  atlas.histogram ins(%a : memref<?xi8>) outs(%w : memref<16xf32>) order_free {
  ^bb0(%x: i8, %i: index):
    %f = arith.uitofp %x : i8 to f32
    %k = math.exp %f : f32
    atlas.yield %x, %k : i8, f32
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @find_gather_scatter(
atlas.kernel @find_gather_scatter(%a: memref<?xi8> {atlas.in},
    %at: memref<?xi32> {atlas.in, atlas.length = "dim(a)"}, %o: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}) -> i64 {
  // CHECK: atlas.find ins(%a : memref<?xi8>) {
  %p = atlas.find ins(%a : memref<?xi8>) {
  ^bb0(%x: i8):
    %c = arith.constant 7 : i8
    %is = arith.cmpi eq, %x, %c : i8
    atlas.yield %is : i1
  }
  // CHECK: atlas.gather ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>)
  atlas.gather ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>)
  // CHECK: atlas.scatter ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) unique
  atlas.scatter ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) unique
  // CHECK: atlas.scatter ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) combine <addi>
  atlas.scatter ins(%a, %at : memref<?xi8>, memref<?xi32>) outs(%o : memref<?xi8>) combine <addi>
  atlas.return %p : i64
}

// CHECK-LABEL: atlas.kernel @batch(
atlas.kernel @batch(%a: memref<?x256xi8> {atlas.in}, %o: memref<?xi64> {atlas.out}) {
  %c0 = arith.constant 0 : index
  %n = memref.dim %a, %c0 : memref<?x256xi8>
  // CHECK: atlas.batch (%[[I:.*]]) in (%{{.*}}) {
  // CHECK-NEXT: memref.subview %a[%[[I]], 0] [1, 256] [1, 1]
  // CHECK-NOT: atlas.yield
  // CHECK: memref.store
  atlas.batch (%i) in (%n) {
    %row = memref.subview %a[%i, 0] [1, 256] [1, 1] : memref<?x256xi8> to memref<256xi8, strided<[1], offset: ?>>
    %s = atlas.conserved.sum %row : memref<256xi8, strided<[1], offset: ?>> -> i64
    memref.store %s, %o[%i] : memref<?xi64>
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @scalars(
atlas.kernel @scalars(%b: i8, %s: i64, %page: i16, %coord: i32) -> (i8, i8, i8, i8, i1, i32, i16, i8) {
  // CHECK: atlas.mod %s mod 96 : i64 -> i8
  %0 = atlas.mod %s mod 96 : i64 -> i8
  // CHECK: atlas.modadd %s, %s mod 96 : i64 -> i8
  %1 = atlas.modadd %s, %s mod 96 : i64 -> i8
  // CHECK: atlas.modsub %b, %{{.*}} mod 96 : i8 -> i8
  %2 = atlas.modsub %b, %0 mod 96 : i8 -> i8
  // CHECK: atlas.r96.classify %b : i8
  %3 = atlas.r96.classify %b : i8
  // CHECK: atlas.r96.harmonizes %b, %{{.*}} : i8 -> i1
  %4 = atlas.r96.harmonizes %b, %3 : i8 -> i1
  // CHECK: atlas.boundary.encode %page, %b : i16, i8 -> i32
  %5 = atlas.boundary.encode %page, %b : i16, i8 -> i32
  // CHECK: atlas.boundary.decode %coord : i32 -> i16, i8
  %6, %7 = atlas.boundary.decode %coord : i32 -> i16, i8
  atlas.return %0, %1, %2, %3, %4, %5, %6, %7 : i8, i8, i8, i8, i1, i32, i16, i8
}

// CHECK-LABEL: atlas.kernel @conserved(
atlas.kernel @conserved(%a: memref<?xi8> {atlas.in}, %b: memref<?xi8> {atlas.out, atlas.length = "dim(a)"}, %st: memref<1xi64> {atlas.inout}, %v: i8) -> i1 {
  // CHECK: atlas.conserved.sum %a : memref<?xi8> -> i64
  %0 = atlas.conserved.sum %a : memref<?xi8> -> i64
  // CHECK: atlas.conserved.delta %a, %b : memref<?xi8>, memref<?xi8> -> i8
  %1 = atlas.conserved.delta %a, %b : memref<?xi8>, memref<?xi8> -> i8
  // CHECK: atlas.conserved.check %a : memref<?xi8> -> i1
  %2 = atlas.conserved.check %a : memref<?xi8> -> i1
  // CHECK: atlas.conserved.update %st, %a : memref<1xi64>, memref<?xi8>
  atlas.conserved.update %st, %a : memref<1xi64>, memref<?xi8>
  // CHECK: atlas.conserved.fill %b, %v : memref<?xi8> -> i32
  %3 = atlas.conserved.fill %b, %v : memref<?xi8> -> i32
  // CHECK: atlas.conserved.copy %b, %a : memref<?xi8>, memref<?xi8> -> i32
  %4 = atlas.conserved.copy %b, %a : memref<?xi8>, memref<?xi8> -> i32
  // CHECK: atlas.conserved.fixup %b : memref<?xi8> -> i8
  %5 = atlas.conserved.fixup %b : memref<?xi8> -> i8
  // CHECK: %[[W:.*]] = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  %6 = atlas.witness.generate %a : memref<?xi8> -> !atlas.witness
  // CHECK: atlas.witness.verify %[[W]], %a : memref<?xi8> -> i1
  %7 = atlas.witness.verify %6, %a : memref<?xi8> -> i1
  atlas.return %7 : i1
}

// Scalar operations also work on vectors.
// CHECK-LABEL: func.func @vectors(
func.func @vectors(%v: vector<16xi8>) -> vector<16xi8> {
  // CHECK: atlas.r96.classify %{{.*}} : vector<16xi8>
  %0 = atlas.r96.classify %v : vector<16xi8>
  // CHECK: atlas.modadd %{{.*}}, %{{.*}} mod 96 : vector<16xi8> -> vector<16xi8>
  %1 = atlas.modadd %v, %0 mod 96 : vector<16xi8> -> vector<16xi8>
  return %1 : vector<16xi8>
}

// CHECK-LABEL: atlas.kernel @queue(
atlas.kernel @queue(%s: memref<?xi64> {atlas.inout, atlas.length = "(17 * n ceildiv 8) + 16 + (n floordiv 1024 min 1) * 70016"},
                    %n: i64, %k: i64) -> (i64, i1) {
  // CHECK: %[[Q:.*]] = atlas.queue.init %s capacity %n : memref<?xi64>
  %q = atlas.queue.init %s capacity %n : memref<?xi64>
  // CHECK: %{{.*}} = atlas.queue.push %[[Q]], %k
  %ok = atlas.queue.push %q, %k
  // CHECK: %{{.*}}, %{{.*}}, %{{.*}} = atlas.queue.push_evict %[[Q]], %k
  %any, %key, %survived = atlas.queue.push_evict %q, %k
  // CHECK: atlas.queue.push_evict %[[Q]], %k if %{{.*}}
  %any2, %key2, %survived2 = atlas.queue.push_evict %q, %k if %survived
  // CHECK: %{{.*}}, %{{.*}} = atlas.queue.pop %[[Q]]
  %least, %valid = atlas.queue.pop %q
  // CHECK: %{{.*}} = atlas.queue.size %[[Q]]
  %size = atlas.queue.size %q
  atlas.return %size, %valid : i64, i1
}

// Queues of which only one is made share a scratch.
// CHECK-LABEL: atlas.kernel @either_queue(
atlas.kernel @either_queue(%s: memref<200xi64> {atlas.inout}, %c: i1) {
  %n = arith.constant 80 : i64
  scf.if %c {
    %q = atlas.queue.init %s capacity %n : memref<200xi64>
  } else {
    %q = atlas.queue.init %s capacity %n pops %n : memref<200xi64>
  }
  atlas.return
}

// CHECK-LABEL: atlas.kernel @bounded_queue(
atlas.kernel @bounded_queue(%s: memref<200xi64> {atlas.inout}, %p: i64) {
  %n = arith.constant 80 : i64
  // CHECK: atlas.queue.init %s capacity %{{.*}} pops %p : memref<200xi64>
  %q = atlas.queue.init %s capacity %n pops %p : memref<200xi64>
  atlas.return
}
