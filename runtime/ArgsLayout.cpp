//===- ArgsLayout.cpp - Pins the packed argument block ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The offsets of include/atlas-c/args.h are known to generated code; a change
// here breaks every object in every cache.
//===----------------------------------------------------------------------===//

#include "atlas-c/args.h"

#include <stddef.h>

static_assert(sizeof(void *) == 8, "the layout is that of LP64");

static_assert(sizeof(atlas_buffer_t) == 32);
static_assert(offsetof(atlas_buffer_t, data) == 0);
static_assert(offsetof(atlas_buffer_t, dim) == 8);
static_assert(offsetof(atlas_buffer_t, stride) == 24);

static_assert(sizeof(atlas_args_t) == 80);
static_assert(offsetof(atlas_args_t, version) == 0);
static_assert(offsetof(atlas_args_t, size) == 4);
static_assert(offsetof(atlas_args_t, phase) == 8);
static_assert(offsetof(atlas_args_t, reserved) == 12);
static_assert(offsetof(atlas_args_t, buffers) == 16);
static_assert(offsetof(atlas_args_t, scalars) == 24);
static_assert(offsetof(atlas_args_t, results) == 32);
static_assert(offsetof(atlas_args_t, lo) == 40);
static_assert(offsetof(atlas_args_t, hi) == 48);
static_assert(offsetof(atlas_args_t, scratch) == 56);
static_assert(offsetof(atlas_args_t, scratch_size) == 64);
static_assert(offsetof(atlas_args_t, reserved2) == 72);
