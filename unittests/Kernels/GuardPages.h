//===- GuardPages.h - Memory that faults beyond its ends --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A range of pages between two inaccessible ones. A buffer placed flush against
// either end makes any access beyond that end fault; one placed in the middle
// starts at a chosen alignment between canary bytes.
//
// Failure: create() returns null if the mapping is refused. One thread at a time.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_GUARDPAGES_H
#define ATLAS_UNITTESTS_KERNELS_GUARDPAGES_H

#include <cstdint>
#include <cstring>
#include <memory>

#include <sys/mman.h>
#include <unistd.h>

namespace atlas::test {

/// Where a buffer lies in its pages.
struct Placement {
  enum Edge : uint8_t { Front, Back, Middle } edge = Back;
  unsigned misalign = 0; ///< Middle only: 0..63 past a multiple of 64
};

class GuardPages {
public:
  /// Room for buffers of up to `capacity` bytes.
  static std::unique_ptr<GuardPages> create(size_t capacity) {
    size_t page = sysconf(_SC_PAGESIZE);
    size_t inner = (capacity + 3 * kCanary + page - 1) / page * page;
    void *map = mmap(nullptr, inner + 2 * page, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED)
      return nullptr;
    std::unique_ptr<GuardPages> pages(
        new GuardPages(static_cast<uint8_t *>(map), page, inner));
    if (mprotect(pages->begin(), inner, PROT_READ | PROT_WRITE) != 0)
      return nullptr;
    return pages;
  }
  ~GuardPages() { munmap(base, inner + 2 * page); }
  GuardPages(const GuardPages &) = delete;

  /// A buffer of `size` bytes; what lay here before is given up.
  uint8_t *place(size_t size, Placement placement) {
    length = size;
    where = placement;
    switch (placement.edge) {
    case Placement::Front:
      return buffer = begin();
    case Placement::Back:
      return buffer = begin() + inner - size;
    case Placement::Middle:
      break;
    }
    buffer = begin() + kCanary + placement.misalign % 64;
    std::memset(buffer - kCanary, kByte, kCanary);
    std::memset(buffer + size, kByte, kCanary);
    return buffer;
  }

  /// False if a canary beside a Middle buffer changed. (At an edge the side
  /// away from the page is checked by the other edge's cases.)
  bool intact() const {
    if (where.edge != Placement::Middle)
      return true;
    for (size_t i = 0; i < kCanary; ++i)
      if (buffer[-1 - ptrdiff_t(i)] != kByte || buffer[length + i] != kByte)
        return false;
    return true;
  }

private:
  static constexpr size_t kCanary = 64;
  static constexpr uint8_t kByte = 0xC7;

  GuardPages(uint8_t *base, size_t page, size_t inner)
      : base(base), page(page), inner(inner) {}
  uint8_t *begin() const { return base + page; }

  uint8_t *base;
  size_t page, inner;
  uint8_t *buffer = nullptr;
  size_t length = 0;
  Placement where;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_GUARDPAGES_H
