/* conserve.c - Makes a file conserved and shows its classes, with libatlas.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   cc conserve.c $(pkg-config --cflags --libs atlas) -o conserve
 *   ./conserve FILE             residue, conserved or not, most common class
 *   ./conserve FILE OUTPUT      also writes a conserved copy
 *
 * Reads the file in chunks: the residue of a stream does not depend on how it is
 * cut. A file is made conserved by changing its last byte. Exit code: 0 done,
 * 1 cannot write, 2 usage or cannot read.
 */
#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file in memory, read in chunks; NULL if it cannot be read. */
static uint8_t *readFile(const char *path, size_t *size, uint64_t *residue) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return NULL;
  uint8_t *data = NULL;
  size_t used = 0, room = 0, got;
  *residue = 0;
  do {
    if (room - used < 4096) {
      room = room ? room * 2 : 8192;
      uint8_t *larger = realloc(data, room);
      if (!larger)
        break;
      data = larger;
    }
    got = fread(data + used, 1, 4096, file);
    atlas_conserved_update(residue, data + used, got);
    used += got;
  } while (got == 4096);
  int complete = feof(file) && !ferror(file);
  fclose(file);
  if (!complete) {
    free(data);
    return NULL;
  }
  *size = used;
  return data;
}

/* Class that most of the whole pages' bytes have. */
static unsigned commonest(const uint8_t *data, size_t size, uint32_t *count) {
  atlas_cluster_view view = atlas_cluster_by_resonance(data, size / 256);
  unsigned best = 0;
  *count = 0;
  for (unsigned r = 0; view.offsets && r < ATLAS_CLASSES; ++r)
    if (view.offsets[r + 1] - view.offsets[r] > *count) {
      *count = view.offsets[r + 1] - view.offsets[r];
      best = r;
    }
  atlas_cluster_destroy(&view);
  return best;
}

static int writeFile(const char *path, const uint8_t *data, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return 1;
  int bad = fwrite(data, 1, size, file) != size;
  return (fclose(file) != 0) | bad;
}

int main(int argc, char **argv) {
  if (argc != 2 && argc != 3) {
    fprintf(stderr, "usage: conserve FILE [OUTPUT]\n");
    return 2;
  }
  size_t size;
  uint64_t residue;
  uint8_t *data = readFile(argv[1], &size, &residue);
  if (!data) {
    fprintf(stderr, "conserve: cannot read '%s'\n", argv[1]);
    return 2;
  }
  uint32_t count;
  unsigned best = commonest(data, size, &count);
  printf("%zu bytes, residue %u, %s\n", size, (unsigned)residue,
         atlas_conserved_window_check(data, size) ? "conserved"
                                                  : "not conserved");
  printf("commonest class in whole pages: %u, %u times\n", best, (unsigned)count);

  int bad = 0;
  if (argc == 3) {
    atlas_conserved_fixup(data, size);
    bad = writeFile(argv[2], data, size);
    if (bad)
      fprintf(stderr, "conserve: cannot write '%s'\n", argv[2]);
  }
  free(data);
  return bad;
}
