/* embed.c - Runs kernels from a C program through libatlas-jit.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   cc embed.c $(pkg-config --cflags --libs atlas-jit) -o embed
 *   ./embed saxpy.mlir
 *
 * A kernel of the library through a call object, which checks its arguments;
 * a kernel of a file through its typed entry, which is a plain function
 * pointer. Threads: none of its own. Exit code 0 if all results are right.
 */
#include "atlas-c/jit.h"

#include <stdio.h>
#include <string.h>

enum { kCount = 1000 };

/* Prints a diagnostic and frees it; 1. */
static int report(const char *what, atlas_diag_t *diag) {
  if (diag)
    fprintf(stderr, "%s: ATL%04u: %s %s\n", what, (unsigned)diag->code,
            diag->message, diag->note);
  else
    fprintf(stderr, "%s failed\n", what);
  atlas_diag_free(diag);
  return 1;
}

/* Counts bytes by their class modulo 96 with the library's r96-histogram. */
static int histogram(atlas_jit_engine_t *engine) {
  uint8_t data[kCount];
  int64_t bins[96], length = kCount, classes = 96;
  atlas_jit_kernel_t *kernel = NULL;
  atlas_jit_call_t *call = NULL;
  atlas_diag_t *diag = NULL;
  for (int i = 0; i < kCount; ++i)
    data[i] = (uint8_t)i;

  int bad =
      atlas_jit_kernel_load_library(engine, "r96-histogram", NULL, &kernel,
                                    &diag) ||
      atlas_jit_call_create(kernel, &call, &diag) ||
      atlas_jit_call_set_buffer(call, "data", data, &length, 1, 0, &diag) ||
      atlas_jit_call_set_buffer(call, "bins", bins, &classes, 1, 0, &diag) ||
      atlas_jit_call_run(call, /*threads=*/1, &diag);
  if (bad) {
    report("histogram", diag);
  } else {
    int64_t expected[96] = {0};
    for (int i = 0; i < kCount; ++i)
      ++expected[data[i] % 96];
    bad = memcmp(bins, expected, sizeof(bins)) != 0;
    printf("histogram of %d bytes: class 0 has %lld, %s\n", kCount,
           (long long)bins[0], bad ? "wrong" : "right");
  }
  atlas_jit_call_destroy(call);
  atlas_jit_kernel_destroy(kernel);
  return bad;
}

/* The typed entry of examples/saxpy.mlir: buffers and scalars in declaration
 * order, then one length per independent dimension. */
typedef void (*saxpy_fn)(float a, const float *x, const float *y, float *r,
                         int64_t n);

static int saxpy(atlas_jit_engine_t *engine, const char *path) {
  float x[kCount], y[kCount], r[kCount];
  atlas_jit_kernel_t *kernel = NULL;
  atlas_diag_t *diag = NULL;
  for (int i = 0; i < kCount; ++i) {
    x[i] = (float)i;
    y[i] = 1.0f;
    r[i] = -1.0f;
  }
  if (atlas_jit_kernel_load_file(engine, path, NULL, NULL, &kernel, &diag))
    return report("saxpy", diag);
  saxpy_fn entry = (saxpy_fn)atlas_jit_kernel_typed(kernel);
  int bad = entry == NULL;
  if (entry) {
    entry(2.0f, x, y, r, kCount);
    for (int i = 0; i < kCount; ++i)
      bad |= r[i] != 2.0f * x[i] + 1.0f;
    printf("saxpy of %d floats: r[999] = %g, %s\n", kCount, r[999],
           bad ? "wrong" : "right");
  }
  atlas_jit_kernel_destroy(kernel);
  return bad;
}

int main(int argc, char **argv) {
  atlas_jit_engine_t *engine = NULL;
  atlas_diag_t *diag = NULL;
  if (argc != 2) {
    fprintf(stderr, "usage: embed saxpy.mlir\n");
    return 2;
  }
  if (atlas_jit_engine_create(NULL, &engine, &diag))
    return report("engine", diag);
  int bad = histogram(engine);
  bad |= saxpy(engine, argv[1]);
  atlas_jit_engine_destroy(engine);
  return bad;
}
