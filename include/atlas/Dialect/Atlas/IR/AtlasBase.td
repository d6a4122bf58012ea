//===- AtlasBase.td - The atlas dialect, its attributes and types ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_BASE_TD
#define ATLAS_BASE_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/EnumAttr.td"
include "atlas/Dialect/Atlas/IR/AtlasDialect.td"

class Atlas_Op<string mnemonic, list<Trait> traits = []>
    : Op<AtlasDialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

def Atlas_Exactness : I32EnumAttr<"Exactness", "what a kernel promises about its result bits", [
    I32EnumAttrCase<"BitExact", 0, "bit_exact">,
    I32EnumAttrCase<"OrderedFloat", 1, "ordered_float">,
    I32EnumAttrCase<"BoundedUlp", 2, "bounded_ulp">]> {
  let cppNamespace = "::atlas";
  let genSpecializedAttr = 0;
}
def Atlas_ExactnessAttr : EnumAttr<AtlasDialect, Atlas_Exactness, "exactness"> {
  let description = [{
    `bit_exact`: integers, and floats whose every operation and order is fixed.
    `ordered_float`: as bit_exact, but a target whose language cannot promise
    unfused operations may serve it under a named tolerance. `bounded_ulp`:
    order free, tolerance stated in `atlas.tolerance`. Source: dialect.md 1.
  }];
}

def Atlas_CombineKind : I32EnumAttr<"CombineKind", "an associative combination", [
    I32EnumAttrCase<"addi", 0>, I32EnumAttrCase<"addf", 1>,
    I32EnumAttrCase<"muli", 2>, I32EnumAttrCase<"mulf", 3>,
    I32EnumAttrCase<"minu", 4>, I32EnumAttrCase<"mins", 5>,
    I32EnumAttrCase<"maxu", 6>, I32EnumAttrCase<"maxs", 7>,
    I32EnumAttrCase<"minimumf", 8>, I32EnumAttrCase<"maximumf", 9>,
    I32EnumAttrCase<"minnumf", 10>, I32EnumAttrCase<"maxnumf", 11>,
    I32EnumAttrCase<"andi", 12, "and">, I32EnumAttrCase<"ori", 13, "or">,
    I32EnumAttrCase<"xori", 14, "xor">]> {
  let cppNamespace = "::atlas";
  let genSpecializedAttr = 0;
}
def Atlas_CombineKindAttr : EnumAttr<AtlasDialect, Atlas_CombineKind, "kind"> {
  let assemblyFormat = "`<` $value `>`";
}
def Atlas_CombineKindArrayAttr
    : TypedArrayAttrBase<Atlas_CombineKindAttr, "array of combine kinds">;

def Atlas_FloatOrder : I32EnumAttr<"FloatOrder", "order of a float combination", [
    I32EnumAttrCase<"Canonical", 0, "canonical">,
    I32EnumAttrCase<"Sequential", 1, "sequential">,
    I32EnumAttrCase<"Free", 2, "free">]> {
  let cppNamespace = "::atlas";
  let genSpecializedAttr = 0;
}
def Atlas_FloatOrderAttr : EnumAttr<AtlasDialect, Atlas_FloatOrder, "order"> {
  let assemblyFormat = "`<` $value `>`";
}

def Atlas_ContractAttr : AttrDef<AtlasDialect, "Contract"> {
  let mnemonic = "contract";
  let summary = "the id of the contract a kernel stands on";
  let parameters = (ins StringRefParameter<"contract id, C-ATLAS-...">:$id);
  let assemblyFormat = "`<` $id `>`";
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Atlas_WitnessType : TypeDef<AtlasDialect, "Witness"> {
  let mnemonic = "witness";
  let summary = "a record that binds the bytes of a buffer (l2-l3.md 3.4)";
}

def Atlas_Element : AnyTypeOf<[I8, I16, I32, I64, F16, F32, F64],
                              "i8, i16, i32, i64, f16, f32 or f64">;
/// Buffers are dense along their innermost dimension.
def Atlas_UnitInnerStride : CPred<"::atlas::hasUnitInnerStride($_self)">;
class Atlas_BufferOf<list<Type> elements, list<int> ranks, string summary>
    : ConfinedType<MemRefRankOf<elements, ranks>, [Atlas_UnitInnerStride],
                   summary, "::mlir::MemRefType">;
/// Any buffer of the dialect.
def Atlas_Buffer : Atlas_BufferOf<[I8, I16, I32, I64, F16, F32, F64], [1, 2],
    "rank 1 or 2 buffer of i8 i16 i32 i64 f16 f32 f64 with innermost stride 1">;
/// A rank-1 buffer.
def Atlas_Vec : Atlas_BufferOf<[I8, I16, I32, I64, F16, F32, F64], [1],
    "rank 1 buffer of i8 i16 i32 i64 f16 f32 f64 with stride 1">;
/// A row or a column of a buffer.
def Atlas_Line : ConfinedType<
    MemRefRankOf<[I8, I16, I32, I64, F16, F32, F64], [1]>,
    [CPred<"::llvm::cast<::mlir::MemRefType>($_self).isStrided()">],
    "rank 1 buffer of i8 i16 i32 i64 f16 f32 f64 with one stride",
    "::mlir::MemRefType">;
def Atlas_Bytes : Atlas_BufferOf<[I8], [1], "rank 1 buffer of i8 with stride 1">;
def Atlas_IntVec : Atlas_BufferOf<[I8, I16, I32, I64], [1],
    "rank 1 buffer of i8 i16 i32 i64 with stride 1">;
/// The running residue of a stream.
def Atlas_State : Atlas_BufferOf<[I64], [1], "rank 1 buffer of i64 with stride 1">;

#endif // ATLAS_BASE_TD
