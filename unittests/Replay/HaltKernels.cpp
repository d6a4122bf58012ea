//===- HaltKernels.cpp - The compiled kernels halt-batch-* ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "HaltKernels.h"

#include "Levels.h"

#if ATLAS_CONSTANT_SLOTS // one level, which has no list
#define ATLAS_LEVELS(X, ...) X(wasm32, "wasm32", __VA_ARGS__)
#endif

#define ENTRY(level, kernel) atlas_aot_##level##_##kernel##_packed
#define DECLARE(level, name, unused)                                           \
  int32_t ENTRY(level, halt_batch)(const atlas_args_t *);                      \
  int32_t ENTRY(level, halt_batch_f32)(const atlas_args_t *);                  \
  int32_t ENTRY(level, halt_batch_rows)(const atlas_args_t *);                 \
  int32_t ENTRY(level, halt_batch_rows_f32)(const atlas_args_t *);             \
  int32_t ENTRY(level, halt_batch_tokens)(const atlas_args_t *);               \
  int32_t ENTRY(level, halt_batch_tokens_f32)(const atlas_args_t *);
extern "C" {
ATLAS_LEVELS(DECLARE, )
}

#define ROW(level, name, unused)                                               \
  {name,                                                                       \
   {{ENTRY(level, halt_batch), ENTRY(level, halt_batch_f32)},                  \
    {ENTRY(level, halt_batch_rows), ENTRY(level, halt_batch_rows_f32)},        \
    {ENTRY(level, halt_batch_tokens), ENTRY(level, halt_batch_tokens_f32)}}},
static const atlas::replay::HaltKernels table[] = {ATLAS_LEVELS(ROW, )};

const atlas::replay::HaltKernels *atlas::replay::haltKernels(size_t *count) {
#if ATLAS_CONSTANT_SLOTS
  *count = 1;
#else
  atlas::runtime::CpuFeatures features;
  *count = atlas::runtime::detectLevel(features) + 1;
#endif
  return table;
}
