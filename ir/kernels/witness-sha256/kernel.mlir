// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SHA-256 (FIPS 180-4) of a buffer: its full blocks where they lie, then the
// padded rest from a buffer of two blocks. The rounds are written out, 16 at a
// time, so that the state and the message schedule stay in registers.

// K0..K63 of section 4.2.2.
memref.global "private" constant @round_constants : memref<64xi32> = dense<[
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4,
    0xAB1C5ED5, 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE,
    0x9BDC06A7, 0xC19BF174, 0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F,
    0x4A7484AA, 0x5CB0A9DC, 0x76F988DA, 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7,
    0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967, 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC,
    0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85, 0xA2BFE8A1, 0xA81A664B,
    0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070, 0x19A4C116,
    0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7,
    0xC67178F2]>

// The functions of section 4.1.2.
func.func private @big_sigma0(%x: i32) -> i32 attributes {passthrough = ["alwaysinline"]} {
  %n2 = arith.constant 2 : i32
  %n10 = arith.constant 10 : i32
  %n13 = arith.constant 13 : i32
  %n19 = arith.constant 19 : i32
  %n22 = arith.constant 22 : i32
  %n30 = arith.constant 30 : i32
  %r2 = arith.shrui %x, %n2 : i32
  %l2 = arith.shli %x, %n30 : i32
  %x2 = arith.ori %r2, %l2 : i32
  %r13 = arith.shrui %x, %n13 : i32
  %l13 = arith.shli %x, %n19 : i32
  %x13 = arith.ori %r13, %l13 : i32
  %r22 = arith.shrui %x, %n22 : i32
  %l22 = arith.shli %x, %n10 : i32
  %x22 = arith.ori %r22, %l22 : i32
  %two = arith.xori %x2, %x13 : i32
  %all = arith.xori %two, %x22 : i32
  return %all : i32
}

func.func private @big_sigma1(%x: i32) -> i32 attributes {passthrough = ["alwaysinline"]} {
  %n6 = arith.constant 6 : i32
  %n7 = arith.constant 7 : i32
  %n11 = arith.constant 11 : i32
  %n21 = arith.constant 21 : i32
  %n25 = arith.constant 25 : i32
  %n26 = arith.constant 26 : i32
  %r6 = arith.shrui %x, %n6 : i32
  %l6 = arith.shli %x, %n26 : i32
  %x6 = arith.ori %r6, %l6 : i32
  %r11 = arith.shrui %x, %n11 : i32
  %l11 = arith.shli %x, %n21 : i32
  %x11 = arith.ori %r11, %l11 : i32
  %r25 = arith.shrui %x, %n25 : i32
  %l25 = arith.shli %x, %n7 : i32
  %x25 = arith.ori %r25, %l25 : i32
  %two = arith.xori %x6, %x11 : i32
  %all = arith.xori %two, %x25 : i32
  return %all : i32
}

func.func private @small_sigma0(%x: i32) -> i32 attributes {passthrough = ["alwaysinline"]} {
  %n3 = arith.constant 3 : i32
  %n7 = arith.constant 7 : i32
  %n14 = arith.constant 14 : i32
  %n18 = arith.constant 18 : i32
  %n25 = arith.constant 25 : i32
  %r7 = arith.shrui %x, %n7 : i32
  %l7 = arith.shli %x, %n25 : i32
  %x7 = arith.ori %r7, %l7 : i32
  %r18 = arith.shrui %x, %n18 : i32
  %l18 = arith.shli %x, %n14 : i32
  %x18 = arith.ori %r18, %l18 : i32
  %x3 = arith.shrui %x, %n3 : i32
  %two = arith.xori %x7, %x18 : i32
  %all = arith.xori %two, %x3 : i32
  return %all : i32
}

func.func private @small_sigma1(%x: i32) -> i32 attributes {passthrough = ["alwaysinline"]} {
  %n10 = arith.constant 10 : i32
  %n13 = arith.constant 13 : i32
  %n15 = arith.constant 15 : i32
  %n17 = arith.constant 17 : i32
  %n19 = arith.constant 19 : i32
  %r17 = arith.shrui %x, %n17 : i32
  %l17 = arith.shli %x, %n15 : i32
  %x17 = arith.ori %r17, %l17 : i32
  %r19 = arith.shrui %x, %n19 : i32
  %l19 = arith.shli %x, %n13 : i32
  %x19 = arith.ori %r19, %l19 : i32
  %x10 = arith.shrui %x, %n10 : i32
  %two = arith.xori %x17, %x19 : i32
  %all = arith.xori %two, %x10 : i32
  return %all : i32
}

