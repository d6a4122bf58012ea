//===- Diag.h - Making the diagnostics of libatlas --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The codes that libatlas uses and how a call reports one. The table of all
// codes is include/atlas/Support/ErrorCodes.def.
// Thread rule: pure functions.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_DIAG_H
#define ATLAS_RUNTIME_DIAG_H

#include "atlas-c/diag.h"

namespace atlas::runtime {

enum class Code : uint32_t {
  OutOfMemory = 310,
  UsageInvalid = 313,
  ApiMisuse = 508,
};

/// Sets `*diag`, if there is a place, to a diagnostic with copies of the texts;
/// returns the status that belongs to the code. Without memory for it the
/// diagnostic is one for that, and the status stays.
atlas_status_t report(atlas_diag_t **diag, Code code, const char *message,
                      const char *note = "");

/// Clears the place: success.
inline atlas_status_t succeed(atlas_diag_t **diag) {
  if (diag)
    *diag = nullptr;
  return ATLAS_STATUS_OK;
}

/// ATL0310, which needs no memory.
atlas_status_t reportNoMemory(atlas_diag_t **diag);

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_DIAG_H
