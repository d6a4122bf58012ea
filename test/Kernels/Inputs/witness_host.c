/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Calls the witness functions of the portable twin. Linked with
 * -Wl,--wrap=malloc,--wrap=free, so that memory can run out and leaks show.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern uint8_t *generate(const void *, int64_t) __asm__("atlas.witness.generate");
extern void destroy(void *) __asm__("atlas.witness.destroy");
extern uint8_t atlas_c_witness_verify(const void *, const void *, int64_t);

void *__real_malloc(size_t);
void __real_free(void *);
static int counting, failing, alive;

void *__wrap_malloc(size_t size) {
  if (counting && failing)
    return NULL;
  void *block = __real_malloc(size);
  if (counting) {
    memset(block, 0xEE, size); /* every byte of a record must be written */
    ++alive;
  }
  return block;
}

void __wrap_free(void *block) {
  if (counting && block)
    --alive;
  __real_free(block);
}

static void show(const char *name, const void *data, int64_t n) {
  counting = 1;
  uint8_t *w = generate(data, n);
  counting = 0;
  printf("%s ", name);
  for (int i = 0; i < 48; ++i)
    printf("%02x%s", w[i], i == 31 || i == 39 ? " " : "");
  counting = 1;
  unsigned same = atlas_c_witness_verify(w, data, n);
  destroy(w);
  counting = 0;
  printf(" verify %u alive %d\n", same, alive);
}

static void rejections(void) {
  uint8_t data[1000];
  for (int i = 0; i < 1000; ++i)
    data[i] = (uint8_t)(i * 7);
  unsigned wrong = 0;
  uint8_t *w = generate(data, 1000);
  for (int bit = 0; bit < 8000; ++bit) {
    data[bit / 8] ^= 1 << bit % 8;
    wrong += atlas_c_witness_verify(w, data, 1000);
    data[bit / 8] ^= 1 << bit % 8;
  }
  for (int bit = 0; bit < 40 * 8; ++bit) { /* digest and length */
    w[bit / 8] ^= 1 << bit % 8;
    wrong += atlas_c_witness_verify(w, data, 1000);
    w[bit / 8] ^= 1 << bit % 8;
  }
  wrong += atlas_c_witness_verify(w, data, 999);
  wrong += atlas_c_witness_verify(w, NULL, 1000);
  wrong += atlas_c_witness_verify(NULL, data, 1000);
  printf("wrongly accepted %u, then %u\n", wrong, atlas_c_witness_verify(w, data, 1000));
  destroy(w);
}

int main(void) {
  static uint8_t structure[12288];
  show("empty", NULL, 0);
  show("abc", "abc", 3);
  show("448 bits", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56);
  show("zeros", structure, 12288);
  memset(structure, 0xFF, sizeof structure);
  show("ones", structure, 12288);
  rejections();
  counting = failing = 1;
  uint8_t *none = generate("abc", 3);
  counting = failing = 0;
  printf("no memory %d, no data %d\n", none != NULL, generate(NULL, 1) != NULL);
  destroy(NULL);
  return 0;
}
