// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A CUDA driver for tests: device memory is host memory, the kernels "add" and
// "saxpy_p0" are executed here, FAKE_CUDA names a failure (stub, init, module,
// launch), FAKE_CUDA_NAME the device.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fails(const char *step) {
  const char *wanted = getenv("FAKE_CUDA");
  return wanted && strcmp(wanted, step) == 0;
}

int cuInit(unsigned flags) { return fails("stub") ? 34 : fails("init") ? 999 : 0; }
int cuDriverGetVersion(int *v) { return *v = 13010, 0; }
int cuDeviceGetCount(int *n) { return *n = 1, 0; }
int cuDeviceGet(int *d, int i) { return *d = i, 0; }
int cuDeviceGetName(char *s, int n, int d) {
  const char *name = getenv("FAKE_CUDA_NAME");
  return snprintf(s, n, "%s", name ? name : "Fake GPU"), 0;
}
int cuDeviceGetAttribute(int *v, int which, int d) { return *v = which == 75 ? 9 : 0, 0; }
int cuDevicePrimaryCtxRetain(void **c, int d) { return *c = &fails, 0; }
int cuDevicePrimaryCtxRelease_v2(int d) { return 0; }
int cuCtxSetCurrent(void *c) { return 0; }
int cuCtxSynchronize(void) { return fails("launch") ? 700 : 0; }
int cuModuleLoadDataEx(void **m, const void *text, unsigned n, int *o, void **v) {
  if (fails("module")) {
    strcpy(v[2], "ptxas: line 3; syntax error");
    return 218;
  }
  return *m = strdup(text), 0;
}
int cuModuleGetFunction(void **f, void *m, const char *name) {
  *f = strcmp(name, "add") ? (void *)cuModuleGetFunction : m;
  return strcmp(name, "add") && strcmp(name, "saxpy_p0") ? 500 : 0;
}
int cuModuleUnload(void *m) { return free(m), 0; }
int cuMemAlloc_v2(uint64_t *p, size_t n) { return *p = (uintptr_t)malloc(n), 0; }
int cuMemFree_v2(uint64_t p) { return free((void *)(uintptr_t)p), 0; }
int cuMemcpyHtoD_v2(uint64_t d, const void *s, size_t n) {
  return memcpy((void *)(uintptr_t)d, s, n), 0;
}
int cuMemcpyDtoH_v2(void *d, uint64_t s, size_t n) {
  return memcpy(d, (void *)(uintptr_t)s, n), 0;
}
int cuGetErrorName(int r, const char **s) {
  return *s = r == 34    ? "CUDA_ERROR_STUB_LIBRARY"
              : r == 218 ? "CUDA_ERROR_INVALID_PTX"
              : r == 500 ? "CUDA_ERROR_NOT_FOUND"
              : r == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS"
                         : "CUDA_ERROR_UNKNOWN",
         0;
}
static int saxpy(const void *data, size_t size) {
  struct {
    uint64_t x, y, r;
    uint32_t groups, n;
    float a;
  } block;
  if (size != 3 * 8 + 3 * 4)
    return 1;
  memcpy(&block, data, size);
  const float *x = (float *)(uintptr_t)block.x, *y = (float *)(uintptr_t)block.y;
  for (uint32_t i = 0; i < block.n; ++i)
    ((float *)(uintptr_t)block.r)[i] = block.a * x[i] + y[i];
  return 0;
}
int cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx,
                   unsigned by, unsigned bz, unsigned shared, void *stream,
                   void **params, void **extra) {
  struct {
    uint64_t in, out;
    uint32_t n, addend;
  } block;
  if (f == (void *)cuModuleGetFunction)
    return saxpy(extra[1], *(size_t *)extra[3]);
  if (*(size_t *)extra[3] != sizeof block)
    return 1;
  memcpy(&block, extra[1], sizeof block);
  for (uint32_t i = 0; i < gx * bx && i < block.n; ++i)
    ((uint32_t *)(uintptr_t)block.out)[i] =
        ((uint32_t *)(uintptr_t)block.in)[i] + block.addend;
  return 0;
}
