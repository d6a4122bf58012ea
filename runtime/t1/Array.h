//===- Array.h - Growable arrays over the library's memory ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block of plain values that grows and never shrinks. Failure: a function
// that needs memory returns false and changes nothing. Thread-compatible.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_ARRAY_H
#define ATLAS_RUNTIME_T1_ARRAY_H

#include "Memory.h"

#include <string.h>

namespace atlas::runtime::t1 {

template <typename T>
class Array {
  static_assert(__is_trivially_copyable(T));

public:
  Array() = default;
  Array(const Array &) = delete;
  Array &operator=(const Array &) = delete;
  ~Array() { release(values); }

  /// Room for `count` values, of which the first `used` are kept.
  bool reserve(size_t count, size_t used = 0) {
    return count <= room || enlarge(count, used);
  }
  /// The same, but to at least twice the room.
  bool grow(size_t count, size_t used) {
    return count <= room ||
           enlarge(count < 2 * room ? 2 * room : count, used);
  }
  /// Gives the block to the caller, who releases it.
  T *take() {
    T *block = values;
    values = nullptr;
    room = 0;
    return block;
  }

  T *data() { return values; }
  const T *data() const { return values; }
  size_t capacity() const { return room; }
  T &operator[](size_t i) { return values[i]; }
  const T &operator[](size_t i) const { return values[i]; }

private:
  __attribute__((noinline)) bool enlarge(size_t count, size_t used) {
    size_t size;
    if (__builtin_mul_overflow(count, sizeof(T), &size))
      return false;
    T *block = static_cast<T *>(allocate(size));
    if (!block)
      return false;
    if (used)
      memcpy(block, values, used * sizeof(T));
    release(values);
    values = block;
    room = count;
    return true;
  }

  T *values = nullptr;
  size_t room = 0;
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_ARRAY_H
