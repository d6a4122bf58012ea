//===- Make.h - Objects in the library's memory -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making and destroying objects without the C++ library. No state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_T1_MAKE_H
#define ATLAS_RUNTIME_T1_MAKE_H

#include "Memory.h"

namespace atlas::runtime::t1 {

/// Where an object is to be made.
struct Place {
  void *block;
};

} // namespace atlas::runtime::t1

inline void *operator new(size_t, atlas::runtime::t1::Place place) noexcept {
  return place.block;
}

namespace atlas::runtime::t1 {

/// An object; null without memory.
template <typename T, typename... Arguments>
T *make(Arguments... arguments) {
  void *block = allocate(sizeof(T));
  return block ? new (Place{block}) T(arguments...) : nullptr;
}

/// Ends what make() made; null is allowed.
template <typename T>
void destroy(T *object) {
  if (!object)
    return;
  object->~T();
  release(object);
}

/// Owns an object for the time of a scope.
template <typename T>
class Owner {
public:
  Owner() : object(make<T>()) {}
  ~Owner() { destroy(object); }
  Owner(const Owner &) = delete;
  Owner &operator=(const Owner &) = delete;
  explicit operator bool() const { return object; }
  T &operator*() const { return *object; }
  /// Gives the object to the caller, who destroys it.
  T *take() {
    T *taken = object;
    object = nullptr;
    return taken;
  }

private:
  T *object;
};

} // namespace atlas::runtime::t1

#endif // ATLAS_RUNTIME_T1_MAKE_H
