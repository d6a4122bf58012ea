//===- CallJob.h - Kernel calls for packed entries --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The job of workers that call a packed entry (atlas-c/args.h) rather than launch
// workgroups: the host's compiler and WebAssembly. A JSON file with the data
// beside it; buffers, scalars and results stand in the kernel's order:
//
//   {"atlas-calls": 1,
//    "program": {"format": F, "path": P | "", "entry": E, "form": W, "kernel": K},
//    "guard": {"bytes": 256, "fill": 60},
//    "calls": [{"name": N,
//      "buffers": [{"name": N, "dims": [..], "bytes": B, "align": A,
//                   "fill": 165 | "file": PATH, "save": PATH}],
//      "scalars": [{"name": N, "word": "0x2a"}],
//      "temps": [{"bytes": B, "fill": 0 | -1}],
//      "results": [{"name": N, "save": PATH}]}]}
//
// "kernel" is the ABI description of an object's entry; other formats have their own.
// Paths are relative to the job's folder. A saved buffer has its guard zones on
// either side, a saved result is eight bytes, little end first. Temporaries lie in
// the scratch area as KernelABI.h says; the host's worker makes its own.
//
// Failure: ATL0404 for files that cannot be written, calls that do not fit.
// Thread rule: calls with distinct folders may run at the same time.
// Source: backends-and-contracts.md DX-06, DX-07, DX-10, DX-12.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_QUORUM_CALLJOB_H
#define ATLAS_QUORUM_CALLJOB_H

#include "atlas/Quorum/DeviceJob.h"

namespace atlas::quorum {

/// What such a worker runs.
struct PackedProgram {
  KernelABI kernel;
  std::string format; ///< "wasm", "object", "mlir", "mlirbc", "ll", "bc" or "library"
  std::string code;   ///< empty for "library"
  std::string entry;  ///< exported function (wasm, object), or kernel name
  std::string form;   ///< for the host: jit, aot, scalar, ll, reference; object: any
};

/// Writes the job and its data into `folder`, which exists.
llvm::Expected<WorkerJob> writeCallJob(const PackedProgram &program,
                                       llvm::ArrayRef<CallData> calls,
                                       llvm::StringRef folder);

} // namespace atlas::quorum

#endif // ATLAS_QUORUM_CALLJOB_H
