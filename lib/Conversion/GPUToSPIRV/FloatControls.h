//===- FloatControls.h - Execution modes of float arithmetic ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Without SignedZeroInfNanPreserve a driver may take x + 0.0 for x; without the
// others it may flush subnormal numbers and round as it likes. The modes stand on
// every entry point, for every width of floats that the module has.
//
// Thread rule: as the module's context.
// Source: backends-and-contracts.md HW-11, BR-22; SPIR-V, section 3.6.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CONVERSION_GPUTOSPIRV_FLOATCONTROLS_H
#define ATLAS_LIB_CONVERSION_GPUTOSPIRV_FLOATCONTROLS_H

#include "atlas/Conversion/GPUToSPIRV/GPUToSPIRV.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

namespace atlas::spirv_floats {

/// Adds the modes; the capabilities that they need, none for integer code.
llvm::SmallVector<mlir::spirv::Capability> addModes(mlir::spirv::ModuleOp module,
                                                    const SPIRVFloats &floats);

} // namespace atlas::spirv_floats

#endif // ATLAS_LIB_CONVERSION_GPUTOSPIRV_FLOATCONTROLS_H
