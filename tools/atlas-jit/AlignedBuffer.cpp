//===- AlignedBuffer.cpp - Zeroed, aligned memory ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "AlignedBuffer.h"

#include "atlas/Support/Error.h"

#include "llvm/Support/MathExtras.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

using namespace atlas;
using namespace atlas::tool;

namespace {
/// From here on fresh pages of the system, which are zero, cost less than
/// clearing recycled memory.
constexpr uint64_t kMapFrom = uint64_t(1) << 20;
constexpr uint64_t kPage = 4096;
} // namespace

AlignedBuffer::~AlignedBuffer() {
  if (mapping)
    munmap(mapping, mapped);
  else
    std::free(pointer);
}

llvm::Expected<AlignedBuffer> AlignedBuffer::allocate(uint64_t bytes,
                                                      uint64_t align) {
  AlignedBuffer buffer;
  buffer.bytes = bytes;
  align = std::max<uint64_t>(align, 64);
  auto failure = [&] {
    return makeError(ErrorCode::OutOfMemory,
                     "cannot allocate a buffer of " + llvm::Twine(bytes) +
                         " bytes");
  };
  if (bytes > uint64_t(INT64_MAX) || align > uint64_t(INT64_MAX) - bytes)
    return failure();
  if (bytes < kMapFrom && align <= kPage) {
    uint64_t rounded = llvm::alignTo(std::max<uint64_t>(bytes, 1), align);
    buffer.pointer = static_cast<char *>(std::aligned_alloc(align, rounded));
    if (!buffer.pointer)
      return failure();
    std::memset(buffer.pointer, 0, rounded);
    return buffer;
  }
  buffer.mapped = bytes + (align > kPage ? align : 0);
  void *mapping = mmap(nullptr, std::max<uint64_t>(buffer.mapped, 1),
                       PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                       0);
  if (mapping == MAP_FAILED)
    return failure();
  buffer.mapping = mapping;
  buffer.pointer = reinterpret_cast<char *>(
      llvm::alignTo(reinterpret_cast<uintptr_t>(mapping), align));
  return buffer;
}
