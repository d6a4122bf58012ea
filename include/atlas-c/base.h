/*===- base.h - Version, error codes and allocation of libatlas -----*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What every group of libatlas shares.
 *
 * Rules of the whole library: plain C types; pointers are borrowed unless a
 * function says otherwise; any byte alignment will do for data; nothing is read
 * or written outside [pointer, pointer + length); equal inputs give bit-equal
 * outputs on every target and at every instruction-set level. Nothing prints,
 * aborts, throws, exits or reads the environment.
 * Failure: functions return what their comment says. What no comment names (a
 * dangling pointer, a length that is too large for its buffer) is undefined.
 * Threads: pure functions may be called from any thread at any time; handles
 * state their rule. A forked child may use everything.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_BASE_H
#define ATLAS_C_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Put before every function. */
#ifndef ATLAS_API
#if defined(__wasm__)
#define ATLAS_API __attribute__((visibility("default"), used))
#elif defined(__GNUC__)
#define ATLAS_API __attribute__((visibility("default")))
#else
#define ATLAS_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this interface; raised when functions are added. */
#define ATLAS_API_VERSION 1

/* ATLAS_API_VERSION of the library that is loaded. */
ATLAS_API int atlas_get_api_version(void);

/* Return codes (contract v1, section 1). No other value is ever returned. */
typedef enum atlas_error {
  ATLAS_OK = 0,             /* success */
  ATLAS_E_CONSERVATION = 1, /* a region or copy source is not conserved */
  ATLAS_E_WITNESS = 2,      /* for hosts; no function of version 1 returns it */
  ATLAS_E_BUDGET = 3,       /* for hosts; no function of version 1 returns it */
  ATLAS_E_MEMORY = 4,       /* no memory, or an unusable region argument */
  ATLAS_E_STATE = 5         /* NULL handle, or not allowed in this state */
} atlas_error_t;

/* Sizes of contract v1, in bytes. */
#define ATLAS_PAGE_SIZE 256u
#define ATLAS_STRUCTURE_PAGES 48u
#define ATLAS_STRUCTURE_SIZE 12288u
/* Number of residue classes. */
#define ATLAS_CLASSES 96u

/* --- Allocation ------------------------------------------------------------ */

/* Where handles, witnesses and cluster views come from. */
typedef struct atlas_allocator {
  /* At least `size` (never 0) bytes aligned to 16; NULL if there are none. */
  void *(*allocate)(void *context, size_t size);
  /* Frees what `allocate` gave; never NULL. */
  void (*release)(void *context, void *block);
  void *context;
} atlas_allocator;

/* Replaces malloc and free for the whole process; NULL brings them back. The
 * structure is copied. Call it before anything else of the library, or while
 * nothing that the library allocated is alive and no other call runs. */
ATLAS_API void atlas_set_allocator(const atlas_allocator *allocator);

/* --- Metrics --------------------------------------------------------------- */

/* Counters since they were switched on. */
typedef struct atlas_metrics {
  uint64_t calls; /* of kernels */
  uint64_t bytes; /* given to them, both inputs of a delta counted */
  uint64_t allocations;
  uint64_t failed_allocations;
} atlas_metrics;

/* Sets all counters to zero and counts from now on (`on` nonzero), or stops.
 * Counts in debug builds of the library only (without NDEBUG); in release
 * builds it does nothing. Any thread. */
ATLAS_API void atlas_enable_metrics(int on);

/* Writes the counters. False, and nothing is written, for NULL or in a release
 * build. Any thread. */
ATLAS_API bool atlas_read_metrics(atlas_metrics *metrics);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_BASE_H */
