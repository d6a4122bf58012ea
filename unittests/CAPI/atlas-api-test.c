/*===- atlas-api-test.c - The C interface of libatlas, from C ----------------===
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Compiled as pedantic C11 and linked like a user's program. Every function is
 * called with NULL, with length 0 and with what its comment refuses; what the
 * right results are is the business of the law tests. Prints each failed check
 * and, last, `N passed, N failed, N skipped`.
 *===----------------------------------------------------------------------===*/
#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int versionFromCxx(void); /* atlas-header-test.cpp */

static int passed, failed;

static void check(int good, const char *what, int line) {
  if (good) {
    ++passed;
  } else {
    ++failed;
    printf("line %d: %s\n", line, what);
  }
}
#define CHECK(COND) check((COND) != 0, #COND, __LINE__)

/* Frozen by the contract, whatever the enumeration says. */
_Static_assert(ATLAS_OK == 0 && ATLAS_E_CONSERVATION == 1, "codes");
_Static_assert(ATLAS_E_WITNESS == 2 && ATLAS_E_BUDGET == 3, "codes");
_Static_assert(ATLAS_E_MEMORY == 4 && ATLAS_E_STATE == 5, "codes");
_Static_assert(ATLAS_API_VERSION == 1, "version");
_Static_assert(sizeof(atlas_region) == 16, "size");
_Static_assert(offsetof(atlas_region, page_lo) == 0, "layout");
_Static_assert(offsetof(atlas_region, page_hi) == 4, "layout");
_Static_assert(offsetof(atlas_region, off_lo) == 8, "layout");
_Static_assert(offsetof(atlas_region, off_hi) == 12, "layout");
#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(atlas_cluster_view) == 24, "size");
_Static_assert(offsetof(atlas_cluster_view, indices) == 8, "layout");
_Static_assert(offsetof(atlas_cluster_view, n) == 16, "layout");
_Static_assert(sizeof(atlas_allocator) == 24, "size");
_Static_assert(sizeof(atlas_metrics) == 32, "size");
_Static_assert(sizeof(atlas_slot) == 32, "size");
_Static_assert(sizeof(atlas_slot_table) == 24, "size");
#endif

/* The signatures; a change of one is a compile error. */
static int (*const version)(void) = atlas_get_api_version;
static uint8_t (*const delta)(const void *, const void *,
                              size_t) = atlas_conserved_delta;
static bool (*const window)(const void *,
                            size_t) = atlas_conserved_window_check;
static void (*const update)(uint64_t *, const void *,
                            size_t) = atlas_conserved_update;
static uint8_t (*const fixup)(void *, size_t) = atlas_conserved_fixup;
static int (*const fill)(void *, uint8_t, size_t) = atlas_memset_conserved;
static int (*const copy)(void *, const void *,
                         size_t) = atlas_memcpy_conserved;
static atlas_domain_t *(*const create)(size_t, uint8_t) = atlas_domain_create;
static int (*const attach)(atlas_domain_t *, void *,
                           size_t) = atlas_domain_attach;
static bool (*const verify)(const atlas_domain_t *) = atlas_domain_verify;
static int (*const commit)(atlas_domain_t *) = atlas_domain_commit;
static void (*const destroy)(atlas_domain_t *) = atlas_domain_destroy;
static const atlas_witness_t *(*const witness)(const atlas_domain_t *) =
    atlas_domain_witness;
static bool (*const alloc)(atlas_domain_t *, uint8_t) = atlas_budget_alloc;
static bool (*const release)(atlas_domain_t *, uint8_t) = atlas_budget_release;
static uint8_t (*const level)(const atlas_domain_t *) = atlas_budget_level;
static uint8_t (*const classify)(uint8_t) = atlas_r96_classify;
static void (*const classify_page)(const uint8_t *,
                                   uint8_t *) = atlas_r96_classify_page;
static void (*const histogram_page)(const uint8_t *,
                                    uint16_t *) = atlas_r96_histogram_page;
static bool (*const harmonizes)(uint8_t, uint8_t) = atlas_r96_harmonizes;
static uint32_t (*const encode)(uint32_t, uint32_t) = atlas_phi_encode;
static bool (*const decode)(uint32_t, uint32_t *,
                            uint32_t *) = atlas_phi_decode;
static uint64_t (*const from)(uint64_t,
                              uint8_t) = atlas_next_harmonic_window_from;

/* The names of contract v1 besides the pointers above. */
static atlas_cluster_view cluster(const void *base, size_t pages) {
  return atlas_cluster_by_resonance((const uint8_t *)base, pages);
}
static int is_failed(atlas_cluster_view view) {
  return !view.offsets && !view.indices && view.n == 0;
}

