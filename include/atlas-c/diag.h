/*===- diag.h - Status and diagnostics of the C interfaces ----------*- C -*-===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What calls that can fail in many ways give back.
 *
 * Such a call returns an atlas_status_t and, if it failed and the caller passed
 * a place for it, a diagnostic. The caller owns the diagnostic and frees it with
 * atlas_diag_free; passing NULL for the place is allowed everywhere. On success
 * the place is set to NULL.
 *
 * Threads: a diagnostic is immutable; freeing it ends its life everywhere.
 *===----------------------------------------------------------------------===*/
#ifndef ATLAS_C_DIAG_H
#define ATLAS_C_DIAG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Outcome of a call; also the exit code that a tool should use. */
typedef enum atlas_status {
  ATLAS_STATUS_OK = 0,    /* done */
  ATLAS_STATUS_RUN = 1,   /* the engine or the environment failed */
  ATLAS_STATUS_USAGE = 2, /* wrong input, or wrong use of this interface */
  ATLAS_STATUS_MAX_ENUM = 0x7FFFFFFF
} atlas_status_t;

/* One diagnostic. Texts are UTF-8, NUL-terminated, never NULL, and live as long
 * as the diagnostic. Fields may be added at the end; `size` tells which exist. */
typedef struct atlas_diag {
  uint32_t size;         /* bytes of this structure as the library made it */
  uint32_t code;         /* stable number: 201 is ATL0201 */
  const char *message;   /* one sentence, starting lower case */
  const char *note;      /* what to do about it; "" if nothing more is known */
  const char *location;  /* "file:line:column"; "" if there is none */
  void (*release)(struct atlas_diag *diag); /* used by atlas_diag_free */
} atlas_diag_t;

/* Frees a diagnostic; NULL is allowed. Each library frees its own. */
static inline void atlas_diag_free(atlas_diag_t *diag) {
  if (diag)
    diag->release(diag);
}

#ifdef __cplusplus
}
#endif
#endif /* ATLAS_C_DIAG_H */
