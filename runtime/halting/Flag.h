//===- Flag.h - The active flag of a halting kernel -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sequentially consistent, as the specification demands; plain with
// ATLAS_SINGLE_THREAD. Thread rule: thread-safe, or none with that.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_RUNTIME_HALTING_FLAG_H
#define ATLAS_RUNTIME_HALTING_FLAG_H

namespace atlas::runtime::halting {

class Flag {
public:
#ifdef ATLAS_SINGLE_THREAD
  bool isSet() const { return value; }
  void set(bool next) { value = next; }
#else
  bool isSet() const { return __atomic_load_n(&value, __ATOMIC_SEQ_CST); }
  void set(bool next) { __atomic_store_n(&value, next, __ATOMIC_SEQ_CST); }
#endif

private:
  bool value = true;
};

} // namespace atlas::runtime::halting

#endif // ATLAS_RUNTIME_HALTING_FLAG_H
