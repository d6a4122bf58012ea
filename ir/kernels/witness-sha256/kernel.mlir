// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SHA-256 (FIPS 180-4) of a buffer: its full blocks, then one or two that hold
// the rest and the padding. Eight rounds are written out, so that the state and the
// message schedule stay in registers; eight passes over them are a block.

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

// The sixteen words of a full block.
func.func private @read_block(%words: memref<16xi32>, %bytes: memref<?xi8>, %first: index)
    attributes {passthrough = ["alwaysinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  scf.for %i = %c0 to %c16 step %c1 {
    %offset = arith.muli %i, %c4 : index
    %at = arith.addi %first, %offset : index
    %word = func.call @word(%bytes, %at) : (memref<?xi8>, index) -> i32
    memref.store %word, %words[%i] : memref<16xi32>
  }
  return
}

// The sixteen words of a block at the end (section 5.1.1): what is left of the
// buffer, the bit 1, zeros and, in the last block, the number of bits.
func.func private @read_end(%words: memref<16xi32>, %bytes: memref<?xi8>, %first: index,
                            %isLast: i1) attributes {passthrough = ["alwaysinline"]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c14 = arith.constant 14 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %end = arith.constant 0x80 : i32
  %n8 = arith.constant 8 : i32
  %three = arith.constant 3 : i64
  %half = arith.constant 32 : i64
  %n = memref.dim %bytes, %c0 : memref<?xi8>
  scf.for %i = %c0 to %c16 step %c1 {
    memref.store %zero, %words[%i] : memref<16xi32>
  }
  scf.for %i = %c0 to %c64 step %c1 {
    %at = arith.addi %first, %i : index
    %exists = arith.cmpi ult, %at, %n : index
    %byte = scf.if %exists -> i32 {
      %b = memref.load %bytes[%at] : memref<?xi8>
      %wide = arith.extui %b : i8 to i32
      scf.yield %wide : i32
    } else {
      %ends = arith.cmpi eq, %at, %n : index
      %mark = arith.select %ends, %end, %zero : i32
      scf.yield %mark : i32
    }
    %which = arith.shrui %i, %c2 : index
    %old = memref.load %words[%which] : memref<16xi32>
    %up = arith.shli %old, %n8 : i32
    %new = arith.ori %up, %byte : i32
    memref.store %new, %words[%which] : memref<16xi32>
  }
  scf.if %isLast {
    %length = arith.index_cast %n : index to i64
    %bits = arith.shli %length, %three : i64
    %upper = arith.shrui %bits, %half : i64
    %high = arith.trunci %upper : i64 to i32
    %low = arith.trunci %bits : i64 to i32
    memref.store %high, %words[%c14] : memref<16xi32>
    memref.store %low, %words[%c15] : memref<16xi32>
  }
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
  %c9 = arith.constant 9 : index
  %c10 = arith.constant 10 : index
  %c11 = arith.constant 11 : index
  %c12 = arith.constant 12 : index
  %c13 = arith.constant 13 : index
  %c14 = arith.constant 14 : index
  %c15 = arith.constant 15 : index
  %c32 = arith.constant 32 : index
  %c48 = arith.constant 48 : index
  %c56 = arith.constant 56 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %k = memref.get_global @round_constants : memref<64xi32>
  %n = memref.dim %data, %c0 : memref<?xi8>
  %words = memref.alloca() : memref<16xi32>
  %state = memref.alloca() : memref<8xi32>

  // H0..H7 of section 5.3.3.
  %h0 = arith.constant 0x6A09E667 : i32
  %h1 = arith.constant 0xBB67AE85 : i32
  %h2 = arith.constant 0x3C6EF372 : i32
  %h3 = arith.constant 0xA54FF53A : i32
  %h4 = arith.constant 0x510E527F : i32
  %h5 = arith.constant 0x9B05688C : i32
  %h6 = arith.constant 0x1F83D9AB : i32
  %h7 = arith.constant 0x5BE0CD19 : i32

  // The padding takes nine bytes: a second block if they do not fit.
  %full = arith.divui %n, %c64 : index
  %rest = arith.andi %n, %c63 : index
  %fits = arith.cmpi ult, %rest, %c56 : index
  %ends = arith.select %fits, %c1, %c2 : index
  %blocks = arith.addi %full, %ends : index
  %last = arith.subi %blocks, %c1 : index
  %hash:8 = scf.for %block = %c0 to %blocks step %c1
      iter_args(%aOld = %h0, %bOld = %h1, %cOld = %h2, %dOld = %h3,
                %eOld = %h4, %fOld = %h5, %gOld = %h6, %hOld = %h7)
      -> (i32, i32, i32, i32, i32, i32, i32, i32) {
    %first = arith.muli %block, %c64 : index
    %isFull = arith.cmpi ult, %block, %full : index
    scf.if %isFull {
      func.call @read_block(%words, %data, %first)
          : (memref<16xi32>, memref<?xi8>, index) -> ()
    } else {
      %isLast = arith.cmpi eq, %block, %last : index
      func.call @read_end(%words, %data, %first, %isLast)
          : (memref<16xi32>, memref<?xi8>, index, i1) -> ()
    }
    %w0 = memref.load %words[%c0] : memref<16xi32>
    %w1 = memref.load %words[%c1] : memref<16xi32>
    %w2 = memref.load %words[%c2] : memref<16xi32>
    %w3 = memref.load %words[%c3] : memref<16xi32>
    %w4 = memref.load %words[%c4] : memref<16xi32>
    %w5 = memref.load %words[%c5] : memref<16xi32>
    %w6 = memref.load %words[%c6] : memref<16xi32>
    %w7 = memref.load %words[%c7] : memref<16xi32>
    %w8 = memref.load %words[%c8] : memref<16xi32>
    %w9 = memref.load %words[%c9] : memref<16xi32>
    %w10 = memref.load %words[%c10] : memref<16xi32>
    %w11 = memref.load %words[%c11] : memref<16xi32>
    %w12 = memref.load %words[%c12] : memref<16xi32>
    %w13 = memref.load %words[%c13] : memref<16xi32>
    %w14 = memref.load %words[%c14] : memref<16xi32>
    %w15 = memref.load %words[%c15] : memref<16xi32>
    // Eight rounds, then the words that are due sixteen rounds later.
    %r:24 = scf.for %t = %c0 to %c64 step %c8
        iter_args(%a = %aOld, %b = %bOld, %c = %cOld, %d = %dOld, %e = %eOld,
        %f = %fOld, %g = %gOld, %h = %hOld, %v0 = %w0, %v1 = %w1, %v2 = %w2, %v3 = %w3,
        %v4 = %w4, %v5 = %w5, %v6 = %w6, %v7 = %w7, %v8 = %w8, %v9 = %w9, %v10 = %w10,
        %v11 = %w11, %v12 = %w12, %v13 = %w13, %v14 = %w14, %v15 = %w15)
        -> (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32,
        i32, i32, i32, i32, i32, i32, i32, i32, i32) {
      %k0 = memref.load %k[%t] : memref<64xi32>
      %s0:2 = func.call @round(%a, %b, %c, %d, %e, %f, %g, %h, %k0, %v0)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at1 = arith.addi %t, %c1 : index
      %k1 = memref.load %k[%at1] : memref<64xi32>
      %s1:2 = func.call @round(%s0#1, %a, %b, %c, %s0#0, %e, %f, %g, %k1, %v1)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at2 = arith.addi %t, %c2 : index
      %k2 = memref.load %k[%at2] : memref<64xi32>
      %s2:2 = func.call @round(%s1#1, %s0#1, %a, %b, %s1#0, %s0#0, %e, %f, %k2, %v2)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at3 = arith.addi %t, %c3 : index
      %k3 = memref.load %k[%at3] : memref<64xi32>
      %s3:2 = func.call @round(%s2#1, %s1#1, %s0#1, %a, %s2#0, %s1#0, %s0#0, %e, %k3, %v3)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at4 = arith.addi %t, %c4 : index
      %k4 = memref.load %k[%at4] : memref<64xi32>
      %s4:2 = func.call @round(%s3#1, %s2#1, %s1#1, %s0#1, %s3#0, %s2#0, %s1#0, %s0#0, %k4, %v4)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at5 = arith.addi %t, %c5 : index
      %k5 = memref.load %k[%at5] : memref<64xi32>
      %s5:2 = func.call @round(%s4#1, %s3#1, %s2#1, %s1#1, %s4#0, %s3#0, %s2#0, %s1#0, %k5, %v5)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at6 = arith.addi %t, %c6 : index
      %k6 = memref.load %k[%at6] : memref<64xi32>
      %s6:2 = func.call @round(%s5#1, %s4#1, %s3#1, %s2#1, %s5#0, %s4#0, %s3#0, %s2#0, %k6, %v6)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %at7 = arith.addi %t, %c7 : index
      %k7 = memref.load %k[%at7] : memref<64xi32>
      %s7:2 = func.call @round(%s6#1, %s5#1, %s4#1, %s3#1, %s6#0, %s5#0, %s4#0, %s3#0, %k7, %v7)
          : (i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> (i32, i32)
      %more = arith.cmpi ult, %t, %c48 : index
      %x:8 = scf.if %more -> (i32, i32, i32, i32, i32, i32, i32, i32) {
        %x0 = func.call @schedule(%v0, %v1, %v9, %v14) : (i32, i32, i32, i32) -> i32
        %x1 = func.call @schedule(%v1, %v2, %v10, %v15) : (i32, i32, i32, i32) -> i32
        %x2 = func.call @schedule(%v2, %v3, %v11, %x0) : (i32, i32, i32, i32) -> i32
        %x3 = func.call @schedule(%v3, %v4, %v12, %x1) : (i32, i32, i32, i32) -> i32
        %x4 = func.call @schedule(%v4, %v5, %v13, %x2) : (i32, i32, i32, i32) -> i32
        %x5 = func.call @schedule(%v5, %v6, %v14, %x3) : (i32, i32, i32, i32) -> i32
        %x6 = func.call @schedule(%v6, %v7, %v15, %x4) : (i32, i32, i32, i32) -> i32
        %x7 = func.call @schedule(%v7, %v8, %x0, %x5) : (i32, i32, i32, i32) -> i32
        scf.yield %x0, %x1, %x2, %x3, %x4, %x5, %x6, %x7
            : i32, i32, i32, i32, i32, i32, i32, i32
      } else {
        scf.yield %v0, %v1, %v2, %v3, %v4, %v5, %v6, %v7
            : i32, i32, i32, i32, i32, i32, i32, i32
      }
      scf.yield %s7#1, %s6#1, %s5#1, %s4#1, %s7#0, %s6#0, %s5#0, %s4#0, %v8, %v9, %v10, %v11,
          %v12, %v13, %v14, %v15, %x#0, %x#1, %x#2, %x#3, %x#4, %x#5, %x#6, %x#7
          : i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32,
          i32, i32, i32, i32, i32, i32, i32, i32, i32
    }
    %aNext = arith.addi %aOld, %r#0 : i32
    %bNext = arith.addi %bOld, %r#1 : i32
    %cNext = arith.addi %cOld, %r#2 : i32
    %dNext = arith.addi %dOld, %r#3 : i32
    %eNext = arith.addi %eOld, %r#4 : i32
    %fNext = arith.addi %fOld, %r#5 : i32
    %gNext = arith.addi %gOld, %r#6 : i32
    %hNext = arith.addi %hOld, %r#7 : i32
    scf.yield %aNext, %bNext, %cNext, %dNext, %eNext, %fNext, %gNext, %hNext
        : i32, i32, i32, i32, i32, i32, i32, i32
  }
  memref.store %hash#0, %state[%c0] : memref<8xi32>
  memref.store %hash#1, %state[%c1] : memref<8xi32>
  memref.store %hash#2, %state[%c2] : memref<8xi32>
  memref.store %hash#3, %state[%c3] : memref<8xi32>
  memref.store %hash#4, %state[%c4] : memref<8xi32>
  memref.store %hash#5, %state[%c5] : memref<8xi32>
  memref.store %hash#6, %state[%c6] : memref<8xi32>
  memref.store %hash#7, %state[%c7] : memref<8xi32>

  scf.for %i = %c0 to %c32 step %c1 {
    %which = arith.shrui %i, %c2 : index
    %word = memref.load %state[%which] : memref<8xi32>
    %place = arith.andi %i, %c3 : index
    %back = arith.subi %c3, %place : index
    %places = arith.muli %back, %c8 : index
    %shift = arith.index_cast %places : index to i32
    %moved = arith.shrui %word, %shift : i32
    %byte = arith.trunci %moved : i32 to i8
    memref.store %byte, %digest[%i] : memref<32xi8>
  }
  atlas.return
}
