// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Refusals of queues: handles and scratch buffers.
//
// RUN: atlas-opt %s --split-input-file --verify-diagnostics

atlas.kernel @chosen(%s: memref<4096xi64> {atlas.inout}, %t: memref<4096xi64> {atlas.inout},
                     %c: i1, %n: i64) {
  %k = arith.constant 16 : i64
  // expected-error @+1 {{'atlas.queue.init' op makes a handle that 'arith.select' takes; a handle is not stored, returned or chosen: expected operations on the queue}}
  %p = atlas.queue.init %s capacity %k : memref<4096xi64>
  %q = atlas.queue.init %t capacity %k : memref<4096xi64>
  // expected-note @+1 {{taken here}}
  %r = arith.select %c, %p, %q : !atlas.queue
  %ok = atlas.queue.push %r, %n
  atlas.return
}

// -----

atlas.kernel @yielded(%s: memref<4096xi64> {atlas.inout}, %c: i1, %n: i64) {
  %k = arith.constant 16 : i64
  %q = scf.if %c -> !atlas.queue {
    // expected-error @+1 {{makes a handle that 'scf.yield' takes}}
    %p = atlas.queue.init %s capacity %k : memref<4096xi64>
    // expected-note @+1 {{taken here}}
    scf.yield %p : !atlas.queue
  } else {
    %t = memref.alloc() : memref<100xi64>
    %p = atlas.queue.init %t capacity %k : memref<100xi64>
    scf.yield %p : !atlas.queue
  }
  atlas.return
}

// -----

// expected-error @+1 {{'atlas.kernel' op argument 'q' is '!atlas.queue'; expected a buffer, an integer of 1 to 64 bits, f16, f32 or f64}}
atlas.kernel @passed_in(%q: !atlas.queue) {
  atlas.return
}

// -----

atlas.kernel @shared(%s: memref<4096xi64> {atlas.inout}, %m: i64, %key: i64) {
  %k = arith.constant 16 : i64
  %n = arith.index_cast %m : i64 to index
  // expected-error @+1 {{makes a queue that each item of an 'atlas.batch' would share; expected a queue of the item's own}}
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  atlas.batch (%i) in (%n) {
    // expected-note @+1 {{captured here}}
    %ok = atlas.queue.push %q, %key
  }
  atlas.return
}

// -----

func.func @unknown(%s: memref<4096xi64>, %c: i1) {
  %k = arith.constant 16 : i64
  // expected-note @+1 {{the handle comes from here}}
  %q = scf.execute_region -> !atlas.queue {
    %p = builtin.unrealized_conversion_cast %k : i64 to !atlas.queue
    scf.yield %p : !atlas.queue
  }
  // expected-error @+1 {{'atlas.queue.pop' op takes a handle that 'atlas.queue.init' does not make here; expected the queue of the item itself}}
  %key, %valid = atlas.queue.pop %q
  return
}

// -----

// expected-note @+1 {{the buffer comes from here}}
atlas.kernel @read_only(%s: memref<4096xi64> {atlas.out}) {
  %k = arith.constant 16 : i64
  // expected-error @+1 {{has as scratch 's', which the kernel does not declare atlas.inout; expected a temporary (memref.alloc) or an atlas.inout argument}}
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  atlas.return
}

// -----

atlas.kernel @selected(%s: memref<4096xi64> {atlas.inout}, %t: memref<4096xi64> {atlas.inout}, %c: i1) {
  %k = arith.constant 16 : i64
  // expected-note @+1 {{the buffer comes from here}}
  %r = arith.select %c, %s, %t : memref<4096xi64>
  // expected-error @+1 {{has as scratch a buffer that is chosen while running}}
  %q = atlas.queue.init %r capacity %k : memref<4096xi64>
  atlas.return
}

// -----

// expected-note @+1 {{the buffer comes from here}}
atlas.kernel @one_for_all(%s: memref<4096xi64> {atlas.inout}, %m: i64) {
  %k = arith.constant 16 : i64
  %n = arith.index_cast %m : i64 to index
  atlas.batch (%i) in (%n) {
    // expected-error @+1 {{has as scratch a buffer that all items of the 'atlas.batch' would share; expected a memref.subview that depends on the item}}
    %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  }
  atlas.return
}

