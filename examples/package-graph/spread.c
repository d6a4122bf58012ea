/* spread.c - Spreads weight over a graph of .npy files and prints where it went.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   cc -std=c11 spread.c -latlas -o spread
 *   ./spread FOLDER [COUNT]
 *
 * FOLDER is what package_graph.py build wrote. The graph is prepared once; a
 * program that asks many things would keep it, and a workspace for each thread.
 */
#include <atlas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The elements of FOLDER/NAME.npy, 4 bytes each; exits if there are none. */
static void *load(const char *folder, const char *name, size_t *count) {
  char path[1024];
  unsigned char start[10];
  void *elements = NULL;
  snprintf(path, sizeof(path), "%s/%s.npy", folder, name);
  FILE *file = fopen(path, "rb");
  if (file && fread(start, 1, 10, file) == 10) {
    long header = 10 + start[8] + 256 * start[9];
    fseek(file, 0, SEEK_END);
    *count = (size_t)(ftell(file) - header) / 4;
    fseek(file, header, SEEK_SET);
    elements = malloc(*count * 4 + 1);
    if (elements && fread(elements, 4, *count, file) != *count)
      elements = NULL;
  }
  if (!elements) {
    fprintf(stderr, "spread: cannot read %s\n", path);
    exit(2);
  }
  fclose(file);
  return elements;
}

/* Prints line `node` of FOLDER/names.txt. */
static void print_name(const char *folder, int node) {
  char path[1024], line[256] = "";
  snprintf(path, sizeof(path), "%s/names.txt", folder);
  FILE *file = fopen(path, "r");
  for (int i = 0; file && i <= node; ++i)
    if (!fgets(line, sizeof(line), file))
      break;
  if (file)
    fclose(file);
  fputs(line, stdout);
}

/* Prints the best `count` nodes, largest first, smallest number first. */
static void print_best(const char *folder, const atlas_t1_result *result,
                       size_t count) {
  for (; count > 0; --count) {
    size_t best = result->count;
    for (size_t i = 0; i < result->count; ++i)
      if (result->nodes[i] >= 0 &&
          (best == result->count || result->values[i] > result->values[best]))
        best = i;
    if (best == result->count)
      return;
    printf("%.4f  ", (double)result->values[best]);
    print_name(folder, result->nodes[best]);
    result->nodes[best] = -1; /* done with */
  }
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: spread FOLDER [COUNT]\n");
    return 2;
  }
  const char *folder = argv[1];
  atlas_t1_arrays arrays;
  arrays.indptr = load(folder, "indptr", &arrays.indptr_length);
  arrays.indices = load(folder, "indices", &arrays.indices_length);
  arrays.weights = load(folder, "weights", &arrays.weights_length);
  arrays.rel_code = load(folder, "rel_code", &arrays.rel_code_length);
  arrays.rel_mult = load(folder, "rel_mult", &arrays.rel_mult_length);
  arrays.key_rank = load(folder, "key_rank", &arrays.key_rank_length);
  atlas_t1_seeds seeds;
  seeds.nodes = load(folder, "seed_nodes", &seeds.nodes_length);
  seeds.weights = load(folder, "seed_weights", &seeds.weights_length);

  atlas_t1_graph_t *graph = NULL;
  atlas_t1_result result = {0};
  atlas_diag_t *diag = NULL;
  atlas_t1_params params = atlas_t1_default_params(); /* queue_budget 10000 */
  result.grows = 1;
  if (atlas_t1_graph_create(&arrays, &graph, &diag) ||
      atlas_t1_propagate(graph, NULL, &seeds, &params, &result, &diag)) {
    fprintf(stderr, "spread: ATL%04u: %s\n", (unsigned)diag->code,
            diag->message);
    return 1;
  }
  printf("%zu of %zu nodes, %d steps\n", result.count,
         atlas_t1_graph_nodes(graph), (int)result.metrics.pops);
  print_best(folder, &result, argc > 2 ? strtoul(argv[2], NULL, 10) : 10);
  atlas_t1_result_free(&result);
  atlas_t1_graph_destroy(graph);
}
