/*===- resonance.h - Classes modulo 96, clusters, schedule -----------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Classifies bytes by R96(b) = b mod 96, counts classes, lists where each class
 * occurs, and finds the next window in phase with a class.
 *
 * Units: a page is 256 bytes; a coordinate is page * 256 + offset. Phi codes are
 * the coordinates of one structure of 48 pages, 0..12287.
 * Ownership: a cluster view owns its arrays; it may be copied by value, but
 * exactly one copy is destroyed.
 * Threads: every function is re-entrant; a view may be read by many threads.
 * Source: contract v1 (L2/L3), section 4.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_RESONANCE_H
#define ATLAS_C_RESONANCE_H

#include "atlas-c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Classes ---------------------------------------------------------------- */

/* b mod 96. */
ATLAS_API uint8_t atlas_r96_classify(uint8_t b);

/* out256[i] = in256[i] mod 96 for one page. In place (out256 == in256) is
 * allowed, other overlap is not. No effect if a pointer is NULL. */
ATLAS_API void atlas_r96_classify_page(const uint8_t *in256,
                                       uint8_t out256[256]);

/* out96[r] = number of bytes of class r in one page; what was there is
 * overwritten. No overlap. No effect if a pointer is NULL. */
ATLAS_API void atlas_r96_histogram_page(const uint8_t *in256,
                                        uint16_t out96[96]);

/* True iff (r1 + r2) mod 96 == 0, for any two bytes. */
ATLAS_API bool atlas_r96_harmonizes(uint8_t r1, uint8_t r2);

/* --- Phi codes -------------------------------------------------------------- */

/* page * 256 + offset; 0xFFFFFFFF if page > 47 or offset > 255. */
ATLAS_API uint32_t atlas_phi_encode(uint32_t page, uint32_t offset);

/* The inverse. False, and nothing is written, if coord > 12287. Either place
 * may be NULL. */
ATLAS_API bool atlas_phi_decode(uint32_t coord, uint32_t *page,
                                uint32_t *offset);

/* --- Clusters --------------------------------------------------------------- */

/* Where each class occurs, as compressed rows: the coordinates of class r are
 * indices[offsets[r]] .. indices[offsets[r + 1] - 1], ascending. `offsets` has
 * 97 entries, offsets[96] == n. {NULL, NULL, 0} is the failed view. */
typedef struct atlas_cluster_view {
  const uint32_t *offsets;
  const uint32_t *indices;
  uint32_t n;
} atlas_cluster_view;

/* Lists the bytes of `pages` pages (0..16,777,215) by class; coordinates above
 * 12287 are plain positions. For 0 pages a valid empty view. The failed view if
 * base is NULL and pages > 0, if there are too many pages, or no memory. The
 * input is not kept. Memory: 97 * 4 + n * 4 bytes and 60 of padding. */
ATLAS_API atlas_cluster_view atlas_cluster_by_resonance(const uint8_t *base,
                                                        size_t pages);

/* Frees a view and sets it to {NULL, NULL, 0}. NULL and views set so are
 * allowed. */
ATLAS_API void atlas_cluster_destroy(atlas_cluster_view *view);

/* Rectangle of pages and offsets, half open. Bounds past the data add nothing;
 * a range whose low end is not below its high end is empty. */
typedef struct atlas_region {
  uint32_t page_lo, page_hi, off_lo, off_hi;
} atlas_region;

/* Writes the coordinates of class r inside the region, ascending, `cap` at most,
 * and returns how many there are. With cap 0, `out` may be NULL. 0 if r > 95 or
 * the view is NULL or failed; also if out is NULL and cap > 0. */
ATLAS_API size_t atlas_cluster_filter_region(const atlas_cluster_view *view,
                                             uint8_t r, atlas_region region,
                                             uint32_t *out, size_t cap);

/* A new view of what lies inside the region, owned by the caller. The failed
 * view if the input is NULL or failed, or there is no memory. */
ATLAS_API atlas_cluster_view atlas_cluster_intersect_region(
    const atlas_cluster_view *view, atlas_region region);

/* --- Schedule --------------------------------------------------------------- */

/* The smallest t >= now with (t + r) mod 96 == 0, computed without wrap and
 * returned modulo 2^64: a result below `now` means that t does not fit. */
ATLAS_API uint64_t atlas_next_harmonic_window_from(uint64_t now, uint8_t r);

/* The same from time 0. */
static inline uint64_t atlas_next_harmonic_window(uint8_t r) {
  return atlas_next_harmonic_window_from(0, r);
}

/* Layout on 64-bit targets is frozen. */
#if UINTPTR_MAX == UINT64_MAX
#ifdef __cplusplus
#define ATLAS_ASSERT_LAYOUT(what, text) static_assert(what, text)
#else
#define ATLAS_ASSERT_LAYOUT(what, text) _Static_assert(what, text)
#endif
ATLAS_ASSERT_LAYOUT(sizeof(atlas_cluster_view) == 24, "frozen size");
ATLAS_ASSERT_LAYOUT(offsetof(atlas_cluster_view, offsets) == 0, "frozen");
ATLAS_ASSERT_LAYOUT(offsetof(atlas_cluster_view, indices) == 8, "frozen");
ATLAS_ASSERT_LAYOUT(offsetof(atlas_cluster_view, n) == 16, "frozen");
ATLAS_ASSERT_LAYOUT(sizeof(atlas_region) == 16, "frozen size");
#undef ATLAS_ASSERT_LAYOUT
#endif

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_RESONANCE_H */