// One round of section 6.2.2: the next e and a; the other words move on by one
// name. Maj(a, b, c) uses a ^ b, which the next round has as its b ^ c.
func.func private @round(%a: i32, %b: i32, %c: i32, %d: i32, %e: i32, %f: i32, %g: i32,
    %h: i32, %k: i32, %w: i32) -> (i32, i32) attributes {passthrough = ["alwaysinline"]} {
  %sigma1 = func.call @big_sigma1(%e) : (i32) -> i32
  %fg = arith.xori %f, %g : i32
  %efg = arith.andi %e, %fg : i32
  %ch = arith.xori %efg, %g : i32
  %kw = arith.addi %k, %w : i32
  %hkw = arith.addi %h, %kw : i32
  %chhkw = arith.addi %hkw, %ch : i32
  %t1 = arith.addi %chhkw, %sigma1 : i32
  %sigma0 = func.call @big_sigma0(%a) : (i32) -> i32
  %ab = arith.xori %a, %b : i32
  %bc = arith.xori %b, %c : i32
  %abbc = arith.andi %ab, %bc : i32
  %maj = arith.xori %abbc, %b : i32
  %t2 = arith.addi %sigma0, %maj : i32
  %nextE = arith.addi %d, %t1 : i32
  %nextA = arith.addi %t1, %t2 : i32
  return %nextE, %nextA : i32, i32
}

// W[t] of section 6.2.2 from W[t-16], W[t-15], W[t-7] and W[t-2].
func.func private @schedule(%w16: i32, %w15: i32, %w7: i32, %w2: i32) -> i32
    attributes {passthrough = ["alwaysinline"]} {
  %sigma0 = func.call @small_sigma0(%w15) : (i32) -> i32
  %sigma1 = func.call @small_sigma1(%w2) : (i32) -> i32
  %old = arith.addi %w16, %sigma0 : i32
  %new = arith.addi %w7, %sigma1 : i32
  %w = arith.addi %old, %new : i32
  return %w : i32
}

// The big-endian word at a byte position.
func.func private @word(%bytes: memref<?xi8>, %at: index) -> i32
    attributes {passthrough = ["alwaysinline"]} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %n8 = arith.constant 8 : i32
  %n16 = arith.constant 16 : i32
  %n24 = arith.constant 24 : i32
  %at1 = arith.addi %at, %c1 : index
  %at2 = arith.addi %at, %c2 : index
  %at3 = arith.addi %at, %c3 : index
  %b0 = memref.load %bytes[%at] : memref<?xi8>
  %b1 = memref.load %bytes[%at1] : memref<?xi8>
  %b2 = memref.load %bytes[%at2] : memref<?xi8>
  %b3 = memref.load %bytes[%at3] : memref<?xi8>
  %w0 = arith.extui %b0 : i8 to i32
  %w1 = arith.extui %b1 : i8 to i32
  %w2 = arith.extui %b2 : i8 to i32
  %w3 = arith.extui %b3 : i8 to i32
  %h0 = arith.shli %w0, %n24 : i32
  %h1 = arith.shli %w1, %n16 : i32
  %h2 = arith.shli %w2, %n8 : i32
  %high = arith.ori %h0, %h1 : i32
  %low = arith.ori %h2, %w3 : i32
  %word = arith.ori %high, %low : i32
  return %word : i32
}

