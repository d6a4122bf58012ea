/* driver.c - Runs emitted kernels on a machine that is not the host.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Freestanding: linked with the objects of `atlas-jit emit` for AArch64 (with a
 * main) and WebAssembly (run() is exported). Each kernel is called through its
 * typed C entry at all lengths up to two vectors and more, at several
 * alignments, and compared with the plain loop beside it. run() gives the number
 * of the first wrong check, 0 if all are right.
 */
#include <stddef.h>
#include <stdint.h>

int64_t conserved_sum(const uint8_t *data, int64_t n);
uint8_t conserved_delta(const uint8_t *before, const uint8_t *after, int64_t n);
uint8_t conserved_check(const uint8_t *data, int64_t n);
void r96_classify(const uint8_t *data, uint8_t *classes, int64_t n);
void r96_histogram(const uint8_t *data, int64_t *bins, int64_t n);
void r96_histogram_page(const uint8_t *data, uint16_t *bins);
void saxpy(float a, const float *x, const float *y, float *r, int64_t n);

enum { kMost = 12288 + 64, kPoison = 0xA5 };
static uint8_t data[kMost], other[kMost], classes[kMost];
static int64_t bins[96];
static uint16_t pageBins[96];
static float x[1024], y[1024], r[1024];
static int check;

/* One more check; nonzero if it failed. */
static int wrong(int bad) {
  ++check;
  return bad;
}

static int64_t sum(const uint8_t *p, int64_t n) {
  int64_t total = 0;
  for (int64_t i = 0; i < n; ++i)
    total += p[i];
  return total;
}

static int sums(const uint8_t *p, const uint8_t *q, int64_t n) {
  int64_t s = sum(p, n), t = sum(q, n);
  return wrong(conserved_sum(p, n) != s) ||
         wrong(conserved_check(p, n) != (s % 96 == 0)) ||
         wrong(conserved_delta(p, q, n) != (t % 96 + 96 - s % 96) % 96);
}

static int classify(const uint8_t *p, int64_t n) {
  for (int64_t i = 0; i < kMost; ++i)
    classes[i] = kPoison;
  r96_classify(p, classes, n);
  for (int64_t i = 0; i < n; ++i)
    if (classes[i] != p[i] % 96)
      return wrong(1);
  return wrong(n < kMost && classes[n] != kPoison);
}

static int histograms(const uint8_t *p, int64_t n) {
  int64_t expected[96];
  for (int i = 0; i < 96; ++i)
    expected[i] = 0, bins[i] = kPoison, pageBins[i] = kPoison;
  for (int64_t i = 0; i < n; ++i)
    ++expected[p[i] % 96];
  r96_histogram(p, bins, n);
  if (n == 256)
    r96_histogram_page(p, pageBins);
  int bad = 0;
  for (int i = 0; i < 96; ++i)
    bad |= bins[i] != expected[i] || (n == 256 && pageBins[i] != expected[i]);
  return wrong(bad);
}

static int floats(int64_t n) {
  for (int i = 0; i < 1024; ++i)
    x[i] = (float)i * 0.7f, y[i] = 1.0f / (float)(i + 1), r[i] = -1.0f;
  saxpy(1.1f, x, y, r, n);
  for (int64_t i = 0; i < n; ++i) {
    /* volatile: the product is rounded before the sum. */
    volatile float product = 1.1f * x[i];
    if (r[i] != product + y[i])
      return wrong(1);
  }
  return wrong(n < 1024 && r[n] != -1.0f);
}

int run(void) {
  uint32_t state = 12345;
  for (int i = 0; i < kMost; ++i) {
    state = state * 1664525u + 1013904223u;
    data[i] = (uint8_t)(state >> 24);
    other[i] = (uint8_t)(state >> 16);
  }
  for (int64_t n = 0; n <= 700; ++n) {
    int at = (int)(n % 17);
    if (sums(data + at, other + 3, n) || classify(data + at, n) ||
        histograms(data + at, n) || floats(n))
      return check;
  }
  if (sums(data, other, 12288) || classify(data, 12288) ||
      histograms(data, 12288))
    return check;
  return 0;
}

#ifdef __wasm__
void *memset(void *p, int c, size_t n) {
  for (size_t i = 0; i < n; ++i)
    ((volatile uint8_t *)p)[i] = (uint8_t)c;
  return p;
}
void *memcpy(void *to, const void *from, size_t n) {
  for (size_t i = 0; i < n; ++i)
    ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}
#else
#include <stdio.h>
int main(void) {
  int bad = run();
  if (bad)
    printf("check %d is wrong\n", bad);
  else
    printf("%d checks right\n", check);
  return bad != 0;
}
#endif
