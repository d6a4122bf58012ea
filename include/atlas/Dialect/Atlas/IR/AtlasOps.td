//===- AtlasOps.td - Kernels and data-parallel operations (L1) ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_OPS_TD
#define ATLAS_OPS_TD

include "atlas/Dialect/Atlas/IR/AtlasWindowOps.td"
include "mlir/Interfaces/CallInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/InferIntRangeInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

class Atlas_FunctionLike<string mnemonic> : Atlas_Op<mnemonic, [
    AffineScope, AutomaticAllocationScope, FunctionOpInterface,
    IsolatedFromAbove, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region MinSizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
  }];
}

def Atlas_KernelOp : Atlas_FunctionLike<"kernel"> {
  let summary = "a kernel: the unit that is authored, compiled and called";
  let description = [{
    A function over buffers and scalars. Argument attributes say how a buffer is
    used (`atlas.in`, `atlas.out`, `atlas.inout`, `atlas.table`), what its length
    is (`atlas.length = "dim(before)"`, an expression over integers, `dim(arg[,
    k])` and scalars), its alignment (`atlas.align = 16`), exact aliases it
    tolerates (`atlas.inplace = ["data"]`), that any overlap is allowed
    (`atlas.overlap`), the result that trims it (`atlas.count = "result"`), that
    integers are signed for tools (`atlas.signed`) and that a scalar or dimension
    is worth specialising (`atlas.constant`). `atlas.default = 0.5 : f32` is what
    tools take for a scalar, or for every element of an input with
    `atlas.length`, that the caller leaves out.

    Regions of data-parallel operations are pure. At positions of their own
    choice they read only what is constant meanwhile: `atlas.table` arguments,
    constant globals, and temporaries that the operation does not write.
    Helpers (`func.func`) called elsewhere write no buffer that the kernel declares
    read-only, which needs their bodies; nor does the kernel itself, also where it
    selects a buffer while it runs.

    Callers choose buffers, so the source must show that every call is safe. The
    buffers that one operation walks together have visibly equal lengths: fixed
    ones, the same `atlas.length`, or sizes of `memref.alloc` and
    `memref.subview` computed from the same dimensions and scalars. What it
    writes is visibly no other buffer of the operation, unless that is allowed
    element by element (`atlas.map`, `atlas.scan`); arguments with
    `atlas.inplace` or `atlas.overlap` may be or overlap what they name. Nobody
    checks what a helper is passed: in helpers lengths are fixed, and operations
    that write use one buffer or temporaries.

    The attributes `contract` (`#atlas.contract<"C-...">`), `exactness`
    (`#atlas<exactness bit_exact>`, the default) and, for `bounded_ulp`,
    `tolerance` (a string such as "ulp:4") are the kernel's manifest; there is
    no second one.

    ```mlir
    atlas.kernel @count(%data: memref<?xi8> {atlas.in}, %limit: i8) -> i64
        attributes {exactness = #atlas<exactness bit_exact>} {
      %zero = arith.constant 0 : i64
      %n = atlas.reduce ins(%data : memref<?xi8>) init(%zero : i64) widen i64 {
      ^bb0(%b: i8):
        %over = arith.cmpi ugt, %b, %limit : i8
        atlas.yield %over : i1
      } combine addi
      atlas.return %n : i64
    }
    ```
  }];
}

def Atlas_PipelineOp : Atlas_FunctionLike<"pipeline"> {
  let summary = "a chain of kernels that tools can run as one";
  let description = [{
    Like a kernel, but its body calls kernels of the same module with
    `atlas.call` and may hold intermediate buffers made by `memref.alloc`, which
    live in the scratch area of the call. A pipeline is lowered by inlining its
    calls, so that fusion works across kernels.

    Nothing checks a call when it runs. The lengths that the callee declares must
    therefore be visible: as a fixed size, as the size given to `memref.alloc`
    (sums, products, quotients, minima and maxima of dimensions and scalars), or
    as an `atlas.length` of the pipeline, which its own caller has checked.
  }];
}

def Atlas_ReturnOp : Atlas_Op<"return", [Pure, Terminator,
    ParentOneOf<["KernelOp", "PipelineOp"]>]> {
  let summary = "ends a kernel, with its scalar results";
  let arguments = (ins Variadic<AnyType>:$operands);
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
  let hasVerifier = 1;
}

def Atlas_CallOp : Atlas_Op<"call", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "runs a kernel inside a pipeline";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$operands);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "$callee `(` $operands `)` attr-dict `:` functional-type($operands, $results)";
}

def Atlas_YieldOp : Atlas_Op<"yield", [Pure, ReturnLike, Terminator]> {
  let summary = "ends a region, with its values";
  let arguments = (ins Variadic<AnyType>:$operands);
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
}

//===----------------------------------------------------------------------===//
// Data-parallel operations
//===----------------------------------------------------------------------===//

