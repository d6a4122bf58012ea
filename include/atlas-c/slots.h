/*===- slots.h - The replaceable kernels of libatlas -----------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The table through which a compiler gives libatlas faster kernels.
 *
 * Each row is one kernel: its name in the kernel library, and the function
 * pointer that every call goes through. At start it holds the code compiled
 * ahead of time for this processor. Programs do not touch the table; they call
 * atlas_jit_attach (atlas-c/attach.h), which does.
 *
 * Rules for who fills it: store with release order a function whose typed C
 * signature is the kernel's (ir/kernels/NAME) and whose results are bit-equal,
 * and which stays alive until the row's `fallback` was stored back and no call
 * is inside. Threads: rows are read with acquire order by every call; any
 * thread may store.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_SLOTS_H
#define ATLAS_C_SLOTS_H

#include "atlas-c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void (*atlas_slot_fn)(void);

/* One kernel. */
typedef struct atlas_slot {
  const char *kernel;      /* "conserved-delta"; static */
  const char *level;       /* of `fallback`: "x86-64-v3"; static */
  atlas_slot_fn fallback;  /* compiled ahead of time for this processor */
  atlas_slot_fn *entry;    /* what calls go through; access it atomically */
} atlas_slot;

/* Version of the structures here; raised when a field changes meaning. */
#define ATLAS_SLOTS_VERSION 1u

/* All kernels of one library. Fields may be added at the end of the table. */
typedef struct atlas_slot_table {
  uint32_t version;        /* ATLAS_SLOTS_VERSION */
  uint32_t size;           /* sizeof(atlas_slot_table) of the library */
  const atlas_slot *slots; /* sorted by kernel */
  size_t count;
} atlas_slot_table;

/* The table of this library; without rows for WebAssembly, where calls do not go
 * through pointers. Static storage. */
ATLAS_API const atlas_slot_table *atlas_get_slot_table(void);

/* Instruction-set level that was chosen for this processor ("x86-64-v4-icl").
 * Static storage. */
ATLAS_API const char *atlas_get_isa_level(void);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_SLOTS_H */
