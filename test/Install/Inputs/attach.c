/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * A program that links libatlas and libatlas-jit and attaches. */
#include "atlas-c/attach.h"
#include "atlas.h"

#include <stdio.h>

int main(void) {
  atlas_jit_attachment_t *jit = NULL;
  atlas_diag_t *diag = NULL;
  size_t count = 0;
  if (atlas_jit_attach(NULL, &jit, &diag) != ATLAS_STATUS_OK ||
      atlas_jit_attachment_wait(jit, &count, &diag) != ATLAS_STATUS_OK) {
    printf("failed: %s\n", diag ? diag->message : "");
    atlas_diag_free(diag);
    return 1;
  }
  printf("attached, %zu kernels\n", count);
  atlas_jit_detach(jit);
  return 0;
}
