//===- GdbEntries.cpp - Taking code back from gdb -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "GdbEntries.h"

#include "llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderGDB.h"

extern "C" {
extern jit_descriptor __jit_debug_descriptor;
void __jit_debug_register_code(void);
}

namespace atlas::jit {
namespace {

std::mutex &listMutex() {
  static std::mutex mutex;
  return mutex;
}

} // namespace

GdbScope::GdbScope()
    : lock(listMutex()), first(__jit_debug_descriptor.first_entry) {}

GdbEntries GdbScope::added() const {
  GdbEntries entries;
  // New entries are put in front.
  for (jit_code_entry *entry = __jit_debug_descriptor.first_entry;
       entry && entry != first; entry = entry->next_entry)
    entries.push_back(entry);
  return entries;
}

void removeGdbEntries(const GdbEntries &entries) {
  if (entries.empty())
    return;
  std::lock_guard lock(listMutex());
  jit_descriptor &list = __jit_debug_descriptor;
  for (jit_code_entry *entry : entries) {
    (entry->prev_entry ? entry->prev_entry->next_entry : list.first_entry) =
        entry->next_entry;
    if (entry->next_entry)
      entry->next_entry->prev_entry = entry->prev_entry;
    list.relevant_entry = entry;
    list.action_flag = JIT_UNREGISTER_FN;
    __jit_debug_register_code();
    list.relevant_entry = nullptr;
    list.action_flag = JIT_NOACTION;
    delete entry; // made with new by LLVM's JITLoaderGDB
  }
}

} // namespace atlas::jit
