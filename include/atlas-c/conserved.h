/*===- conserved.h - Sums modulo 96 without state --------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Check, change and copy byte ranges whose byte sum is a multiple of 96.
 *
 * sum(x) is the exact sum of the unsigned bytes of x, res(x) is sum(x) mod 96,
 * and x is conserved if res(x) is 0 (so is the empty range). Lengths up to 2^48
 * bytes. With length 0 every pointer may be NULL.
 * Failure: values outside the result range, so that a failed call is never taken
 * for "conserved". Threads: every function is re-entrant.
 * Source: contract v1 (L2/L3), sections 1, 2 and 3.1.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_CONSERVED_H
#define ATLAS_C_CONSERVED_H

#include "atlas-c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* (sum(after) - sum(before)) mod 96, in 0..95. The ranges may overlap. 255 if a
 * pointer is NULL and len > 0. */
ATLAS_API uint8_t atlas_conserved_delta(const void *before, const void *after,
                                        size_t len);

/* True iff the range is conserved. False for NULL with len > 0. */
ATLAS_API bool atlas_conserved_window_check(const void *data, size_t len);

/* Streaming: *state = (*state mod 96 + res(chunk)) mod 96. Start at 0; the
 * stream so far is conserved iff *state is 0. How it is cut into chunks does not
 * matter. `state` needs no alignment and is written after the chunk was read.
 * No effect if state is NULL, or chunk is NULL and n > 0. */
ATLAS_API void atlas_conserved_update(uint64_t *state, const void *chunk,
                                      size_t n);

/* Makes the range conserved by changing its last byte: last + (96 - k), less 96
 * if that is above 255, with k = res(data). Nothing changes if k is 0. Returns
 * k. 255, and no effect, for NULL with len > 0. */
ATLAS_API uint8_t atlas_conserved_fixup(void *data, size_t len);

/* Fills with `val`, then applies the fixup rule; lengths that are multiples of
 * 96 never need it. ATLAS_OK; ATLAS_E_MEMORY for NULL with len > 0. */
ATLAS_API int atlas_memset_conserved(void *dst, uint8_t val, size_t len);

/* memmove of a conserved source: ATLAS_OK. ATLAS_E_CONSERVATION if the source is
 * not conserved, ATLAS_E_MEMORY for NULL with len > 0; dst is untouched then.
 * Overlap is allowed. */
ATLAS_API int atlas_memcpy_conserved(void *dst, const void *src, size_t len);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_CONSERVED_H */
