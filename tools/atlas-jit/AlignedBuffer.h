//===- AlignedBuffer.h - Zeroed, aligned memory -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory for kernel buffers: zeroed, so that nothing of this process reaches a
// file through elements that a kernel leaves alone, and aligned to at least 64.
//
// Failure: ATL0310. Ownership: unique; movable. Thread rule: plain value.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_ALIGNEDBUFFER_H
#define ATLAS_TOOLS_ATLAS_JIT_ALIGNEDBUFFER_H

#include "llvm/Support/Error.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace atlas::tool {

class AlignedBuffer {
public:
  AlignedBuffer() = default;
  AlignedBuffer(AlignedBuffer &&other) noexcept { swap(other); }
  AlignedBuffer &operator=(AlignedBuffer &&other) noexcept {
    swap(other);
    return *this;
  }
  ~AlignedBuffer();

  /// `align` is a power of two; below 64 it means 64.
  static llvm::Expected<AlignedBuffer> allocate(uint64_t bytes,
                                                uint64_t align = 64);

  char *data() const { return pointer; }
  uint64_t size() const { return bytes; }

private:
  void swap(AlignedBuffer &other) {
    std::swap(pointer, other.pointer);
    std::swap(bytes, other.bytes);
    std::swap(mapping, other.mapping);
    std::swap(mapped, other.mapped);
  }

  char *pointer = nullptr;
  uint64_t bytes = 0;
  void *mapping = nullptr; ///< what was mapped, wider than the buffer
  uint64_t mapped = 0;
};

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_ALIGNEDBUFFER_H
