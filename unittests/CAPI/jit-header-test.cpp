//===- jit-header-test.cpp - The C header compiles as C++
//------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "atlas-c/jit.h"

#include <type_traits>

// Option structures are plain data whose first word is their size.
static_assert(std::is_trivial_v<atlas_jit_options> &&
              std::is_standard_layout_v<atlas_jit_options> &&
              offsetof(atlas_jit_options, size) == 0);
static_assert(std::is_trivial_v<atlas_jit_load_options> &&
              std::is_standard_layout_v<atlas_jit_load_options> &&
              offsetof(atlas_jit_load_options, size) == 0);
static_assert(offsetof(atlas_diag_t, message) == 8);
