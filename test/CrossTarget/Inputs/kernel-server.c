/* kernel-server.c - Kernels that are called through standard input and output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Linked with objects of `atlas-jit emit` for another machine, whose packed
 * entries kernel-table.inc lists. unittests/Kernels/ProgramColumn.cpp sends the
 * calls and says what they look like. Ends with its input; exit code 1 if a call
 * is cut off or there is no memory for it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The packed argument block of atlas-c/args.h, with places of 8 bytes for pointers
 * whatever their size is. */
typedef struct packed_buffer {
  uint64_t data, dim[2], stride;
} packed_buffer;
typedef struct packed_args {
  uint32_t version, size, phase, reserved;
  uint64_t buffers, scalars, results, lo, hi, scratch, scratch_size, reserved2;
} packed_args;
typedef int32_t (*packed_fn)(const packed_args *args);
enum { kVersion = 1 };
static const uint32_t kWhole = 0xffffffffu;

#define KERNEL(name, symbol, label) \
  extern int32_t symbol(const packed_args *args) __asm__(label);
#include "kernel-table.inc"
#undef KERNEL

static const struct {
  const char *name;
  packed_fn entry;
} kernels[] = {
#define KERNEL(name, symbol, label) {name, symbol},
#include "kernel-table.inc"
#undef KERNEL
};

enum { kMostBuffers = 32, kMostWords = 64, kGuard = 64 };

static void need(int good) {
  if (!good)
    exit(1);
}

static uint64_t word(void) {
  uint64_t value;
  need(fread(&value, 8, 1, stdin) == 1);
  return value;
}

static void words(uint64_t *values, uint64_t count) {
  need(count <= kMostWords && fread(values, 8, count, stdin) == count);
}

/* Bytes that are filled up to words, aligned to 64 and at no page's start. */
static void *contents(uint64_t size) {
  uint64_t filled = (size + 7) / 8 * 8;
  char *memory = malloc(filled + 2 * kGuard);
  need(memory != NULL);
  memory += kGuard - (uintptr_t)memory % kGuard;
  need(fread(memory, 1, filled, stdin) == filled);
  return memory;
}

static void send(const void *data, uint64_t size) {
  need(fwrite(data, 1, size, stdout) == size);
}

static packed_fn find(const char *name) {
  for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); ++i)
    if (!strcmp(kernels[i].name, name))
      return kernels[i].entry;
  return NULL;
}

/* One call; nothing is freed: a test is short. */
static void serve(uint64_t nameLength) {
  static char name[64];
  static packed_buffer buffers[kMostBuffers];
  static void *data[kMostBuffers];
  static uint64_t sizes[kMostBuffers], scalars[kMostWords], results[kMostWords];
  need(nameLength < sizeof(name));
  const char *text = contents(nameLength);
  memcpy(name, text, nameLength);
  name[nameLength] = 0;
  packed_args args = {kVersion, sizeof(args), kWhole, 0, (uintptr_t)buffers,
                      (uintptr_t)scalars, (uintptr_t)results, 0, 0, 0, 0, 0};
  args.scratch_size = word();
  uint64_t count = word();
  need(count <= kMostBuffers);
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t shape[4];
    words(shape, 4);
    data[i] = contents(shape[3]);
    sizes[i] = (shape[3] + 7) / 8 * 8;
    buffers[i] = (packed_buffer){(uintptr_t)data[i], {shape[0], shape[1]}, shape[2]};
  }
  words(scalars, word());
  uint64_t resultCount = word();
  need(resultCount <= kMostWords);
  char *scratch = malloc(args.scratch_size + kGuard);
  need(scratch != NULL);
  args.scratch = (uintptr_t)scratch + (kGuard - (uintptr_t)scratch % kGuard);

  packed_fn entry = find(name);
  uint64_t reply[2] = {entry != NULL, 0};
  if (entry)
    reply[1] = (uint32_t)entry(&args);
  send(reply, entry ? 16 : 8);
  if (entry) {
    send(results, resultCount * 8);
    for (uint64_t i = 0; i < count; ++i)
      send(data[i], sizes[i]);
  }
  need(!fflush(stdout));
  free(scratch);
}

int main(void) {
  uint64_t length;
  while (fread(&length, 8, 1, stdin) == 1)
    serve(length);
  return 0;
}