static uint8_t data[512];

static void test_conserved(void) {
  uint8_t other[512];
  uint64_t state = 777;
  memset(data, 1, sizeof(data));
  memset(other, 2, sizeof(other));
  CHECK(delta(NULL, data, 1) == 255);
  CHECK(delta(data, NULL, 1) == 255);
  CHECK(delta(NULL, NULL, 1) == 255);
  CHECK(delta(NULL, NULL, 0) == 0);
  CHECK(delta(data, NULL, 0) == 0);
  CHECK(delta(data, other, 97) == 1);
  CHECK(!window(NULL, 1));
  CHECK(window(NULL, 0));
  CHECK(window(data, 0));
  CHECK(window(data, 96) && !window(data, 97));
  update(NULL, data, 1);
  update(NULL, NULL, 0);
  update(&state, NULL, 1);
  CHECK(state == 777);
  update(&state, NULL, 0);
  CHECK(state == 777 % 96);
  update(&state, data, 100);
  CHECK(state == (777 + 100) % 96);
  CHECK(fixup(NULL, 1) == 255);
  CHECK(fixup(NULL, 0) == 0);
  CHECK(fixup(data, 0) == 0);
  CHECK(fill(NULL, 3, 1) == ATLAS_E_MEMORY);
  CHECK(fill(NULL, 3, 0) == ATLAS_OK);
  CHECK(fill(other, 200, 1) == ATLAS_OK && other[0] == 192 && other[1] == 2);
  CHECK(copy(NULL, data, 1) == ATLAS_E_MEMORY);
  CHECK(copy(other, NULL, 1) == ATLAS_E_MEMORY);
  CHECK(copy(NULL, NULL, 1) == ATLAS_E_MEMORY);
  CHECK(copy(NULL, NULL, 0) == ATLAS_OK);
  CHECK(copy(other, data, 97) == ATLAS_E_CONSERVATION && other[1] == 2);
  CHECK(copy(other, data, 96) == ATLAS_OK && other[1] == 1 && other[96] == 2);
  CHECK(copy(data, data, 96) == ATLAS_OK);
}

static void test_domains(void) {
  atlas_domain_t *domain;
  uint8_t digest[32];
  CHECK(!create(0, 0));
  CHECK(!create(1, 96));
  CHECK(!create(1, 255));
  CHECK(attach(NULL, data, 96) == ATLAS_E_STATE);
  CHECK(attach(NULL, NULL, 0) == ATLAS_E_STATE); /* the handle comes first */
  CHECK(!verify(NULL));
  CHECK(commit(NULL) == ATLAS_E_STATE);
  CHECK(!witness(NULL));
  CHECK(!alloc(NULL, 1) && !alloc(NULL, 0));
  CHECK(!release(NULL, 1) && !release(NULL, 0));
  CHECK(level(NULL) == 255);
  destroy(NULL);
  domain = create(96, 95);
  CHECK(domain != NULL);
  CHECK(level(domain) == 95);
  CHECK(!verify(domain) && !witness(domain));
  CHECK(commit(domain) == ATLAS_E_STATE);
  CHECK(attach(domain, NULL, 96) == ATLAS_E_MEMORY);
  CHECK(attach(domain, data, 0) == ATLAS_E_MEMORY);
  CHECK(attach(domain, data, 95) == ATLAS_E_MEMORY);
  CHECK(attach(domain, data, 97) == ATLAS_E_MEMORY);
  CHECK(!verify(domain));
  memset(data, 1, sizeof(data));
  data[95] = 2;
  CHECK(attach(domain, data, 96) == ATLAS_OK); /* whatever it holds */
  CHECK(!verify(domain));
  CHECK(commit(domain) == ATLAS_E_CONSERVATION);
  CHECK(!witness(domain));
  CHECK(attach(domain, NULL, 96) == ATLAS_E_MEMORY); /* the region comes first */
  CHECK(attach(domain, data, 96) == ATLAS_E_STATE);
  data[95] = 1;
  CHECK(verify(domain));
  CHECK(commit(domain) == ATLAS_OK);
  CHECK(commit(domain) == ATLAS_E_STATE);
  CHECK(attach(domain, data, 95) == ATLAS_E_MEMORY);
  CHECK(attach(domain, data, 96) == ATLAS_E_STATE);
  CHECK(atlas_witness_digest(witness(domain), digest));
  CHECK(atlas_witness_verify(witness(domain), data, 96));
  data[0] += 96;
  CHECK(!verify(domain)); /* conserved, but not what was committed */
  CHECK(commit(domain) == ATLAS_E_STATE);
  data[0] -= 96;
  CHECK(verify(domain));
  CHECK(!alloc(domain, 96) && !alloc(domain, 255));
  CHECK(!release(domain, 96) && !release(domain, 255));
  CHECK(level(domain) == 95);
  CHECK(alloc(domain, 0) && release(domain, 0) && level(domain) == 95);
  CHECK(alloc(domain, 2) && level(domain) == 1);
  CHECK(!release(domain, 2) && level(domain) == 1);
  CHECK(release(domain, 1) && level(domain) == 0);
  destroy(domain);
}

