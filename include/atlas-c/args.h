/*===- args.h - The packed kernel call ------------------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The one calling form that every tool, worker, binding and thread pool uses.
 *
 * Each kernel NAME has a typed C entry and one packed entry `NAME.packed`, which
 * takes a pointer to the structure below. Buffers, scalars and results stand in
 * the order of the kernel's declaration, buffers and scalars counted apart. A
 * kernel lowers to a launch plan: an ordered list of phases. One call of the
 * packed entry runs either the whole kernel (ATLAS_PHASE_ALL) or the units
 * [lo, hi) of one phase.
 *
 * Failure: the entry returns 0, or a positive code that the kernel defines.
 * It checks nothing: the caller has compared lengths, overlap and version
 * against the kernel's ABI description (the "sidecar").
 * Threads: one phase may be called from many threads at once with disjoint
 * [lo, hi); phases are separated by a barrier. The structure is only read,
 * what `results`, `scratch` and the output buffers point at is written.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_ARGS_H
#define ATLAS_C_ARGS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of atlas_args_t; raised when a field changes meaning. */
#define ATLAS_ARGS_VERSION 1u
/* `phase` value that runs the whole kernel serially; lo, hi, scratch unused. */
#define ATLAS_PHASE_ALL 0xFFFFFFFFu

/* One buffer. dim[1] is 1 for a rank-1 buffer. `stride` is the distance between
 * rows in elements (rank 2; for rank 1 it is not read). data may be NULL only
 * when the buffer has no elements. 32 bytes, offsets 0, 8, 24. */
typedef struct atlas_buffer {
  void *data;
  int64_t dim[2];
  int64_t stride;
} atlas_buffer_t;

/* The packed argument block, 80 bytes; offsets are part of the ABI and are
 * pinned by static assertions in the runtime. */
typedef struct atlas_args {
  uint32_t version;              /*  0: ATLAS_ARGS_VERSION */
  uint32_t size;                 /*  4: sizeof(atlas_args_t) */
  uint32_t phase;                /*  8: phase index or ATLAS_PHASE_ALL */
  uint32_t reserved;             /* 12: zero */
  const atlas_buffer_t *buffers; /* 16: one per buffer argument */
  const uint64_t *scalars;       /* 24: one word per scalar; integers
                                        zero-extended, floats by bit pattern in
                                        the low bits */
  uint64_t *results;             /* 32: one word per scalar result, same form */
  int64_t lo;                    /* 40: first unit of the phase's space */
  int64_t hi;                    /* 48: one past the last unit */
  void *scratch;                 /* 56: the plan's temporaries, 64-byte aligned,
                                        shared by all threads of the call */
  uint64_t scratch_size;         /* 64: bytes at scratch */
  uint64_t reserved2;            /* 72: zero */
} atlas_args_t;

/* The packed entry's type. */
typedef int32_t (*atlas_packed_fn)(const atlas_args_t *args);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_ARGS_H */
