//===- Cluster.cpp - C interface: clusters and regions --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One block per view: 97 offsets, then the indices, which start 64-byte aligned
// if the allocator's block is.
//===----------------------------------------------------------------------===//
#include "Dispatch.h"
#include "Memory.h"

#include "atlas-c/resonance.h"

#include <string.h>

using namespace atlas::runtime;

namespace {

constexpr size_t kOffsets = ATLAS_CLASSES + 1;
/// Most pages whose coordinates fit 32 bits (contract v1, section 4).
constexpr size_t kMaxPages = 16777215;
/// Words before the indices: 97 offsets, rounded up to whole cache lines.
constexpr size_t kIndicesAt = (kOffsets + 15) / 16 * 16;

/// The arrays of a view under construction; null without memory.
struct Arrays {
  explicit Arrays(size_t n) {
    // n is below 2^32: only a 32-bit size_t can overflow here.
    if (n > SIZE_MAX / sizeof(uint32_t) - kIndicesAt)
      return;
    offsets =
        static_cast<uint32_t *>(allocate((kIndicesAt + n) * sizeof(uint32_t)));
    if (offsets)
      indices = offsets + kIndicesAt;
  }
  atlas_cluster_view view() const {
    return {offsets, indices, offsets ? offsets[ATLAS_CLASSES] : 0};
  }

  uint32_t *offsets = nullptr;
  uint32_t *indices = nullptr;
};

bool contains(const atlas_region &region, uint32_t coord) {
  uint32_t page = coord / ATLAS_PAGE_SIZE, offset = coord % ATLAS_PAGE_SIZE;
  return region.page_lo <= page && page < region.page_hi &&
         region.off_lo <= offset && offset < region.off_hi;
}

// The part of class r whose pages are inside the region. Coordinates ascend, so
// two binary searches find it; what is left to test is the offset.
struct Range {
  const uint32_t *begin, *end;
};

const uint32_t *lowerBound(const uint32_t *begin, const uint32_t *end,
                           uint64_t coord) {
  while (begin != end) {
    const uint32_t *middle = begin + (end - begin) / 2;
    if (*middle < coord)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

Range pagesOf(const atlas_cluster_view &view, unsigned r,
              const atlas_region &region) {
  const uint32_t *begin = view.indices + view.offsets[r];
  const uint32_t *end = view.indices + view.offsets[r + 1];
  if (region.page_lo >= region.page_hi || region.off_lo >= region.off_hi)
    return {begin, begin};
  // 64 bits: a bound of 2^32 - 1 pages must not wrap.
  return {lowerBound(begin, end, uint64_t(region.page_lo) * ATLAS_PAGE_SIZE),
          lowerBound(begin, end, uint64_t(region.page_hi) * ATLAS_PAGE_SIZE)};
}

} // namespace

atlas_cluster_view atlas_cluster_by_resonance(const uint8_t *base,
                                              size_t pages) {
  if (pages > kMaxPages || (pages && !base))
    return {};
  size_t n = pages * ATLAS_PAGE_SIZE;
  Arrays arrays(n);
  if (!arrays.offsets)
    return {};
  count(n);
  load(slot::cluster_build)(base, arrays.offsets, arrays.indices, int64_t(n));
  return arrays.view();
}

void atlas_cluster_destroy(atlas_cluster_view *view) {
  if (!view)
    return;
  release(const_cast<uint32_t *>(view->offsets));
  *view = {};
}

size_t atlas_cluster_filter_region(const atlas_cluster_view *view, uint8_t r,
                                   atlas_region region, uint32_t *out,
                                   size_t cap) {
  if (!view || !view->offsets || r >= ATLAS_CLASSES || (cap && !out))
    return 0;
  size_t matches = 0;
  Range range = pagesOf(*view, r, region);
  for (const uint32_t *coord = range.begin; coord != range.end; ++coord) {
    if (!contains(region, *coord))
      continue;
    if (matches < cap)
      out[matches] = *coord;
    ++matches;
  }
  return matches;
}

atlas_cluster_view
atlas_cluster_intersect_region(const atlas_cluster_view *view,
                               atlas_region region) {
  if (!view || !view->offsets)
    return {};
  size_t n = 0;
  for (unsigned r = 0; r < ATLAS_CLASSES; ++r)
    n += atlas_cluster_filter_region(view, r, region, nullptr, 0);
  Arrays arrays(n);
  if (!arrays.offsets)
    return {};
  uint32_t at = arrays.offsets[0] = 0;
  for (unsigned r = 0; r < ATLAS_CLASSES; ++r) {
    at += atlas_cluster_filter_region(view, r, region, arrays.indices + at,
                                      n - at);
    arrays.offsets[r + 1] = at;
  }
  return arrays.view();
}
