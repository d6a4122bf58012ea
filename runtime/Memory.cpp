//===- Memory.cpp - Allocation and counters of libatlas -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Memory.h"

#include "atlas-c/base.h"

#include <stdlib.h>

using namespace atlas::runtime;

namespace {

void *mallocBlock(void *, size_t size) { return malloc(size); }
void freeBlock(void *, void *block) { free(block); }

constexpr atlas_allocator kMalloc = {mallocBlock, freeBlock, nullptr};
atlas_allocator allocator = kMalloc;

#ifndef NDEBUG
bool counting;
atlas_metrics counters;

void add(uint64_t &counter, uint64_t amount) {
  if (__atomic_load_n(&counting, __ATOMIC_RELAXED))
    __atomic_fetch_add(&counter, amount, __ATOMIC_RELAXED);
}
#endif

} // namespace

void *atlas::runtime::allocate(size_t size) {
  void *block = allocator.allocate(allocator.context, size);
#ifndef NDEBUG
  add(block ? counters.allocations : counters.failed_allocations, 1);
#endif
  return block;
}

void atlas::runtime::release(void *block) {
  if (block)
    allocator.release(allocator.context, block);
}

void atlas_set_allocator(const atlas_allocator *given) {
  allocator = given ? *given : kMalloc;
}

#ifdef NDEBUG

void atlas_enable_metrics(int) {}
bool atlas_read_metrics(atlas_metrics *) { return false; }

#else

void atlas::runtime::count(size_t bytes) {
  add(counters.calls, 1);
  add(counters.bytes, bytes);
}

void atlas_enable_metrics(int on) {
  __atomic_store_n(&counting, false, __ATOMIC_RELAXED);
  uint64_t *each[] = {&counters.calls, &counters.bytes, &counters.allocations,
                      &counters.failed_allocations};
  for (uint64_t *counter : each)
    if (on)
      __atomic_store_n(counter, 0, __ATOMIC_RELAXED);
  __atomic_store_n(&counting, on != 0, __ATOMIC_RELAXED);
}

bool atlas_read_metrics(atlas_metrics *metrics) {
  if (!metrics)
    return false;
  metrics->calls = __atomic_load_n(&counters.calls, __ATOMIC_RELAXED);
  metrics->bytes = __atomic_load_n(&counters.bytes, __ATOMIC_RELAXED);
  metrics->allocations =
      __atomic_load_n(&counters.allocations, __ATOMIC_RELAXED);
  metrics->failed_allocations =
      __atomic_load_n(&counters.failed_allocations, __ATOMIC_RELAXED);
  return true;
}

#endif

int atlas_get_api_version(void) { return ATLAS_API_VERSION; }
