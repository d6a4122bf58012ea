//===- KernelABIBuilder.h - ABI description of a kernel op ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the manifest of an atlas.kernel (types and argument attributes) into
// the KernelABI that callers use. The launch plan is added by the lowering.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_COMMON_KERNELABIBUILDER_H
#define ATLAS_CONVERSION_COMMON_KERNELABIBUILDER_H

#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"
#include "atlas/Support/KernelABI.h"

namespace atlas::lowering {

/// The description of a verified kernel. Arguments without a recorded name are
/// called arg0, arg1, ...
KernelABI buildKernelABI(KernelOp kernel);

/// Integer or float type of a scalar or element; index counts as i64.
DataType dataTypeOf(mlir::Type type);

} // namespace atlas::lowering

#endif // ATLAS_CONVERSION_COMMON_KERNELABIBUILDER_H
