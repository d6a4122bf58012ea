//===- PtxHw.h - Hardware profiles of the ptx target ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An architecture of the PTX instruction set, and the version of the language.
//
// Text: "sm_90a", or "sm_80,isa8.3" to ask for a version above the least one.
// `compute_` is an alias of `sm_`. The least version follows from PtxArch.def;
// a construct with a later minimum raises it, the caller may, nobody lowers it.
//
// Thread rule: immutable.
// Source: backends-and-contracts.md HW-01 to HW-05; PTX ISA, "Release notes".
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_PTX_PTXHW_H
#define ATLAS_BACKEND_PTX_PTXHW_H

#include "atlas/Backend/HwProfile.h"

#include <compare>

namespace atlas::backend {

/// A version of the PTX language.
struct PtxIsa {
  unsigned major = 0, minor = 0;
  auto operator<=>(const PtxIsa &) const = default;
  std::string text() const; ///< "8.0"
  /// LLVM's feature for it: "ptx80".
  std::string feature() const;
};

class PtxHw : public HwData {
public:
  std::string arch;   ///< "sm_90a"
  unsigned number = 0; ///< 90
  char variant = 0;    ///< 'a', 'f' or 0
  PtxIsa least;        ///< of the architecture
  PtxIsa isa;          ///< asked for, else `least`

  std::string text() const override;
  std::vector<std::string> warnings() const override;

  /// The structure of a profile whose target is ptx.
  static const PtxHw &of(const HwProfile &profile);
  /// HW-05: code for this architecture runs on a device of capability
  /// `device` (90 for 9.0).
  bool runsOn(unsigned device) const;
};

/// A row of PtxArch.def.
struct PtxArchRow {
  llvm::StringLiteral name;
  PtxIsa least;
};
/// All rows, in the order of the file.
llvm::ArrayRef<PtxArchRow> ptxArchTable();

} // namespace atlas::backend

#endif // ATLAS_BACKEND_PTX_PTXHW_H
