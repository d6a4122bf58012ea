//===- Cell.h - Values that threads share -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A value that several threads read and exchange. With ATLAS_SINGLE_THREAD the
// same operations are plain code (WebAssembly without threads).
// Orders: load acquires, store and a successful exchange release.
// Thread rule: thread-safe, or none with ATLAS_SINGLE_THREAD.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_CELL_H
#define ATLAS_RUNTIME_CELL_H

namespace atlas::runtime {

template <typename T>
class Cell {
public:
  explicit Cell(T value) : value(value) {}
  Cell(const Cell &) = delete;
  Cell &operator=(const Cell &) = delete;

#ifdef ATLAS_SINGLE_THREAD
  T load() const { return value; }
  void store(T next) { value = next; }
  bool exchange(T &expected, T desired) {
    if (value != expected) {
      expected = value;
      return false;
    }
    value = desired;
    return true;
  }
#else
  T load() const { return __atomic_load_n(&value, __ATOMIC_ACQUIRE); }
  void store(T next) { __atomic_store_n(&value, next, __ATOMIC_RELEASE); }

  /// Stores `desired` if the value is `expected`; else reads it into
  /// `expected`. One atomic step.
  bool exchange(T &expected, T desired) {
    return __atomic_compare_exchange_n(&value, &expected, desired,
                                       /*weak=*/false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
  }
#endif

private:
  T value;
};

} // namespace atlas::runtime

#endif // ATLAS_RUNTIME_CELL_H
