//===- Passes.td - From kernels to gpu modules ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_CONVERSION_ATLASTOGPU_PASSES_TD
#define ATLAS_CONVERSION_ATLASTOGPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def AtlasToGPUPass : Pass<"atlas-to-gpu", "::mlir::ModuleOp"> {
  let summary = "kernels become gpu modules, one entry for each phase of their plan";
  let description = [{
    Each kernel K becomes `gpu.module @K` with the entries `K_p0`, `K_p1`, ...,
    one for each phase of its launch plan, in scf, arith, memref and gpu only. An
    entry takes the buffers that it accesses as `memref<?xT>` in declaration
    order (parameters, temporaries, then results as one-element buffers) and its
    32-bit parameter words. The sidecar, how a device runs the entries, is the
    JSON attribute `atlas.program` of the gpu.module.

    Workgroups take units of the phase in a grid-stride loop; the threads of a
    workgroup share out map, reduce, histogram, gather and copies; other
    data-parallel operations and code with effects are run by one thread. The
    items of a batch are run by one thread each, or by a workgroup where it can
    share them. Partial results are indexed by unit, never by thread, so results
    do not depend on the grid.

    `layout=bytes8` keeps elements as they are; `layout=words32` holds buffers as
    32-bit words and integers in 32-bit arithmetic. What has no form is refused
    with its location (ATL0601).
  }];
  let options = [
    Option<"layout", "layout", "std::string", "\"bytes8\"",
           "bytes8, or words32 for targets without 8-bit and 64-bit integers">,
    Option<"blockSize", "block-size", "unsigned", "256",
           "threads of a workgroup, a power of two">,
    Option<"vectorBytes", "vector-bytes", "unsigned", "16",
           "widest access of one thread in bytes8; 0 = one element">,
    Option<"wideAtomics", "wide-atomics", "bool", "false",
           "the device has atomics on 64-bit integers; bytes8 only">
  ];
  let dependentDialects = [
    "::mlir::gpu::GPUDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def DeviceQueuesPass : Pass<"atlas-device-queues", "::mlir::ModuleOp"> {
  let summary = "queues become heaps in their scratch, and calls of helpers";
  let description = [{
    Each queue becomes a heap of keys in its scratch buffer and ten words of state
    on the stack of its item; its operations become calls of private helpers, to
    be inlined. Queues that may have to drop their largest key get a heap of both
    ends, others one of four branches; the sequence of keys is that of the CPU.
    Capacities and numbers of pops above 2^31 - 1 count as that.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

#endif // ATLAS_CONVERSION_ATLASTOGPU_PASSES_TD
