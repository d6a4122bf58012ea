//===- Witness.h - The witness record and its digest ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The 48-byte record of contract v1 section 3.4, shared with the IR kernels.
// Thread rule: immutable once made.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_WITNESS_H
#define ATLAS_RUNTIME_WITNESS_H

#include "atlas-c/witness.h"

#include <stddef.h>
#include <stdint.h>

struct atlas_witness {
  uint8_t digest[32];
  uint8_t length[8]; ///< little-endian
  uint8_t residue;
  uint8_t version;
  uint8_t zero[6];
};
static_assert(sizeof(atlas_witness) == 48, "frozen record");

#endif // ATLAS_RUNTIME_WITNESS_H