def Atlas_MapOp : Atlas_Op<"map", [SingleBlock, AttrSizedOperandSegments]> {
  let summary = "applies a pure function to each element";
  let description = [{
    `o[i] = f(a[i], b[i], ...)` for every i of the outputs; the region has one
    argument per input and, optionally, a last one of type `index` (two for rank
    2) with the position. All buffers have one shape. Nothing is written when
    they are empty. An output may be the same buffer as an input, element by
    element; otherwise it overlaps nothing. Of two views of one buffer it must be
    visible that they are at equal positions or apart.
  }];
  let arguments = (ins Arg<Variadic<Atlas_Buffer>, "read", [MemRead]>:$inputs,
                       Arg<Variadic<Atlas_Buffer>, "written", [MemWrite]>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`ins` `(` $inputs^ `:` type($inputs) `)`)?
    `outs` `(` $outputs `:` type($outputs) `)` attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
}

def Atlas_ReduceOp : Atlas_Op<"reduce", [AttrSizedOperandSegments]> {
  let summary = "folds the mapped elements with an associative combination";
  let description = [{
    `r = init combined with f(x[0]), f(x[1]), ...`, one accumulator per yielded
    value; on empty input the result is `init`. The region has one argument per
    input and, optionally, a last `index` argument. `combine` names one kind for
    all accumulators or one each, or is a region declared associative and
    commutative by the author.

    `widen T` zero-extends yielded integers to T before they are combined, and
    the result is exact in T: a lowering that accumulates in narrower lanes
    flushes before it can wrap. `mod m` says that only the residue modulo m of
    the result is used.

    Float sums and products use one canonical order on every target (dialect.md
    3): blocks of 4,096; lane j of L (64 for f16 and f32, 32 for f64) combines
    elements j, j+L, ... in turn; lanes are combined by halving; block results
    are reduced by the same rule; init is combined last, on the left. `order
    sequential` is left to right, `order free` needs exactness bounded_ulp.
  }];
  let arguments = (ins Arg<Variadic<Atlas_Buffer>, "read", [MemRead]>:$inputs,
                       Variadic<AnyType>:$inits,
                       OptionalAttr<TypeAttr>:$widen,
                       OptionalAttr<I64Attr>:$mod,
                       DefaultValuedAttr<Atlas_FloatOrderAttr, "::atlas::FloatOrder::Canonical">:$order,
                       OptionalAttr<Atlas_CombineKindArrayAttr>:$kinds);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body, MaxSizedRegion<1>:$combiner);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    /// Kind of accumulator i; only without a combiner region.
    ::atlas::CombineKind getKind(unsigned i);
    bool hasCombinerRegion() { return !getCombiner().empty(); }
  }];
}

def Atlas_ScanOp : Atlas_Op<"scan"> {
  let summary = "prefix combination of the mapped elements";
  let description = [{
    `inclusive`: `o[i] = init . f(x[0]) . ... . f(x[i])`; `exclusive`: without
    `f(x[i])`. Nothing is written on empty input. Float scans run left to right
    unless `order free`. The output may be the same buffer as an input, as in
    `atlas.map`.
  }];
  let arguments = (ins Arg<Variadic<Atlas_Vec>, "read", [MemRead]>:$inputs,
                       Arg<Atlas_Vec, "written", [MemWrite]>:$output,
                       AnyType:$init,
                       UnitAttr:$exclusive,
                       DefaultValuedAttr<Atlas_FloatOrderAttr, "::atlas::FloatOrder::Sequential">:$order,
                       OptionalAttr<Atlas_CombineKindArrayAttr>:$kinds);
  let regions = (region SizedRegion<1>:$body, MaxSizedRegion<1>:$combiner);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    ::atlas::CombineKind getKind();
    bool hasCombinerRegion() { return !getCombiner().empty(); }
  }];
}

def Atlas_HistogramOp : Atlas_Op<"histogram", [SingleBlock]> {
  let summary = "counts (or sums weights of) the elements of each bin";
  let description = [{
    `bins[f(x[i])] += weight`, weight 1 when the region yields only an index.
    Indices are unsigned; an index outside the bins is dropped, and is refused
    by the verifier when it can be proved on the source (later passes set
    `atlas.checked` on the module: they may prove more, and nothing that
    verified is refused then). Bins wrap modulo their width. The
    output is overwritten (all zero on empty input) unless `accumulate` is
    given. Float weights need `order free`.

    ```mlir
    atlas.histogram ins(%data : memref<?xi8>) outs(%bins : memref<96xi64>) {
    ^bb0(%b: i8):
      %c = atlas.r96.classify %b : i8
      atlas.yield %c : i8
    }
    ```
  }];
  let arguments = (ins Arg<Variadic<Atlas_Buffer>, "read", [MemRead]>:$inputs,
                       Arg<Atlas_Vec, "written", [MemRead, MemWrite]>:$bins,
                       UnitAttr:$accumulate,
                       UnitAttr:$order_free);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    `ins` `(` $inputs `:` type($inputs) `)` `outs` `(` $bins `:` type($bins) `)`
    (`accumulate` $accumulate^)? (`order_free` $order_free^)?
    attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
}