// -----

atlas.kernel @used_too(%s: memref<4096xi64> {atlas.inout}, %x: i64) {
  %k = arith.constant 16 : i64
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{has as scratch a buffer that 'memref.store' uses too; expected one that only this queue uses}}
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-note @+1 {{used here}}
  memref.store %x, %s[%c0] : memref<4096xi64>
  atlas.return
}

// -----

atlas.kernel @two_queues(%s: memref<4096xi64> {atlas.inout}, %x: i64) {
  %k = arith.constant 16 : i64
  // expected-error @+1 {{has as scratch a buffer that 'atlas.queue.init' uses too}}
  %p = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-note @+1 {{used here}}
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  atlas.return
}

// -----

atlas.kernel @short(%s: memref<100xi64> {atlas.inout}) {
  %k = arith.constant 40 : i64
  // expected-error @+1 {{has a scratch of 100 elements for a capacity of 40 keys; expected at least 101 elements (see !atlas.queue)}}
  %q = atlas.queue.init %s capacity %k : memref<100xi64>
  atlas.return
}

// -----

atlas.kernel @short_many(%s: memref<72000xi64> {atlas.inout}) {
  %k = arith.constant 1024 : i64
  // expected-error @+1 {{has a scratch of 72000 elements for a capacity of 1024 keys; expected at least 72208 elements (see !atlas.queue)}}
  %q = atlas.queue.init %s capacity %k : memref<72000xi64>
  atlas.return
}

// -----

atlas.kernel @impure(%s: memref<4096xi64> {atlas.inout}, %o: memref<?xi64> {atlas.out}) {
  %k = arith.constant 16 : i64
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-error @+1 {{region contains 'atlas.queue.pop'}}
  atlas.map outs(%o : memref<?xi64>) {
    // expected-note @+1 {{found here}}
    %key, %valid = atlas.queue.pop %q
    atlas.yield %key : i64
  }
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
func.func private @somewhere(!atlas.queue)
atlas.kernel @external(%s: memref<4096xi64> {atlas.inout}) {
  %k = arith.constant 16 : i64
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-error @+1 {{passes a queue to 'somewhere', which has no body; expected a private helper of one block that keeps the queue to itself}}
  func.call @somewhere(%q) : (!atlas.queue) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
func.func private @again(%q: !atlas.queue) {
  func.call @again(%q) : (!atlas.queue) -> ()
  return
}
atlas.kernel @recursive(%s: memref<4096xi64> {atlas.inout}) {
  %k = arith.constant 16 : i64
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-error @+1 {{passes a queue to 'again', which calls itself}}
  func.call @again(%q) : (!atlas.queue) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
func.func @open(%q: !atlas.queue) {
  return
}
atlas.kernel @public(%s: memref<4096xi64> {atlas.inout}) {
  %k = arith.constant 16 : i64
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-error @+1 {{passes a queue to 'open', which is not private}}
  func.call @open(%q) : (!atlas.queue) -> ()
  atlas.return
}

// -----

// expected-note @+1 {{declared here}}
func.func private @back(%q: !atlas.queue) -> !atlas.queue {
  return %q : !atlas.queue
}
atlas.kernel @given_back(%s: memref<4096xi64> {atlas.inout}) {
  %k = arith.constant 16 : i64
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  // expected-error @+1 {{passes a queue to 'back', which returns one}}
  %r = func.call @back(%q) : (!atlas.queue) -> !atlas.queue
  atlas.return
}

// -----

// Both are made, one after the other: the second would end the first.
atlas.kernel @both(%s: memref<4096xi64> {atlas.inout}, %c: i1) {
  %k = arith.constant 16 : i64
  // expected-error @+1 {{has as scratch a buffer that 'atlas.queue.init' uses too; expected one that only this queue uses}}
  %q = atlas.queue.init %s capacity %k : memref<4096xi64>
  scf.if %c {
    // expected-note @+1 {{used here}}
    %r = atlas.queue.init %s capacity %k : memref<4096xi64>
  }
  atlas.return
}
