//===- SanitizerDefaults.cpp - Options of sanitizer builds ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linked into every program of an AddressSanitizer build.
//
// LLVM's allocators poison their slabs in code that was compiled with the
// sanitizer (headers, so ours) and unpoison them in code that was not (the
// distribution's libraries): use-after-poison reports without a bug. Heap, stack
// and global checks are not affected.
//===----------------------------------------------------------------------===//

extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_container_overflow=0";
}
