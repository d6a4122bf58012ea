//===- Guarded.h - Memory that notices writes beyond its ends ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A byte range with 64 guard bytes on both sides and any start alignment. Catches
// writes outside; for reads outside see GuardPages.h.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_KERNELS_GUARDED_H
#define ATLAS_UNITTESTS_KERNELS_GUARDED_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace atlas::test {

class Guarded {
public:
  static constexpr size_t kGuard = 64;

  /// `size` bytes of `poison`, starting `misalign` (0..63) past a multiple of 64.
  Guarded(size_t size, uint8_t poison, unsigned misalign = 0)
      : length(size), guardByte(poison ^ 0x3C),
        storage(size + 2 * kGuard + 128, guardByte) {
    uintptr_t base = reinterpret_cast<uintptr_t>(storage.data()) + kGuard;
    begin = storage.data() + kGuard + ((64 - base % 64) % 64) + misalign % 64;
    std::memset(begin, poison, size);
  }
  Guarded(llvm::ArrayRef<uint8_t> bytes, uint8_t poison, unsigned misalign = 0)
      : Guarded(bytes.size(), poison, misalign) {
    if (!bytes.empty())
      std::memcpy(begin, bytes.data(), bytes.size());
  }
  Guarded(const Guarded &) = delete;

  uint8_t *data() { return begin; }
  size_t size() const { return length; }
  llvm::ArrayRef<uint8_t> bytes() const { return {begin, length}; }

  /// True if every byte around the range still has its first value.
  bool intact() const {
    const uint8_t *end = begin + length;
    for (const uint8_t *p = storage.data(); p != begin; ++p)
      if (*p != guardByte)
        return false;
    for (const uint8_t *p = end; p != storage.data() + storage.size(); ++p)
      if (*p != guardByte)
        return false;
    return true;
  }

private:
  size_t length;
  uint8_t guardByte;
  std::vector<uint8_t> storage;
  uint8_t *begin;
};

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_KERNELS_GUARDED_H
