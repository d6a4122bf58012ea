/*===- attach-api-test.c - libatlas with kernels compiled here ---------------===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Linked with both libraries like a user's program. Prints each failed check
 * and, last, `N passed, N failed, N skipped`.
 *===----------------------------------------------------------------------===*/
#include "atlas-c/attach.h"
#include "atlas.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static int passed, failed;

static int check(int good, const char *what, int line) {
  if (good) {
    ++passed;
  } else {
    ++failed;
    printf("line %d: %s\n", line, what);
  }
  return good;
}
#define CHECK(COND) check((COND) != 0, #COND, __LINE__)

static uint8_t data[ATLAS_STRUCTURE_SIZE], classes[ATLAS_PAGE_SIZE];

/* One number that depends on every kernel's result. */
static uint64_t digest(void) {
  uint64_t sum = 0, state = 5;
  uint8_t copy[ATLAS_STRUCTURE_SIZE], hash[32];
  uint16_t bins[ATLAS_CLASSES];
  sum = sum * 31 + atlas_conserved_delta(data, data + 7, 10000);
  sum = sum * 31 + atlas_conserved_window_check(data, sizeof data);
  sum = sum * 31 + (unsigned)atlas_memcpy_conserved(copy, data, sizeof data);
  sum = sum * 31 + atlas_conserved_fixup(copy, 1000) + copy[999];
  sum = sum * 31 + (unsigned)atlas_memset_conserved(copy, 200, 1001) + copy[1000];
  atlas_conserved_update(&state, data + 1, 5000);
  sum = sum * 31 + state;
  atlas_r96_classify_page(data + 256, classes);
  atlas_r96_histogram_page(data + 512, bins);
  for (int i = 0; i < 256; ++i)
    sum = sum * 31 + classes[i];
  for (int i = 0; i < 96; ++i)
    sum = sum * 31 + bins[i];
  atlas_cluster_view view = atlas_cluster_by_resonance(data, 48);
  for (uint32_t i = 0; i < view.n; ++i)
    sum = sum * 31 + view.indices[i];
  atlas_cluster_destroy(&view);
  atlas_witness_t *w = atlas_witness_generate(data, sizeof data);
  atlas_witness_digest(w, hash);
  atlas_witness_destroy(w);
  for (int i = 0; i < 32; ++i)
    sum = sum * 31 + hash[i];
  return sum;
}

static int rows(int wantFallback) {
  const atlas_slot_table *table = atlas_get_slot_table();
  int count = 0;
  for (size_t i = 0; i < table->count; ++i) {
    atlas_slot_fn now = __atomic_load_n(table->slots[i].entry, __ATOMIC_ACQUIRE);
    count += (now == table->slots[i].fallback) == wantFallback;
  }
  return count;
}

static volatile int stop;
static uint64_t expected;
static void *caller(void *bad) {
  while (!stop)
    *(int *)bad += digest() != expected;
  return NULL;
}

int main(void) {
  for (size_t i = 0; i < sizeof data; ++i)
    data[i] = (uint8_t)(i * 131 + (i >> 7) * 17);
  atlas_conserved_fixup(data, sizeof data);
  expected = digest();
  const atlas_slot_table *table = atlas_get_slot_table();
  int count = (int)table->count;
  CHECK(table->version == ATLAS_SLOTS_VERSION && count > 0);
  CHECK(rows(1) == count);
  for (int i = 1; i < count; ++i)
    CHECK(strcmp(table->slots[i - 1].kernel, table->slots[i].kernel) < 0);

  /* Calls from another thread go on while slots are swapped. */
  int wrong = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, caller, &wrong);
  atlas_jit_attachment_t *jit = NULL;
  atlas_diag_t *diag = NULL;
  CHECK(atlas_jit_attach(NULL, &jit, &diag) == ATLAS_STATUS_OK);
  size_t compiled = 0;
  CHECK(atlas_jit_attachment_wait(jit, &compiled, &diag) == ATLAS_STATUS_OK);
  if (diag)
    printf("  %s\n", diag->message);
  CHECK((int)compiled == count);
  CHECK(rows(0) == count);
  CHECK(digest() == expected);
  stop = 1;
  pthread_join(thread, NULL);
  CHECK(wrong == 0);
  atlas_jit_detach(jit);
  CHECK(rows(1) == count);
  CHECK(digest() == expected);

  /* Detaching cancels what has not begun. */
  for (int i = 0; i < 5; ++i) {
    CHECK(atlas_jit_attach(NULL, &jit, NULL) == ATLAS_STATUS_OK);
    atlas_jit_detach(jit);
    CHECK(rows(1) == count);
  }

  /* Misuse. */
  atlas_jit_detach(NULL);
  CHECK(atlas_jit_attachment_wait(NULL, NULL, &diag) == ATLAS_STATUS_USAGE);
  CHECK(diag && diag->code == 508);
  atlas_diag_free(diag);
  CHECK(atlas_jit_attach_table(NULL, NULL, &jit, NULL) == ATLAS_STATUS_USAGE);
  atlas_slot_table newer = *table;
  newer.version = 2;
  CHECK(atlas_jit_attach_table(&newer, NULL, &jit, &diag) == ATLAS_STATUS_USAGE);
  CHECK(diag && strstr(diag->message, "version 2"));
  atlas_diag_free(diag);

  atlas_slot empty = table->slots[0];
  empty.entry = NULL;
  atlas_slot_table early = {ATLAS_SLOTS_VERSION, sizeof early, &empty, 1};
  CHECK(atlas_jit_attach_table(&early, NULL, &jit, NULL) == ATLAS_STATUS_USAGE);

  /* Rows that the compiler does not know keep their code and are reported. */
  atlas_slot unknown = table->slots[0];
  unknown.kernel = "no-such-kernel";
  atlas_slot_table other = {ATLAS_SLOTS_VERSION, sizeof other, &unknown, 1};
  CHECK(atlas_jit_attach_table(&other, NULL, &jit, NULL) == ATLAS_STATUS_OK);
  CHECK(atlas_jit_attachment_wait(jit, &compiled, &diag) != ATLAS_STATUS_OK);
  CHECK(compiled == 0 && diag && strstr(diag->message, "no-such-kernel"));
  atlas_diag_free(diag);
  atlas_jit_detach(jit);
  CHECK(rows(1) == count);

  /* Without a handle the kernels stay until the process ends. */
  CHECK(atlas_jit_attach(NULL, NULL, NULL) == ATLAS_STATUS_OK);
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed != 0;
}
