//===- Passes.h - Passes from kernels to the LLVM dialect -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pass factories of this conversion and registration of the passes and of the
// named pipeline `atlas-host-pipeline`. What each pass does stands in Passes.td.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_CONVERSION_ATLASTOCPU_PASSES_H
#define ATLAS_CONVERSION_ATLASTOCPU_PASSES_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
namespace LLVM {
class LLVMDialect;
}
namespace affine {
class AffineDialect;
}
namespace cf {
class ControlFlowDialect;
}
namespace arith {
class ArithDialect;
}
namespace func {
class FuncDialect;
}
namespace memref {
class MemRefDialect;
}
namespace scf {
class SCFDialect;
}
namespace vector {
class VectorDialect;
}
} // namespace mlir

namespace atlas {

#define GEN_PASS_DECL
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"

/// atlas-to-cpu for a target that is not a named level (the host).
std::unique_ptr<mlir::Pass> createLowerToCPUPass(CPUTarget target,
                                                 std::string strategy,
                                                 bool scalar);

#define GEN_PASS_REGISTRATION
#include "atlas/Conversion/AtlasToCPU/Passes.h.inc"

/// Registers the passes above and the pipeline `atlas-host-pipeline`.
void registerAtlasConversionPasses();

} // namespace atlas

#endif // ATLAS_CONVERSION_ATLASTOCPU_PASSES_H
