//===- Passes.td - From kernels to the LLVM dialect for CPUs --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_CONVERSION_ATLASTOCPU_PASSES_TD
#define ATLAS_CONVERSION_ATLASTOCPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def SpecializePass : Pass<"atlas-specialize", "::mlir::ModuleOp"> {
  let summary = "replaces named scalars and dimensions of kernels by constants";
  let description = [{
    `values` is a list of NAME=VALUE separated by ';': a scalar by its name, a dimension as
    `dim(arg)` or `dim(arg,1)`. The kernel keeps its signature; its body no
    longer reads the argument. Values that name nothing in a kernel are an error
    unless another kernel of the module has them.
  }];
  let options = [
    Option<"values", "values", "std::string", "\"\"", "NAME=VALUE;...">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def KernelsToFunctionsPass : Pass<"atlas-kernels-to-functions", "::mlir::ModuleOp"> {
  let summary = "kernels become their typed and packed entries";
  let description = [{
    Each kernel K becomes the function `K` (typed C entry: buffers and scalars in
    declaration order, then one i64 per independent dimension, then outer
    strides, then out-pointers of several results) and `K.packed`, which takes
    the argument block of include/atlas-c/args.h and runs the whole kernel or a
    range of one phase of its launch plan. The packed entry carries the ABI
    description as the JSON attribute `atlas.abi`. Temporaries
    (`memref.alloc`) become views of the scratch area. With `serial-only` the
    code of the phases is left out (the description keeps them): about half the
    work, for a first version that runs whole kernels only.
  }];
  let options = [
    Option<"serialOnly", "serial-only", "bool", "false",
           "leave out the code of the launch plan's phases">
  ];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect",
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"
  ];
}

def LowerToCPUPass : Pass<"atlas-to-cpu", "::mlir::ModuleOp"> {
  let summary = "lowers data-parallel operations to scf, vector and arith";
  let description = [{
    Every L1 operation is lowered by the cheapest strategy that serves it on the
    target; `strategy` overrides the choice ("histogram:bitslice,reduce:lanes"),
    `scalar` selects the plain loops everywhere. What was chosen, and why
    cheaper strategies declined, is added to the ABI description.
  }];
  let options = [
    Option<"level", "target", "std::string", "\"x86-64\"",
           "named CPU level (x86-64-v3, aarch64-dotprod, wasm32, ...)">,
    Option<"features", "features", "std::string", "\"\"",
           "comma-separated features instead of the level's">,
    Option<"strategy", "strategy", "std::string", "\"\"",
           "strategy overrides, OP:NAME,...">,
    Option<"scalar", "scalar", "bool", "false", "plain loops for every operation">
  ];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def FinishLLVMPass : Pass<"atlas-finish-llvm", "::mlir::ModuleOp"> {
  let summary = "scf, vector, memref and scalar dialects to the LLVM dialect";
  let description = [{
    Arranged for latency: scalars, rows of lanes, buffers, branches, calls and
    functions are converted in one walk; upstream's conversions get what is left.
    A buffer among the arguments of a function becomes its pointer and an i64 for
    each of offset, sizes and strides that the type leaves open. Modules with
    functions that the walk does not know (results that are buffers, linkage of
    their own, declarations) are upstream's, with its descriptors.
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::memref::MemRefDialect", "::mlir::vector::VectorDialect"
  ];
}

def CheckLoweredPass : Pass<"atlas-check-lowered", "::mlir::ModuleOp"> {
  let summary = "fails when anything but the LLVM dialect is left";
  let description = [{
    Upstream conversions leave what they cannot convert without an error, and
    translation fails much later; this pass names the first leftover operation
    with its source location (ATL0603).
  }];
}

#endif // ATLAS_CONVERSION_ATLASTOCPU_PASSES_TD
