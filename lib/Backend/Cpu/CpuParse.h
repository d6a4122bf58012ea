//===- CpuParse.h - Texts of CPU profiles -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parser of the folder. ATL0403. Thread rule: pure function; "native" reads the
// features of this machine.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_BACKEND_CPU_CPUPARSE_H
#define ATLAS_LIB_BACKEND_CPU_CPUPARSE_H

#include "atlas/Backend/Cpu/CpuHw.h"

namespace atlas::backend {

llvm::Expected<CpuHw> parseCpuHw(llvm::StringRef text);
/// The text of the default: this machine's triple and its baseline.
std::string defaultCpuText();

} // namespace atlas::backend

#endif // ATLAS_LIB_BACKEND_CPU_CPUPARSE_H
