/*===- attach.h - Faster kernels for libatlas -----------------------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Lets libatlas-jit compile the kernels of libatlas for this very processor.
 *
 * libatlas works without this; after attaching, the same calls run code that
 * was compiled here. Compiling goes on behind: no call of libatlas ever waits
 * for it, and results are bit-equal before and after. Kernels that fail to
 * compile keep the code that they had.
 *
 *   atlas_jit_attachment_t *jit = NULL;
 *   atlas_jit_attach(&options, &jit, NULL);
 *   ...                                     // atlas_* calls as before
 *   atlas_jit_detach(jit);                  // no call may be running
 *
 * Failure: atlas_status_t and a diagnostic, as in jit.h. Threads: any thread
 * may attach; one attachment per table at a time is meant, of several the last
 * to store wins. A forked child may go on calling libatlas; it must not attach
 * or detach.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_ATTACH_H
#define ATLAS_C_ATTACH_H

#include "atlas-c/jit.h"
#include "atlas-c/slots.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct atlas_jit_attachment atlas_jit_attachment_t;

/* Fills the table of the libatlas that this program is linked with. `options`
 * may be NULL; with a cache folder the next process starts at once. Returns
 * while the kernels are compiled behind. `attachment` may be NULL: the kernels
 * then stay for the life of the process. ATL0508 if the program is not linked
 * with libatlas or the table's version is unknown. */
ATLAS_JIT_API atlas_status_t atlas_jit_attach(
    const atlas_jit_options *options, atlas_jit_attachment_t **attachment,
    atlas_diag_t **diag);

/* The same for a table that the program got by itself, for instance with dlsym
 * from a libatlas it loaded with dlopen; the table must outlive the
 * attachment. */
ATLAS_JIT_API atlas_status_t atlas_jit_attach_table(
    const atlas_slot_table *table, const atlas_jit_options *options,
    atlas_jit_attachment_t **attachment, atlas_diag_t **diag);

/* Waits until every kernel is compiled or has failed; `*count` (NULL allowed)
 * gets how many rows hold compiled code. The first failure is reported. */
ATLAS_JIT_API atlas_status_t
atlas_jit_attachment_wait(atlas_jit_attachment_t *attachment, size_t *count,
                          atlas_diag_t **diag);

/* Gives the rows their ahead-of-time code back and frees the compiled code; NULL
 * is allowed. Cancels compiles that have not begun. No call of libatlas may be
 * running in another thread. */
ATLAS_JIT_API void atlas_jit_detach(atlas_jit_attachment_t *attachment);

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_ATTACH_H */
