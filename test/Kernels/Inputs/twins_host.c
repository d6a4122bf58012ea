/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * C wrappers of the portable twins and a program whose output depends on every
 * store the twins make. Compiled to IR, linked with the twins and optimised as a
 * whole at -O3: were a writing kernel marked read-only, its calls would vanish.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

extern uint8_t atlas_c_conserved_delta(const void *, const void *, int64_t);
extern uint8_t atlas_c_conserved_window_check(const void *, int64_t);
extern uint8_t atlas_c_conserved_fixup(void *, int64_t);
extern uint8_t atlas_c_r96_classify(uint8_t);
extern uint8_t atlas_c_r96_harmonizes(uint8_t, uint8_t);
extern void atlas_c_boundary_decode(uint32_t, uint16_t *, uint8_t *);
/* These need no wrapper: C reads their results as they are. */
extern void update(uint64_t *, const void *, int64_t) __asm__("atlas.conserved.update");
extern int32_t fill(void *, uint8_t, int64_t) __asm__("atlas.memset.conserved");
extern int32_t copy(void *, const void *, int64_t) __asm__("atlas.memcpy.conserved");
extern void classify_page(const void *, void *) __asm__("atlas.r96.classify.page");
extern void histogram_page(const void *, uint16_t *) __asm__("atlas.r96.histogram.page");
extern uint32_t encode(uint16_t, uint8_t) __asm__("atlas.boundary.encode");
extern uint8_t *generate(const void *, int64_t) __asm__("atlas.witness.generate");
extern uint8_t atlas_c_witness_verify(const void *, const void *, int64_t);
extern void destroy(void *) __asm__("atlas.witness.destroy");

/* Wrappers whose results are not used: only the stores matter. */
static void c_update(uint64_t *s, const uint8_t *p, size_t n) { update(s, p, (int64_t)n); }
static void c_fill(uint8_t *d, uint8_t v, size_t n) { (void)fill(d, v, (int64_t)n); }
static void c_copy(uint8_t *d, const uint8_t *s, size_t n) { (void)copy(d, s, (int64_t)n); }
static void c_fixup(uint8_t *d, size_t n) { (void)atlas_c_conserved_fixup(d, (int64_t)n); }

static unsigned sum(const uint8_t *p, size_t n) {
  unsigned s = 0;
  for (size_t i = 0; i < n; ++i)
    s += p[i];
  return s;
}

int main(void) {
  uint8_t a[300], b[300], page[256], classes[256];
  uint16_t bins[96];
  uint64_t state = ~UINT64_C(0);
  memset(bins, 0xEE, sizeof bins);

  c_fill(a, 200, 299);
  printf("fill %u %u\n", a[0], a[298]);
  c_update(&state, a, 0);
  printf("update0 %u\n", (unsigned)state);
  c_update(&state, a, 299);
  printf("update %u\n", (unsigned)state);
  memset(b, 1, sizeof b);
  c_copy(b, a, 299);
  printf("copy %u %u\n", b[0], b[299]);
  memmove(a, b, 10);
  a[5] = 7;
  c_fixup(a, 100);
  printf("fixup %u %u\n", a[99], sum(a, 100) % 96);
  for (unsigned i = 0; i < 256; ++i)
    page[i] = (uint8_t)i;
  classify_page(page, classes);
  printf("classes %u %u %u\n", classes[95], classes[96], classes[255]);
  histogram_page(page, bins);
  printf("bins %u %u %u\n", bins[0], bins[63], bins[64]);
  printf("delta %u check %u\n", atlas_c_conserved_delta(a, b, 100), atlas_c_conserved_window_check(a, 100));
  /* Results wider than their bits would show here: 200 is class 8, 255 is 63. */
  printf("classify %u %u\n", atlas_c_r96_classify(200), atlas_c_r96_classify(255));
  uint8_t *w = generate("abc", 3);
  printf("witness %x %x %u %u %u %u verify %u %u\n", w[0], w[31], w[32], w[40], w[41], w[47],
         atlas_c_witness_verify(w, "abc", 3), atlas_c_witness_verify(w, "abd", 3));
  destroy(w);
  unsigned pairs = 0;
  for (unsigned r1 = 0; r1 < 256; ++r1)
    for (unsigned r2 = 0; r2 < 256; ++r2)
      if (atlas_c_r96_harmonizes((uint8_t)r1, (uint8_t)r2) != ((r1 + r2) % 96 == 0))
        ++pairs;
  uint16_t p = 1;
  uint8_t o = 1;
  atlas_c_boundary_decode(12287, &p, &o);
  printf("wrong pairs %u encode %u decode %u %u", pairs, encode(47, 255), p, o);
  atlas_c_boundary_decode(12288, &p, &o);
  printf(" %u %u %u\n", encode(48, 0), p, o);
  return 0;
}
