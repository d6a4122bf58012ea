//===- Values.h - Lists of numbers in guarded memory ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers of a flat file as C arrays: signed integers and floating-point values
// are words there (Reader.h). Inputs and outputs lie between guards; outputs
// start as poison.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_REPLAY_VALUES_H
#define ATLAS_UNITTESTS_REPLAY_VALUES_H

#include "Case.h"

namespace atlas::replay {

template <size_t size>
struct BitsOf;
template <>
struct BitsOf<1> {
  using Type = uint8_t;
};
template <>
struct BitsOf<4> {
  using Type = uint32_t;
};
template <>
struct BitsOf<8> {
  using Type = uint64_t;
};

/// Integers of 4 bytes are sign-extended, everything else is its bits.
template <typename T>
uint64_t wordOf(T value) {
  return __builtin_bit_cast(typename BitsOf<sizeof(T)>::Type, value);
}
inline uint64_t wordOf(int32_t value) { return uint64_t(int64_t(value)); }

template <typename T>
T fromWord(uint64_t word) {
  return __builtin_bit_cast(T, typename BitsOf<sizeof(T)>::Type(word));
}

/// Reads one number; bad if it does not fit.
template <typename T>
T number(Case &c) {
  uint64_t word = c.in.word();
  T value = fromWord<T>(word);
  if (wordOf(value) != word)
    c.in.bad("a number does not fit its type");
  return value;
}

/// Elements of type T between guards, aligned to their size.
template <typename T>
class Values {
public:
  /// Poison.
  Values(Case &c, size_t count)
      : storage(count * sizeof(T), c.poison, c.misalign * sizeof(T)),
        count(count) {}
  /// What the file has; bad if it does not fit.
  Values(Case &c, List list) : Values(c, list.size) { assign(c, list); }
  explicit Values(Case &c) : Values(c, c.in.list()) {}

  /// Sets the first elements.
  void assign(Case &c, List list) {
    for (size_t i = 0; i < list.size; ++i) {
      data()[i] = fromWord<T>(list[i]);
      if (wordOf(data()[i]) != list[i])
        c.in.bad("an element does not fit its type");
    }
  }

  // Never null: a null pointer may mean something else than an empty array.
  T *data() { return reinterpret_cast<T *>(storage.data()); }
  const T *data() const { return reinterpret_cast<const T *>(storage.data()); }
  size_t size() const { return count; }
  T &operator[](size_t i) { return data()[i]; }
  const Guarded &memory() const { return storage; }

  /// Every byte is still poison.
  bool isUntouched(const Case &c) const {
    for (size_t i = 0; i < storage.size(); ++i)
      if (storage.data()[i] != c.poison)
        return false;
    return storage.intact();
  }

private:
  Guarded storage;
  size_t count;
};

/// Compares the first `list.size` elements bit by bit.
template <typename T>
void expectValues(Case &c, const char *what, List list, const T *got) {
  for (size_t i = 0; i < list.size; ++i)
    if (wordOf(got[i]) != list[i]) {
      c.expectAt(what, i, list[i], wordOf(got[i]));
      return;
    }
}

/// The same after the sizes.
template <typename T>
void expectArray(Case &c, const char *what, List list, const T *got,
                 size_t size) {
  if (c.expect(what, list.size, size))
    expectValues(c, what, list, got);
}

} // namespace atlas::replay

#endif // ATLAS_UNITTESTS_REPLAY_VALUES_H