static void test_witnesses(void) {
  const void *bases[2];
  size_t sizes[2] = {1, 0};
  atlas_witness_t *both[2] = {NULL, NULL};
  const atlas_witness_t *ws[2];
  bool ok[2] = {true, false};
  uint8_t out[48];
  atlas_witness_t *w;
  bases[0] = bases[1] = NULL;
  memset(out, 7, sizeof(out));
  CHECK(!atlas_witness_generate(NULL, 1));
  CHECK(!atlas_witness_verify(NULL, data, 1));
  CHECK(!atlas_witness_verify(NULL, NULL, 0));
  CHECK(!atlas_witness_digest(NULL, out));
  CHECK(!atlas_witness_record(NULL, out));
  CHECK(out[0] == 7 && out[47] == 7);
  CHECK(atlas_witness_residue(NULL) == 255);
  atlas_witness_destroy(NULL);
  w = atlas_witness_generate(NULL, 0);
  CHECK(w != NULL);
  CHECK(atlas_witness_verify(w, NULL, 0));
  CHECK(atlas_witness_verify(w, data, 0));
  CHECK(!atlas_witness_verify(w, data, 1));
  CHECK(!atlas_witness_verify(w, NULL, 1));
  CHECK(!atlas_witness_digest(w, NULL));
  CHECK(!atlas_witness_record(w, NULL));
  CHECK(atlas_witness_residue(w) == 0);
  CHECK(atlas_witness_digest(w, out) && out[0] == 0xe3 && out[31] == 0x55);
  CHECK(atlas_witness_record(w, out) && out[32] == 0 && out[41] == 1);
  CHECK(atlas_witness_generate_batch(NULL, sizes, 2, both) == 0);
  CHECK(atlas_witness_generate_batch(bases, NULL, 2, both) == 0);
  CHECK(atlas_witness_generate_batch(bases, sizes, 2, NULL) == 0);
  CHECK(!both[0] && !both[1]);
  CHECK(atlas_witness_generate_batch(bases, sizes, 0, both) == 0);
  CHECK(atlas_witness_generate_batch(bases, sizes, 2, both) == 1);
  CHECK(!both[0] && both[1]); /* one unusable range, one empty one */
  ws[0] = both[0];
  ws[1] = both[1];
  CHECK(atlas_witness_verify_batch(NULL, bases, sizes, 2, ok) == 0);
  CHECK(atlas_witness_verify_batch(ws, NULL, sizes, 2, ok) == 0);
  CHECK(atlas_witness_verify_batch(ws, bases, NULL, 2, ok) == 0);
  CHECK(atlas_witness_verify_batch(ws, bases, sizes, 2, NULL) == 0);
  CHECK(ok[0] && !ok[1]); /* as before */
  CHECK(atlas_witness_verify_batch(ws, bases, sizes, 2, ok) == 1);
  CHECK(!ok[0] && ok[1]);
  atlas_witness_destroy(both[1]);
  atlas_witness_destroy(w);
}

static void test_classes(void) {
  uint8_t classes[256];
  uint16_t bins[96];
  uint32_t page = 5, offset = 6;
  memset(classes, 7, sizeof(classes));
  memset(bins, 7, sizeof(bins));
  memset(data, 200, sizeof(data));
  classify_page(NULL, classes);
  classify_page(data, NULL);
  classify_page(NULL, NULL);
  histogram_page(NULL, bins);
  histogram_page(data, NULL);
  histogram_page(NULL, NULL);
  CHECK(classes[0] == 7 && classes[255] == 7 && data[0] == 200);
  CHECK(bins[0] == 0x0707 && bins[95] == 0x0707);
  classify_page(data, classes);
  histogram_page(data, bins);
  CHECK(classes[0] == 8 && bins[8] == 256 && bins[0] == 0);
  CHECK(classify(255) == 63);
  CHECK(harmonizes(96, 96) && harmonizes(128, 64) && !harmonizes(128, 128));
  CHECK(encode(48, 0) == 0xFFFFFFFFu && encode(0, 256) == 0xFFFFFFFFu);
  CHECK(encode(47, 255) == 12287);
  CHECK(!decode(12288, &page, &offset) && page == 5 && offset == 6);
  CHECK(decode(0, NULL, NULL));
  CHECK(decode(12287, &page, NULL) && page == 47);
  CHECK(decode(12287, NULL, &offset) && offset == 255);
  CHECK(from(0, 1) == 95 && from(UINT64_MAX, 0) == 32);
  CHECK(atlas_next_harmonic_window(255) == 33);
}