// `count` blocks of 64 bytes into the eight words of `state`.
func.func private @hash_blocks(%state: memref<8xi32>, %bytes: memref<?xi8>, %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %c10 = arith.constant 10 : index
  %c11 = arith.constant 11 : index
  %c12 = arith.constant 12 : index
  %c13 = arith.constant 13 : index
  %c14 = arith.constant 14 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %c20 = arith.constant 20 : index
  %c24 = arith.constant 24 : index
  %c28 = arith.constant 28 : index
  %c32 = arith.constant 32 : index
  %c36 = arith.constant 36 : index
  %c40 = arith.constant 40 : index
  %c44 = arith.constant 44 : index
  %c48 = arith.constant 48 : index
  %c52 = arith.constant 52 : index
  %c56 = arith.constant 56 : index
  %c60 = arith.constant 60 : index
  %c64 = arith.constant 64 : index
  %k = memref.get_global @round_constants : memref<64xi32>
  %aIn = memref.load %state[%c0] : memref<8xi32>
  %bIn = memref.load %state[%c1] : memref<8xi32>
  %cIn = memref.load %state[%c2] : memref<8xi32>
  %dIn = memref.load %state[%c3] : memref<8xi32>
  %eIn = memref.load %state[%c4] : memref<8xi32>
  %fIn = memref.load %state[%c5] : memref<8xi32>
  %gIn = memref.load %state[%c6] : memref<8xi32>
  %hIn = memref.load %state[%c7] : memref<8xi32>
  %last:8 = scf.for %block = %c0 to %count step %c1
      iter_args(%aOld = %aIn, %bOld = %bIn, %cOld = %cIn, %dOld = %dIn,
                %eOld = %eIn, %fOld = %fIn, %gOld = %gIn, %hOld = %hIn)
      -> (i32, i32, i32, i32, i32, i32, i32, i32) {
    %first = arith.muli %block, %c64 : index
    %w0 = func.call @word(%bytes, %first) : (memref<?xi8>, index) -> i32
    %p1 = arith.addi %first, %c4 : index
    %w1 = func.call @word(%bytes, %p1) : (memref<?xi8>, index) -> i32
    %p2 = arith.addi %first, %c8 : index
    %w2 = func.call @word(%bytes, %p2) : (memref<?xi8>, index) -> i32
    %p3 = arith.addi %first, %c12 : index
    %w3 = func.call @word(%bytes, %p3) : (memref<?xi8>, index) -> i32
    %p4 = arith.addi %first, %c16 : index
    %w4 = func.call @word(%bytes, %p4) : (memref<?xi8>, index) -> i32
    %p5 = arith.addi %first, %c20 : index
    %w5 = func.call @word(%bytes, %p5) : (memref<?xi8>, index) -> i32
    %p6 = arith.addi %first, %c24 : index
    %w6 = func.call @word(%bytes, %p6) : (memref<?xi8>, index) -> i32
    %p7 = arith.addi %first, %c28 : index
    %w7 = func.call @word(%bytes, %p7) : (memref<?xi8>, index) -> i32
    %p8 = arith.addi %first, %c32 : index
    %w8 = func.call @word(%bytes, %p8) : (memref<?xi8>, index) -> i32
    %p9 = arith.addi %first, %c36 : index
    %w9 = func.call @word(%bytes, %p9) : (memref<?xi8>, index) -> i32
    %p10 = arith.addi %first, %c40 : index
    %w10 = func.call @word(%bytes, %p10) : (memref<?xi8>, index) -> i32
    %p11 = arith.addi %first, %c44 : index
    %w11 = func.call @word(%bytes, %p11) : (memref<?xi8>, index) -> i32
    %p12 = arith.addi %first, %c48 : index
    %w12 = func.call @word(%bytes, %p12) : (memref<?xi8>, index) -> i32
    %p13 = arith.addi %first, %c52 : index
    %w13 = func.call @word(%bytes, %p13) : (memref<?xi8>, index) -> i32
    %p14 = arith.addi %first, %c56 : index
    %w14 = func.call @word(%bytes, %p14) : (memref<?xi8>, index) -> i32
    %p15 = arith.addi %first, %c60 : index
    %w15 = func.call @word(%bytes, %p15) : (memref<?xi8>, index) -> i32
    // Rounds 0..47, each followed by the word that is due 16 rounds later.
    %r:24 = scf.for %t = %c0 to %c48 step %c16
        iter_args(%a = %aOld, %b = %bOld, %c = %cOld, %d = %dOld, %e = %eOld,
                  %f = %fOld, %g = %gOld, %h = %hOld, %v0 = %w0, %v1 = %w1, %v2 = %w2,
                  %v3 = %w3, %v4 = %w4, %v5 = %w5, %v6 = %w6, %v7 = %w7, %v8 = %w8,
                  %v9 = %w9, %v10 = %w10, %v11 = %w11, %v12 = %w12, %v13 = %w13,
                  %v14 = %w14, %v15 = %w15)
        -> (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32,
            i32, i32, i32, i32, i32, i32, i32, i32, i32) {
      %ku0 = memref.load %k[%t] : memref<64xi32>
      %su0:2 = func.call @round(%a, %b, %c, %d, %e, %f, %g, %h, %ku0, %v0)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x0 = func.call @schedule(%v0, %v1, %v9, %v14) : (i32, i32, i32, i32) -> i32
      %tu1 = arith.addi %t, %c1 : index
      %ku1 = memref.load %k[%tu1] : memref<64xi32>
      %su1:2 = func.call @round(%su0#1, %a, %b, %c, %su0#0, %e, %f, %g, %ku1, %v1)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x1 = func.call @schedule(%v1, %v2, %v10, %v15) : (i32, i32, i32, i32) -> i32
      %tu2 = arith.addi %t, %c2 : index
      %ku2 = memref.load %k[%tu2] : memref<64xi32>
      %su2:2 = func.call @round(%su1#1, %su0#1, %a, %b, %su1#0, %su0#0, %e, %f, %ku2, %v2)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x2 = func.call @schedule(%v2, %v3, %v11, %x0) : (i32, i32, i32, i32) -> i32
      %tu3 = arith.addi %t, %c3 : index
      %ku3 = memref.load %k[%tu3] : memref<64xi32>
      %su3:2 = func.call @round(%su2#1, %su1#1, %su0#1, %a, %su2#0, %su1#0, %su0#0, %e, %ku3, %v3)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x3 = func.call @schedule(%v3, %v4, %v12, %x1) : (i32, i32, i32, i32) -> i32
      %tu4 = arith.addi %t, %c4 : index
      %ku4 = memref.load %k[%tu4] : memref<64xi32>
      %su4:2 = func.call @round(%su3#1, %su2#1, %su1#1, %su0#1, %su3#0, %su2#0, %su1#0, %su0#0, %ku4, %v4)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x4 = func.call @schedule(%v4, %v5, %v13, %x2) : (i32, i32, i32, i32) -> i32
      %tu5 = arith.addi %t, %c5 : index
      %ku5 = memref.load %k[%tu5] : memref<64xi32>
      %su5:2 = func.call @round(%su4#1, %su3#1, %su2#1, %su1#1, %su4#0, %su3#0, %su2#0, %su1#0, %ku5, %v5)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x5 = func.call @schedule(%v5, %v6, %v14, %x3) : (i32, i32, i32, i32) -> i32
      %tu6 = arith.addi %t, %c6 : index
      %ku6 = memref.load %k[%tu6] : memref<64xi32>
      %su6:2 = func.call @round(%su5#1, %su4#1, %su3#1, %su2#1, %su5#0, %su4#0, %su3#0, %su2#0, %ku6, %v6)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x6 = func.call @schedule(%v6, %v7, %v15, %x4) : (i32, i32, i32, i32) -> i32
      %tu7 = arith.addi %t, %c7 : index
      %ku7 = memref.load %k[%tu7] : memref<64xi32>
      %su7:2 = func.call @round(%su6#1, %su5#1, %su4#1, %su3#1, %su6#0, %su5#0, %su4#0, %su3#0, %ku7, %v7)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x7 = func.call @schedule(%v7, %v8, %x0, %x5) : (i32, i32, i32, i32) -> i32
      %tu8 = arith.addi %t, %c8 : index
      %ku8 = memref.load %k[%tu8] : memref<64xi32>
      %su8:2 = func.call @round(%su7#1, %su6#1, %su5#1, %su4#1, %su7#0, %su6#0, %su5#0, %su4#0, %ku8, %v8)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x8 = func.call @schedule(%v8, %v9, %x1, %x6) : (i32, i32, i32, i32) -> i32
      %tu9 = arith.addi %t, %c9 : index
      %ku9 = memref.load %k[%tu9] : memref<64xi32>
      %su9:2 = func.call @round(%su8#1, %su7#1, %su6#1, %su5#1, %su8#0, %su7#0, %su6#0, %su5#0, %ku9, %v9)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x9 = func.call @schedule(%v9, %v10, %x2, %x7) : (i32, i32, i32, i32) -> i32
      %tu10 = arith.addi %t, %c10 : index
      %ku10 = memref.load %k[%tu10] : memref<64xi32>
      %su10:2 = func.call @round(%su9#1, %su8#1, %su7#1, %su6#1, %su9#0, %su8#0, %su7#0, %su6#0, %ku10, %v10)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x10 = func.call @schedule(%v10, %v11, %x3, %x8) : (i32, i32, i32, i32) -> i32
      %tu11 = arith.addi %t, %c11 : index
      %ku11 = memref.load %k[%tu11] : memref<64xi32>
      %su11:2 = func.call @round(%su10#1, %su9#1, %su8#1, %su7#1, %su10#0, %su9#0, %su8#0, %su7#0, %ku11, %v11)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x11 = func.call @schedule(%v11, %v12, %x4, %x9) : (i32, i32, i32, i32) -> i32
      %tu12 = arith.addi %t, %c12 : index
      %ku12 = memref.load %k[%tu12] : memref<64xi32>
      %su12:2 = func.call @round(%su11#1, %su10#1, %su9#1, %su8#1, %su11#0, %su10#0, %su9#0, %su8#0, %ku12, %v12)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x12 = func.call @schedule(%v12, %v13, %x5, %x10) : (i32, i32, i32, i32) -> i32
      %tu13 = arith.addi %t, %c13 : index
      %ku13 = memref.load %k[%tu13] : memref<64xi32>
      %su13:2 = func.call @round(%su12#1, %su11#1, %su10#1, %su9#1, %su12#0, %su11#0, %su10#0, %su9#0, %ku13, %v13)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x13 = func.call @schedule(%v13, %v14, %x6, %x11) : (i32, i32, i32, i32) -> i32
      %tu14 = arith.addi %t, %c14 : index
      %ku14 = memref.load %k[%tu14] : memref<64xi32>
      %su14:2 = func.call @round(%su13#1, %su12#1, %su11#1, %su10#1, %su13#0, %su12#0, %su11#0, %su10#0, %ku14, %v14)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x14 = func.call @schedule(%v14, %v15, %x7, %x12) : (i32, i32, i32, i32) -> i32
      %tu15 = arith.addi %t, %c15 : index
      %ku15 = memref.load %k[%tu15] : memref<64xi32>
      %su15:2 = func.call @round(%su14#1, %su13#1, %su12#1, %su11#1, %su14#0, %su13#0, %su12#0, %su11#0, %ku15, %v15)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %x15 = func.call @schedule(%v15, %x0, %x8, %x13) : (i32, i32, i32, i32) -> i32
      scf.yield %su15#1, %su14#1, %su13#1, %su12#1, %su15#0, %su14#0, %su13#0, %su12#0, %x0,
          %x1, %x2, %x3, %x4, %x5, %x6, %x7, %x8, %x9, %x10, %x11, %x12, %x13, %x14,
          %x15
          : i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32,
            i32, i32, i32, i32, i32, i32, i32, i32, i32
    }
    // Rounds 48..63.
    %kz0 = memref.load %k[%c48] : memref<64xi32>
    %sz0:2 = func.call @round(%r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %kz0, %r#8)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz1 = arith.addi %c48, %c1 : index
    %kz1 = memref.load %k[%tz1] : memref<64xi32>
    %sz1:2 = func.call @round(%sz0#1, %r#0, %r#1, %r#2, %sz0#0, %r#4, %r#5, %r#6, %kz1, %r#9)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz2 = arith.addi %c48, %c2 : index
    %kz2 = memref.load %k[%tz2] : memref<64xi32>
    %sz2:2 = func.call @round(%sz1#1, %sz0#1, %r#0, %r#1, %sz1#0, %sz0#0, %r#4, %r#5, %kz2, %r#10)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz3 = arith.addi %c48, %c3 : index
    %kz3 = memref.load %k[%tz3] : memref<64xi32>
    %sz3:2 = func.call @round(%sz2#1, %sz1#1, %sz0#1, %r#0, %sz2#0, %sz1#0, %sz0#0, %r#4, %kz3, %r#11)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz4 = arith.addi %c48, %c4 : index
    %kz4 = memref.load %k[%tz4] : memref<64xi32>
    %sz4:2 = func.call @round(%sz3#1, %sz2#1, %sz1#1, %sz0#1, %sz3#0, %sz2#0, %sz1#0, %sz0#0, %kz4, %r#12)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz5 = arith.addi %c48, %c5 : index
    %kz5 = memref.load %k[%tz5] : memref<64xi32>
    %sz5:2 = func.call @round(%sz4#1, %sz3#1, %sz2#1, %sz1#1, %sz4#0, %sz3#0, %sz2#0, %sz1#0, %kz5, %r#13)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz6 = arith.addi %c48, %c6 : index
    %kz6 = memref.load %k[%tz6] : memref<64xi32>
    %sz6:2 = func.call @round(%sz5#1, %sz4#1, %sz3#1, %sz2#1, %sz5#0, %sz4#0, %sz3#0, %sz2#0, %kz6, %r#14)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz7 = arith.addi %c48, %c7 : index
    %kz7 = memref.load %k[%tz7] : memref<64xi32>
    %sz7:2 = func.call @round(%sz6#1, %sz5#1, %sz4#1, %sz3#1, %sz6#0, %sz5#0, %sz4#0, %sz3#0, %kz7, %r#15)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz8 = arith.addi %c48, %c8 : index
    %kz8 = memref.load %k[%tz8] : memref<64xi32>
    %sz8:2 = func.call @round(%sz7#1, %sz6#1, %sz5#1, %sz4#1, %sz7#0, %sz6#0, %sz5#0, %sz4#0, %kz8, %r#16)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz9 = arith.addi %c48, %c9 : index
    %kz9 = memref.load %k[%tz9] : memref<64xi32>
    %sz9:2 = func.call @round(%sz8#1, %sz7#1, %sz6#1, %sz5#1, %sz8#0, %sz7#0, %sz6#0, %sz5#0, %kz9, %r#17)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz10 = arith.addi %c48, %c10 : index
    %kz10 = memref.load %k[%tz10] : memref<64xi32>
    %sz10:2 = func.call @round(%sz9#1, %sz8#1, %sz7#1, %sz6#1, %sz9#0, %sz8#0, %sz7#0, %sz6#0, %kz10, %r#18)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz11 = arith.addi %c48, %c11 : index
    %kz11 = memref.load %k[%tz11] : memref<64xi32>
    %sz11:2 = func.call @round(%sz10#1, %sz9#1, %sz8#1, %sz7#1, %sz10#0, %sz9#0, %sz8#0, %sz7#0, %kz11, %r#19)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz12 = arith.addi %c48, %c12 : index
    %kz12 = memref.load %k[%tz12] : memref<64xi32>
    %sz12:2 = func.call @round(%sz11#1, %sz10#1, %sz9#1, %sz8#1, %sz11#0, %sz10#0, %sz9#0, %sz8#0, %kz12, %r#20)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz13 = arith.addi %c48, %c13 : index
    %kz13 = memref.load %k[%tz13] : memref<64xi32>
    %sz13:2 = func.call @round(%sz12#1, %sz11#1, %sz10#1, %sz9#1, %sz12#0, %sz11#0, %sz10#0, %sz9#0, %kz13, %r#21)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz14 = arith.addi %c48, %c14 : index
    %kz14 = memref.load %k[%tz14] : memref<64xi32>
    %sz14:2 = func.call @round(%sz13#1, %sz12#1, %sz11#1, %sz10#1, %sz13#0, %sz12#0, %sz11#0, %sz10#0, %kz14, %r#22)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %tz15 = arith.addi %c48, %c15 : index
    %kz15 = memref.load %k[%tz15] : memref<64xi32>
    %sz15:2 = func.call @round(%sz14#1, %sz13#1, %sz12#1, %sz11#1, %sz14#0, %sz13#0, %sz12#0, %sz11#0, %kz15, %r#23)
        : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
    %aNext = arith.addi %aOld, %sz15#1 : i32
    %bNext = arith.addi %bOld, %sz14#1 : i32
    %cNext = arith.addi %cOld, %sz13#1 : i32
    %dNext = arith.addi %dOld, %sz12#1 : i32
    %eNext = arith.addi %eOld, %sz15#0 : i32
    %fNext = arith.addi %fOld, %sz14#0 : i32
    %gNext = arith.addi %gOld, %sz13#0 : i32
    %hNext = arith.addi %hOld, %sz12#0 : i32
    scf.yield %aNext, %bNext, %cNext, %dNext, %eNext, %fNext, %gNext, %hNext : i32, i32, i32, i32, i32, i32, i32, i32
  }
  memref.store %last#0, %state[%c0] : memref<8xi32>
  memref.store %last#1, %state[%c1] : memref<8xi32>
  memref.store %last#2, %state[%c2] : memref<8xi32>
  memref.store %last#3, %state[%c3] : memref<8xi32>
  memref.store %last#4, %state[%c4] : memref<8xi32>
  memref.store %last#5, %state[%c5] : memref<8xi32>
  memref.store %last#6, %state[%c6] : memref<8xi32>
  memref.store %last#7, %state[%c7] : memref<8xi32>
  return
}

atlas.kernel @witness_sha256(%data: memref<?xi8> {atlas.in},
    %digest: memref<32xi8> {atlas.out})
    attributes {contract = #atlas.contract<"C-ATLAS-WITNESS-SHA256">,
                exactness = #atlas<exactness bit_exact>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c56 = arith.constant 56 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %n = memref.dim %data, %c0 : memref<?xi8>

  // H0..H7 of section 5.3.3.
  %state = memref.alloca() : memref<8xi32>
  %h0 = arith.constant 0x6A09E667 : i32
  memref.store %h0, %state[%c0] : memref<8xi32>
  %h1 = arith.constant 0xBB67AE85 : i32
  memref.store %h1, %state[%c1] : memref<8xi32>
  %h2 = arith.constant 0x3C6EF372 : i32
  memref.store %h2, %state[%c2] : memref<8xi32>
  %h3 = arith.constant 0xA54FF53A : i32
  memref.store %h3, %state[%c3] : memref<8xi32>
  %h4 = arith.constant 0x510E527F : i32
  memref.store %h4, %state[%c4] : memref<8xi32>
  %h5 = arith.constant 0x9B05688C : i32
  memref.store %h5, %state[%c5] : memref<8xi32>
  %h6 = arith.constant 0x1F83D9AB : i32
  memref.store %h6, %state[%c6] : memref<8xi32>
  %h7 = arith.constant 0x5BE0CD19 : i32
  memref.store %h7, %state[%c7] : memref<8xi32>
  %blocks = arith.divui %n, %c64 : index
  func.call @hash_blocks(%state, %data, %blocks) : (memref<8xi32>, memref<?xi8>, index) -> ()

  // Section 5.1.1: the rest, the bit 1, zeros, and the number of bits in the last
  // eight bytes; a second block if they do not fit.
  %tail = memref.alloca() : memref<128xi8>
  %zero = arith.constant 0 : i8
  scf.for %i = %c0 to %c128 step %c1 {
    memref.store %zero, %tail[%i] : memref<128xi8>
  }
  %rest = arith.andi %n, %c63 : index
  %start = arith.subi %n, %rest : index
  scf.for %i = %c0 to %rest step %c1 {
    %from = arith.addi %start, %i : index
    %byte = memref.load %data[%from] : memref<?xi8>
    memref.store %byte, %tail[%i] : memref<128xi8>
  }
  %one = arith.constant 0x80 : i8
  memref.store %one, %tail[%rest] : memref<128xi8>
  %fits = arith.cmpi ult, %rest, %c56 : index
  %tailBlocks = arith.select %fits, %c1, %c2 : index
  %end = arith.muli %tailBlocks, %c64 : index
  %length = arith.index_cast %n : index to i64
  %three = arith.constant 3 : i64
  %bits = arith.shli %length, %three : i64
  scf.for %i = %c0 to %c8 step %c1 {
    %next = arith.addi %i, %c1 : index
    %to = arith.subi %end, %next : index
    %place = arith.index_cast %i : index to i64
    %shift = arith.shli %place, %three : i64
    %moved = arith.shrui %bits, %shift : i64
    %byte = arith.trunci %moved : i64 to i8
    memref.store %byte, %tail[%to] : memref<128xi8>
  }
  %tailBytes = memref.cast %tail : memref<128xi8> to memref<?xi8>
  func.call @hash_blocks(%state, %tailBytes, %tailBlocks) : (memref<8xi32>, memref<?xi8>, index) -> ()

  scf.for %i = %c0 to %c8 step %c1 {
    %word = memref.load %state[%i] : memref<8xi32>
    %at = arith.muli %i, %c4 : index
    scf.for %j = %c0 to %c4 step %c1 {
      %to = arith.addi %at, %j : index
      %place = arith.subi %c3, %j : index
      %places = arith.muli %place, %c8 : index
      %shift = arith.index_cast %places : index to i32
      %moved = arith.shrui %word, %shift : i32
      %byte = arith.trunci %moved : i32 to i8
      memref.store %byte, %digest[%to] : memref<32xi8>
    }
  }
  atlas.return
}
