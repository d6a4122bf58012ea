//===- GdbEntries.h - Taking code back from gdb -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tracks which entries of gdb's JIT list belong to a linked object.
//
// LLVM 22's plugin enters debug objects into the list but never takes them out,
// so a debugger that attaches after an unload would read freed memory. A
// GdbScope around a link notes the entries that it adds; `remove` takes them
// out before the memory goes.
// The list belongs to the process ("GDB's JIT compilation interface"), hence
// the one process-wide lock; all members are called with it held by a scope or
// take it themselves. Thread rule: thread-safe.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_JIT_GDBENTRIES_H
#define ATLAS_LIB_JIT_GDBENTRIES_H

#include <mutex>
#include <vector>

struct jit_code_entry;

namespace atlas::jit {

/// Entries of one linked object.
using GdbEntries = std::vector<jit_code_entry *>;

/// Alive while an object is linked for gdb.
class GdbScope {
public:
  GdbScope();
  /// The entries added since.
  GdbEntries added() const;

private:
  std::unique_lock<std::mutex> lock;
  jit_code_entry *first;
};

/// Takes the entries out of the list, tells the debugger, and frees them.
void removeGdbEntries(const GdbEntries &entries);

} // namespace atlas::jit

#endif // ATLAS_LIB_JIT_GDBENTRIES_H