def Atlas_FindOp : Atlas_Op<"find", [SingleBlock,
    DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRangesFromOptional"]>]> {
  let summary = "position of the first element for which a predicate holds";
  let description = [{
    The smallest i for which the region yields true, else the length (which is
    also the result on empty input). Elements after that i may be read, but the
    search stops early. The optional last region argument is the position. An
    input may also be the column of a rank-2 buffer, with a stride other than 1.

    With `window` the region has a window (`!atlas.window<T>`) in place of each
    element: it sees the element at i and those before it. A `map` region in front
    computes the elements of the windows from those of the inputs, one window for
    each value that it yields; it may change the type. Here the first ten scores
    whose mean is below a half end the search:

    ```mlir
    %i = atlas.find ins(%row : memref<?xf32>) map {
    ^bb0(%score: f32):
      %wide = arith.extf %score : f32 to f64
      atlas.yield %wide : f64
    } window {
    ^bb0(%win: !atlas.window<f64>):
      %full = atlas.window.full %win last %ten : !atlas.window<f64>
      %sum = atlas.window.sum %win last %ten sequential : !atlas.window<f64>
      %low = arith.cmpf olt, %sum, %five : f64
      %halt = arith.andi %full, %low : i1
      atlas.yield %halt : i1
    }
    ```
  }];
  let arguments = (ins Arg<Variadic<Atlas_Line>, "read", [MemRead]>:$inputs);
  let results = (outs I64:$position);
  let regions = (region SizedRegion<1>:$body, MaxSizedRegion<1>:$map);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let hasCanonicalizer = 1;
  let extraClassDeclaration = [{
    /// Whether the predicate looks at windows rather than at elements.
    bool isWindowed();
    /// Number of windows of the predicate; 0 if it looks at elements.
    unsigned getNumWindows();
    /// The region whose first arguments go with the inputs: the map, or the
    /// predicate if there is none.
    ::mlir::Region &getElementRegion() {
      return getMap().empty() ? getBody() : getMap();
    }
  }];
}

def Atlas_GatherOp : Atlas_Op<"gather"> {
  let summary = "indexed read";
  let description = [{
    `o[i] = source[index[i]]`; indices are unsigned, one outside the source
    gives 0. Nothing is written on empty input.
  }];
  let arguments = (ins Arg<Atlas_Vec, "read", [MemRead]>:$source,
                       Arg<Atlas_IntVec, "read", [MemRead]>:$indices,
                       Arg<Atlas_Vec, "written", [MemWrite]>:$output);
  let assemblyFormat = [{
    `ins` `(` $source `,` $indices `:` type($source) `,` type($indices) `)`
    `outs` `(` $output `:` type($output) `)` attr-dict
  }];
  let hasVerifier = 1;
}

def Atlas_ScatterOp : Atlas_Op<"scatter"> {
  let summary = "indexed write";
  let description = [{
    `o[index[i]] = value[i]` (`unique`: the author declares that no index comes
    twice) or `o[index[i]] = o[index[i]] . value[i]` (`combine` KIND). Indices
    are unsigned, one outside the output is dropped. Elements that no index
    names keep their value. Float kinds combine in order of i.
  }];
  let arguments = (ins Arg<Atlas_Vec, "read", [MemRead]>:$values,
                       Arg<Atlas_IntVec, "read", [MemRead]>:$indices,
                       Arg<Atlas_Vec, "written", [MemRead, MemWrite]>:$output,
                       OptionalAttr<Atlas_CombineKindAttr>:$kind);
  let assemblyFormat = [{
    `ins` `(` $values `,` $indices `:` type($values) `,` type($indices) `)`
    `outs` `(` $output `:` type($output) `)` (`combine` $kind^):(`unique`)? attr-dict
  }];
  let hasVerifier = 1;
}

def Atlas_BatchOp : Atlas_Op<"batch", [SingleBlock, RecursiveMemoryEffects,
    SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "independent items, each with a sequential body";
  let description = [{
    Runs the region once for each i in [0, n), in any order or at once. Items
    must not write what another item reads or writes. The body is ordinary scf,
    memref and arith, and may use the other data-parallel operations on its own
    data. Nothing runs when n is 0.

    ```mlir
    atlas.batch (%p) in (%pages) {
      %row = memref.subview %data[%p, 0] [1, 256] [1, 1] : ...
      ...
    }
    ```
  }];
  let arguments = (ins Index:$count);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
}

#endif // ATLAS_OPS_TD
