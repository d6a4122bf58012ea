/* projection_seed.c - Describes a conserved region as one JSON object.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   cc projection_seed.c $(pkg-config --cflags --libs atlas) -o projection_seed
 *   ./projection_seed --example > region.bin
 *   ./projection_seed region.bin
 *
 * Reads a region of 12,288 bytes ("-": standard input), attaches it to a domain,
 * verifies and commits it, and prints its witness id, histogram and cluster
 * offsets. Equal input gives byte-equal output: no time, no address goes in.
 * Exit code: 0 done, 1 the region is not conserved or a call failed, 2 usage or
 * input. Nothing is printed to standard output on failure.
 */
#include "atlas.h"

#include <stdio.h>
#include <string.h>

/* What is printed. */
struct projection {
  uint8_t digest[32];
  uint8_t residue;
  uint32_t histogram[ATLAS_CLASSES];
  atlas_cluster_view cluster;
};

/* Reads exactly one region; 0 or 2. */
static int readRegion(const char *path, uint8_t region[ATLAS_STRUCTURE_SIZE]) {
  FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
  if (!file) {
    fprintf(stderr, "projection_seed: cannot open '%s'\n", path);
    return 2;
  }
  size_t size = fread(region, 1, ATLAS_STRUCTURE_SIZE, file);
  int more = fgetc(file) != EOF;
  if (file != stdin)
    fclose(file);
  if (size == ATLAS_STRUCTURE_SIZE && !more)
    return 0;
  fprintf(stderr, "projection_seed: '%s' has %s than %u bytes\n", path,
          more ? "more" : "fewer", ATLAS_STRUCTURE_SIZE);
  return 2;
}

/* The region's metadata; an error code of libatlas. The caller destroys the
 * cluster. */
static int project(uint8_t region[ATLAS_STRUCTURE_SIZE],
                   struct projection *result) {
  atlas_domain_t *domain = atlas_domain_create(ATLAS_STRUCTURE_SIZE, 0);
  int code = domain ? ATLAS_OK : ATLAS_E_MEMORY;
  if (code == ATLAS_OK)
    code = atlas_domain_attach(domain, region, ATLAS_STRUCTURE_SIZE);
  if (code == ATLAS_OK && !atlas_domain_verify(domain))
    code = ATLAS_E_CONSERVATION;

  memset(result->histogram, 0, sizeof result->histogram);
  for (unsigned page = 0; page < ATLAS_STRUCTURE_PAGES; ++page) {
    uint16_t bins[ATLAS_CLASSES];
    atlas_r96_histogram_page(region + page * ATLAS_PAGE_SIZE, bins);
    for (unsigned r = 0; r < ATLAS_CLASSES; ++r)
      result->histogram[r] += bins[r];
  }
  result->cluster = atlas_cluster_by_resonance(region, ATLAS_STRUCTURE_PAGES);
  if (code == ATLAS_OK && !result->cluster.offsets)
    code = ATLAS_E_MEMORY;

  if (code == ATLAS_OK)
    code = atlas_domain_commit(domain);
  if (code == ATLAS_OK) {
    const atlas_witness_t *witness = atlas_domain_witness(domain);
    atlas_witness_digest(witness, result->digest);
    result->residue = atlas_witness_residue(witness);
  }
  atlas_domain_destroy(domain);
  return code;
}

static void printArray(const char *name, const uint32_t *values, unsigned count) {
  printf("\"%s\": [", name);
  for (unsigned i = 0; i < count; ++i)
    printf("%s%u", i ? ", " : "", (unsigned)values[i]);
  printf("], ");
}

static void print(const struct projection *p) {
  printf("{\"witness_id\": \"");
  for (unsigned i = 0; i < 32; ++i)
    printf("%02x", p->digest[i]);
  printf("\", \"len\": %u, \"residue\": %u, ", ATLAS_STRUCTURE_SIZE,
         (unsigned)p->residue);
  printArray("histogram", p->histogram, ATLAS_CLASSES);
  printArray("offsets", p->cluster.offsets, ATLAS_CLASSES + 1);
  printf("\"n\": %u}\n", (unsigned)p->cluster.n);
}

/* A conserved region to try the program on. */
static int writeExample(void) {
  uint8_t region[ATLAS_STRUCTURE_SIZE];
  for (unsigned i = 0; i < ATLAS_STRUCTURE_SIZE; ++i)
    region[i] = (uint8_t)(i * 197u + (i >> 8) * 11u);
  atlas_conserved_fixup(region, sizeof region);
  return fwrite(region, 1, sizeof region, stdout) != sizeof region;
}

int main(int argc, char **argv) {
  static uint8_t region[ATLAS_STRUCTURE_SIZE];
  struct projection result;
  if (argc == 2 && !strcmp(argv[1], "--example"))
    return writeExample();
  if (argc != 2 || !strcmp(argv[1], "--help")) {
    fprintf(stderr, "usage: projection_seed FILE | - | --example\n");
    return argc == 2 ? 0 : 2;
  }
  int bad = readRegion(argv[1], region);
  if (bad)
    return bad;
  int code = project(region, &result);
  if (code == ATLAS_OK)
    print(&result);
  else if (code == ATLAS_E_CONSERVATION)
    fprintf(stderr, "projection_seed: the region is not conserved\n");
  else
    fprintf(stderr, "projection_seed: libatlas returned %d\n", code);
  atlas_cluster_destroy(&result.cluster);
  return code != ATLAS_OK;
}