static void test_clusters(void) {
  atlas_cluster_view none = {NULL, NULL, 0}, view, part;
  atlas_region all = {0, 0xFFFFFFFFu, 0, 0xFFFFFFFFu};
  uint32_t out[2] = {99, 99};
  CHECK(is_failed(cluster(NULL, 1)));
  CHECK(is_failed(cluster(data, 16777216)));
  CHECK(is_failed(cluster(data, SIZE_MAX)));
  atlas_cluster_destroy(NULL);
  atlas_cluster_destroy(&none);
  CHECK(is_failed(none));
  CHECK(atlas_cluster_filter_region(NULL, 0, all, out, 2) == 0);
  CHECK(atlas_cluster_filter_region(&none, 0, all, out, 2) == 0);
  CHECK(is_failed(atlas_cluster_intersect_region(NULL, all)));
  CHECK(is_failed(atlas_cluster_intersect_region(&none, all)));
  view = cluster(NULL, 0);
  CHECK(view.offsets && view.n == 0 && view.offsets[0] == 0 &&
        view.offsets[96] == 0);
  part = atlas_cluster_intersect_region(&view, all);
  CHECK(part.offsets && part.n == 0 && part.offsets[96] == 0);
  atlas_cluster_destroy(&part);
  atlas_cluster_destroy(&view);
  CHECK(is_failed(view) && is_failed(part));
  atlas_cluster_destroy(&view); /* again */
  memset(data, 200, sizeof(data));
  view = cluster(data, 2);
  CHECK(view.n == 512);
  CHECK(atlas_cluster_filter_region(&view, 96, all, out, 2) == 0);
  CHECK(atlas_cluster_filter_region(&view, 255, all, out, 2) == 0);
  CHECK(atlas_cluster_filter_region(&view, 8, all, NULL, 1) == 0);
  CHECK(atlas_cluster_filter_region(&view, 7, all, out, 2) == 0);
  CHECK(out[0] == 99 && out[1] == 99);
  CHECK(atlas_cluster_filter_region(&view, 8, all, NULL, 0) == 512);
  CHECK(atlas_cluster_filter_region(&view, 8, all, out, 1) == 512);
  CHECK(out[0] == 0 && out[1] == 99);
  atlas_cluster_destroy(&view);
}

static void *refuse(void *context, size_t size) {
  (void)size;
  ++*(int *)context;
  return NULL;
}
static void never(void *context, void *block) {
  (void)block;
  *(int *)context = -1000;
}

static void test_process(void) {
  int requests = 0;
  atlas_allocator refusing = {refuse, never, NULL};
  atlas_metrics metrics = {1, 2, 3, 4};
  const atlas_slot_table *table = atlas_get_slot_table();
  size_t i;
  bool counts;
  CHECK(version() == ATLAS_API_VERSION);
  CHECK(versionFromCxx() == ATLAS_API_VERSION);
  refusing.context = &requests;
  atlas_set_allocator(&refusing);
  CHECK(!create(1, 0));
  CHECK(!atlas_witness_generate(data, 1));
  CHECK(is_failed(cluster(data, 1)));
  CHECK(requests == 3);
  atlas_set_allocator(NULL);
  CHECK(!atlas_read_metrics(NULL));
  atlas_enable_metrics(1);
  window(data, 5);
  counts = atlas_read_metrics(&metrics); /* in debug builds of the library */
  CHECK(metrics.calls == 1 && metrics.bytes == (counts ? 5u : 2u));
  atlas_enable_metrics(0);
  CHECK(atlas_get_isa_level() && atlas_get_isa_level()[0]);
  CHECK(table && table->version == ATLAS_SLOTS_VERSION);
  CHECK(table->size == sizeof(*table) && table->count > 0);
  for (i = 0; i < table->count; ++i) {
    CHECK(table->slots[i].fallback && table->slots[i].entry);
    CHECK(*table->slots[i].entry == table->slots[i].fallback);
    CHECK(strcmp(table->slots[i].level, atlas_get_isa_level()) == 0);
    CHECK(i == 0 ||
          strcmp(table->slots[i - 1].kernel, table->slots[i].kernel) < 0);
  }
}

int main(void) {
  test_conserved();
  test_domains();
  test_witnesses();
  test_classes();
  test_clusters();
  test_process();
  printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
