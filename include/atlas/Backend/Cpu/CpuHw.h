//===- CpuHw.h - Hardware profiles of the cpu target ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Triple, processor and features of a CPU.
//
// Text: "x86_64-unknown-linux-gnu/x86-64-v3+avx512bw,-avx512fp16"; each part
// may be missing. A processor is one of LLVM's or an Atlas level. "native" is
// this machine, resolved to names at once. Default: the baseline of this
// machine's triple.
//
// Thread rule: immutable.
// Source: backends-and-contracts.md section 3, HW-13.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_CPU_CPUHW_H
#define ATLAS_BACKEND_CPU_CPUHW_H

#include "atlas/Backend/HwProfile.h"
#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

namespace atlas::backend {

class CpuHw : public HwData {
public:
  CPUTarget target;      ///< resolved: every feature that is on
  std::string processor; ///< as named
  std::vector<std::string> changes; ///< "+avx512bw", "-avx512fp16"; sorted

  std::string text() const override;

  /// The structure of a profile whose target is cpu.
  static const CpuHw &of(const HwProfile &profile);
};

} // namespace atlas::backend

#endif // ATLAS_BACKEND_CPU_CPUHW_H
