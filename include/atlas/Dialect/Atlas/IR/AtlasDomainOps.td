//===- AtlasDomainOps.td - Domain operations (L0) --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conservation, resonance, boundary and witness operations. Source: l2-l3.md.
#ifndef ATLAS_DOMAIN_OPS_TD
#define ATLAS_DOMAIN_OPS_TD

include "atlas/Dialect/Atlas/IR/AtlasOps.td"
include "atlas/Dialect/Atlas/IR/AtlasQueueOps.td"

/// The op knows bounds of its integer results.
def Atlas_KnownRange
    : DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>;
/// Likewise, for ops over buffers.
def Atlas_KnownBufferRange : DeclareOpInterfaceMethods<
    InferIntRangeInterface, ["inferResultRangesFromOptional"]>;

class Atlas_PureElementwise<string mnemonic, list<Trait> traits = []>
    : Atlas_Op<mnemonic, !listconcat([Pure], ElementwiseMappable.traits, traits)>;

/// A signless integer, or a vector of them.
def Atlas_IntLike : TypeOrValueSemanticsContainer<AnySignlessInteger, "signless-integer-like">;

//===----------------------------------------------------------------------===//
// Modular arithmetic
//===----------------------------------------------------------------------===//

def Atlas_ModOp : Atlas_PureElementwise<"mod", [Atlas_KnownRange]> {
  let summary = "unsigned residue by a constant";
  let description = [{
    `x mod m`, x unsigned, 0 < m; the result type holds m - 1.

    ```mlir
    %r = atlas.mod %sum mod 96 : i64 -> i8
    ```
  }];
  let arguments = (ins Atlas_IntLike:$value,
                       ConfinedAttr<I64Attr, [IntPositive]>:$modulus);
  let results = (outs Atlas_IntLike:$result);
  let assemblyFormat = "$value `mod` $modulus attr-dict `:` type($value) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

class Atlas_ModBinary<string mnemonic, list<Trait> traits = []>
    : Atlas_PureElementwise<mnemonic, !listconcat([SameTypeOperands, Atlas_KnownRange], traits)> {
  let arguments = (ins Atlas_IntLike:$lhs, Atlas_IntLike:$rhs,
                       ConfinedAttr<I64Attr, [IntPositive]>:$modulus);
  let results = (outs Atlas_IntLike:$result);
  let assemblyFormat = "$lhs `,` $rhs `mod` $modulus attr-dict `:` type($lhs) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Atlas_ModAddOp : Atlas_ModBinary<"modadd", [Commutative]> {
  let summary = "(a mod m + b mod m) mod m, operands unsigned, no wrap";
}
def Atlas_ModSubOp : Atlas_ModBinary<"modsub"> {
  let summary = "(a mod m + m - b mod m) mod m, operands unsigned, no wrap";
}

//===----------------------------------------------------------------------===//
// Resonance and boundary
//===----------------------------------------------------------------------===//

def Atlas_R96ClassifyOp : Atlas_PureElementwise<"r96.classify",
    [SameOperandsAndResultType, Atlas_KnownRange]> {
  let summary = "class of a byte: b mod 96";
  let arguments = (ins Atlas_IntLike:$value);
  let results = (outs Atlas_IntLike:$result);
  let assemblyFormat = "$value attr-dict `:` type($value)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Atlas_R96HarmonizesOp : Atlas_PureElementwise<"r96.harmonizes",
    [Commutative, SameTypeOperands]> {
  let summary = "true iff (r1 + r2) mod 96 == 0, operands unsigned bytes";
  let arguments = (ins Atlas_IntLike:$lhs, Atlas_IntLike:$rhs);
  let results = (outs BoolLike:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Atlas_BoundaryEncodeOp : Atlas_PureElementwise<"boundary.encode"> {
  let summary = "page * 256 + offset for page < 48, else -1";
  let arguments = (ins Atlas_IntLike:$page, Atlas_IntLike:$offset);
  let results = (outs Atlas_IntLike:$coord);
  let assemblyFormat = "$page `,` $offset attr-dict `:` type($page) `,` type($offset) `->` type($coord)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Atlas_BoundaryDecodeOp : Atlas_PureElementwise<"boundary.decode"> {
  let summary = "(coord / 256, coord mod 256) for coord < 12288, else (-1, -1)";
  let arguments = (ins Atlas_IntLike:$coord);
  let results = (outs Atlas_IntLike:$page, Atlas_IntLike:$offset);
  let assemblyFormat = "$coord attr-dict `:` type($coord) `->` type($page) `,` type($offset)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Conservation
//===----------------------------------------------------------------------===//

def Atlas_ConservedSumOp : Atlas_Op<"conserved.sum"> {
  let summary = "exact sum of the unsigned bytes of a buffer; 0 when empty";
  let arguments = (ins Arg<Atlas_Bytes, "read", [MemRead]>:$data);
  let results = (outs I64:$sum);
  let assemblyFormat = "$data attr-dict `:` type($data) `->` type($sum)";
  let hasCanonicalizer = 1;
}

def Atlas_ConservedDeltaOp : Atlas_Op<"conserved.delta", [Atlas_KnownBufferRange]> {
  let summary = "(sum(after) - sum(before)) mod 96, in 0..95; 0 when empty";
  let arguments = (ins Arg<Atlas_Bytes, "read", [MemRead]>:$before,
                       Arg<Atlas_Bytes, "read", [MemRead]>:$after);
  let results = (outs I8:$delta);
  let assemblyFormat = "$before `,` $after attr-dict `:` type($before) `,` type($after) `->` type($delta)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Atlas_ConservedCheckOp : Atlas_Op<"conserved.check"> {
  let summary = "true iff the byte sum is a multiple of 96; true when empty";
  let arguments = (ins Arg<Atlas_Bytes, "read", [MemRead]>:$data);
  let results = (outs I1:$conserved);
  let assemblyFormat = "$data attr-dict `:` type($data) `->` type($conserved)";
  let hasCanonicalizer = 1;
}

def Atlas_ConservedUpdateOp : Atlas_Op<"conserved.update"> {
  let summary = "state := (state mod 96 + sum(chunk) mod 96) mod 96";
  let arguments = (ins Arg<Atlas_State, "state", [MemRead, MemWrite]>:$state,
                       Arg<Atlas_Bytes, "read", [MemRead]>:$chunk);
  let assemblyFormat = "$state `,` $chunk attr-dict `:` type($state) `,` type($chunk)";
  let hasVerifier = 1;
}

def Atlas_ConservedFixupOp : Atlas_Op<"conserved.fixup", [Atlas_KnownBufferRange]> {
  let summary = "makes a buffer conserved by its last byte; the old residue";
  let description = [{
    With k the residue: nothing changes when the buffer is empty or k = 0; else
    the last byte becomes `last + (96 - k)` if that fits in a byte, otherwise
    `last + (96 - k) - 96`.
  }];
  let arguments = (ins Arg<Atlas_Bytes, "data", [MemRead, MemWrite]>:$data);
  let results = (outs I8:$residue);
  let assemblyFormat = "$data attr-dict `:` type($data) `->` type($residue)";
}

def Atlas_ConservedFillOp : Atlas_Op<"conserved.fill"> {
  let summary = "fills with a byte, then fixes the last byte; returns 0";
  let arguments = (ins Arg<Atlas_Bytes, "written", [MemWrite]>:$dst, I8:$value);
  let results = (outs I32:$code);
  let assemblyFormat = "$dst `,` $value attr-dict `:` type($dst) `->` type($code)";
}

def Atlas_ConservedCopyOp : Atlas_Op<"conserved.copy"> {
  let summary = "memmove of a conserved source; 0, or 1 with nothing written";
  let arguments = (ins Arg<Atlas_Bytes, "written", [MemWrite]>:$dst,
                       Arg<Atlas_Bytes, "read", [MemRead]>:$src);
  let results = (outs I32:$code);
  let assemblyFormat = "$dst `,` $src attr-dict `:` type($dst) `,` type($src) `->` type($code)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Witnesses
//===----------------------------------------------------------------------===//

def Atlas_WitnessGenerateOp : Atlas_Op<"witness.generate"> {
  let summary = "a witness of a buffer's bytes (a call into the runtime)";
  let arguments = (ins Arg<Atlas_Bytes, "read", [MemRead]>:$data);
  let results = (outs Atlas_WitnessType:$witness);
  let assemblyFormat = "$data attr-dict `:` type($data) `->` type($witness)";
}

def Atlas_WitnessVerifyOp : Atlas_Op<"witness.verify"> {
  let summary = "true iff the buffer's bytes are those of the witness";
  let arguments = (ins Atlas_WitnessType:$witness,
                       Arg<Atlas_Bytes, "read", [MemRead]>:$data);
  let results = (outs I1:$valid);
  let assemblyFormat = "$witness `,` $data attr-dict `:` type($data) `->` type($valid)";
}

#endif // ATLAS_DOMAIN_OPS_TD
