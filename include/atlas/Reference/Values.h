//===- Values.h - Reading and writing packed arguments -----------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the plain references of kernels share: elements of the buffers of an
// atlas_args_t, at any alignment. Nothing is checked: the caller keeps inside
// the buffer. Thread-safe: no state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_REFERENCE_VALUES_H
#define ATLAS_REFERENCE_VALUES_H

#include "atlas-c/args.h"

#include <cstdint>
#include <cstring>

namespace atlas::reference {

/// Element i of a buffer of T.
template <typename T>
T load(const atlas_buffer_t &buffer, int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const uint8_t *>(buffer.data) + i * sizeof(T),
              sizeof(T));
  return value;
}

/// Sets element i of a buffer of T.
template <typename T>
void store(const atlas_buffer_t &buffer, int64_t i, T value) {
  std::memcpy(static_cast<uint8_t *>(buffer.data) + i * sizeof(T), &value,
              sizeof(T));
}

/// The f64 whose bits a scalar argument holds.
inline double toDouble(uint64_t word) {
  double value;
  std::memcpy(&value, &word, sizeof(value));
  return value;
}

} // namespace atlas::reference

#endif // ATLAS_REFERENCE_VALUES_H
