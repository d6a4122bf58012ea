//===- PtxShapes.h - Shapes that have PTX of their own ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Recognises kernels by what they compute, on data-parallel operations (L1), and
// gives hand-written PTX and a launch plan for them:
//
//   histogram.u8.bins96  bins[x[i] mod 96] counted, 96 64-bit bins
//   sum.u8               the 64-bit sum of bytes
//
// Nothing here goes through LLVM or the GPU lowering: the code is text of this
// folder, the plan is its own (two entries, one partial result for each 32,768
// bytes). A class function is recognised by its values at all 256 bytes, however
// it is written.
//
// Failure: nullopt for any other kernel. Thread rule: as mlir::MLIRContext.
// Source: backends-and-contracts.md DX-19; PTX ISA 8.7, sections 9.7.9 and 9.7.13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_PTX_PTXSHAPES_H
#define ATLAS_LIB_BACKEND_PTX_PTXSHAPES_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/DeviceProgram.h"

#include <optional>

namespace atlas::backend {

inline constexpr llvm::StringLiteral kHistogramShape = "histogram.u8.bins96";
inline constexpr llvm::StringLiteral kByteSumShape = "sum.u8";

/// Code and plan of one kernel.
struct PtxShape {
  llvm::StringRef shape;
  DeviceProgram program;
  std::string body; ///< the entries, without the directives of the module
};

/// The kernel of a module at L1, if it has a shape.
std::optional<PtxShape> matchPtxShape(mlir::ModuleOp module);

/// The text of the module for an architecture ("sm_90") and a version ("7.8").
std::string printPtxModule(const PtxShape &shape, llvm::StringRef arch,
                           llvm::StringRef version);

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_PTX_PTXSHAPES_H
