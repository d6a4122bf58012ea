/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Strict parity with a kernel that changes one bit of one delta: prints the
 * reproducer. Exit code 0 if the difference was found. */
#include <atlas.h>
#include <stdio.h>

static atlas_status_t lyingKernel(const atlas_t1_arrays *arrays,
                                  const atlas_t1_seeds *seeds,
                                  const atlas_t1_params *params,
                                  atlas_t1_result *result, atlas_diag_t **diag) {
  atlas_status_t status = atlas_t1_run(arrays, seeds, params, result, diag);
  if (status == 0 && result->count)
    result->values[result->count - 1] *= 1.0000001f;
  return status;
}

static void print(void *context, const char *text, size_t length) {
  fwrite(text, 1, length, (FILE *)context);
}

int main(void) {
  int32_t indptr[] = {0, 2, 3, 3}, indices[] = {1, 2, 2};
  int32_t codes[] = {0, 0, 1}, ranks[] = {2, 0, 1}, start[] = {0, 1};
  float weights[] = {0.5f, 1.0f, -1.0f}, multipliers[] = {1.0f, 1.0f, 0.8f};
  float amounts[] = {1.0f, 0.25f};
  atlas_t1_arrays arrays = {indptr, 4, indices, 3, weights, 3,
                            codes, 3, multipliers, 3, ranks, 3};
  atlas_t1_seeds seeds = {start, 2, amounts, 2};
  atlas_t1_params params = atlas_t1_default_params();
  atlas_t1_config config = {0};
  atlas_t1_sink sink = {print, stdout};
  atlas_t1_result result = {0};
  config.enabled = 1;
  config.strict_parity = 1;
  config.kernel = lyingKernel;
  result.grows = 1;
  atlas_diag_t *diag = NULL;
  atlas_t1_dispatch(&config, &arrays, &seeds, &params, &result, NULL, &sink,
                    &diag);
  int found = diag && diag->code == ATLAS_T1_PARITY;
  atlas_diag_free(diag);
  atlas_t1_result_free(&result);
  return found ? 0 : 1;
}
