/*===- domain.h - Conserved regions with a budget and a commit -------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A domain watches one region of the caller's memory: it is attached, may be
 * verified, and is committed once, which fixes its content by a witness. Beside
 * that it keeps a budget book modulo 96.
 *
 *   state               attach   verify                     commit      witness
 *   open, no region     0 / 4    false                      5           NULL
 *   open, region        5 (4)    conserved                  0 / 1 / 4   NULL
 *   committed           5 (4)    conserved, witness matches 5           set
 *
 * Ownership: the caller owns the handle and the region; the region must outlive
 * the domain and is never freed or written by it.
 * Threads: all calls on one domain may run at once, but for destroy, which must
 * be the last. The region must not change while a commit or verify runs.
 * Source: contract v1 (L2/L3), sections 3.2 and 3.3.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_DOMAIN_H
#define ATLAS_C_DOMAIN_H

#include "atlas-c/base.h"
#include "atlas-c/witness.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct atlas_domain atlas_domain_t;

/* An open domain for a region of `bytes` bytes (12,288 is usual), whose budget
 * level is `budget_class`. NULL if bytes is 0, budget_class is above 95, or
 * there is no memory. */
ATLAS_API atlas_domain_t *atlas_domain_create(size_t bytes,
                                              uint8_t budget_class);

/* Records the region; its content is not looked at. Checked in this order:
 * NULL handle: ATLAS_E_STATE; base NULL, len 0 or not the declared size:
 * ATLAS_E_MEMORY; attached or committed already: ATLAS_E_STATE. A call that
 * fails changes nothing; of several threads exactly one succeeds. */
ATLAS_API int atlas_domain_attach(atlas_domain_t *domain, void *base,
                                  size_t len);

/* True iff a region is attached, is conserved now and, once committed, still
 * matches the witness. False for NULL. */
ATLAS_API bool atlas_domain_verify(const atlas_domain_t *domain);

/* Fixes the content: checks it, makes the witness, publishes both at once.
 * Checked in this order: NULL handle, not attached, committed already:
 * ATLAS_E_STATE; not conserved: ATLAS_E_CONSERVATION; no memory:
 * ATLAS_E_MEMORY. After the last two the domain is still open and commit may be
 * tried again. Of several threads exactly one gets ATLAS_OK. */
ATLAS_API int atlas_domain_commit(atlas_domain_t *domain);

/* Frees the handle and its witness; NULL is allowed. */
ATLAS_API void atlas_domain_destroy(atlas_domain_t *domain);

/* The witness of the commit, which lives as long as the domain; NULL before the
 * commit and for NULL. */
ATLAS_API const atlas_witness_t *
atlas_domain_witness(const atlas_domain_t *domain);

/* --- Budget book (modulo 96), in any state ---------------------------------- */

/* level = (level + amt) mod 96, in one atomic step; it may wrap. False, and
 * nothing changes, if amt is above 95 or the handle is NULL. */
ATLAS_API bool atlas_budget_alloc(atlas_domain_t *domain, uint8_t amt);

/* level = level - amt, in one atomic step. False, and nothing changes, if the
 * level is below amt, amt is above 95 or the handle is NULL. */
ATLAS_API bool atlas_budget_release(atlas_domain_t *domain, uint8_t amt);

/* The level, in 0..95; 255 for NULL. */
ATLAS_API uint8_t atlas_budget_level(const atlas_domain_t *domain);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_DOMAIN_H */
