//===- ReadStream.cpp - How fast memory can be read -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The roof for every kernel that only reads: the widest loads into four
// accumulators, folded by or, with or without software prefetch. The result depends on every byte, so nothing can be left out.
//===----------------------------------------------------------------------===//
#include "Yardsticks.h"

#include <cstring>

namespace atlas::yardstick {

uint64_t readStream(const uint8_t *data, size_t n, bool prefetch) {
  using Vector [[gnu::vector_size(64), gnu::aligned(1)]] = uint64_t;
  Vector acc[4] = {};
  size_t i = 0;
  // The prefetch distance was the best of 0.5 to 8 KiB where it was measured.
  constexpr size_t ahead = 4096;
  if (prefetch)
    for (; i + 256 + ahead <= n; i += 256)
      for (unsigned k = 0; k < 4; ++k) {
        __builtin_prefetch(data + i + ahead + k * 64, 0, 3);
        acc[k] |= *reinterpret_cast<const Vector *>(data + i + k * 64);
      }
  for (; i + 256 <= n; i += 256)
    for (unsigned k = 0; k < 4; ++k)
      acc[k] |= *reinterpret_cast<const Vector *>(data + i + k * 64);
  acc[0] |= acc[1] | acc[2] | acc[3];
  uint64_t result = 0;
  for (unsigned k = 0; k < 8; ++k)
    result |= acc[0][k];
  for (; i < n; ++i)
    result |= data[i];
  return result;
}

} // namespace atlas::yardstick
