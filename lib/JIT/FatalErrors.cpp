//===- FatalErrors.cpp - LLVM's fatal errors as errors --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "FatalErrors.h"

#include "llvm/Support/ErrorHandling.h"

#include <csetjmp>
#include <mutex>

namespace atlas::jit {
namespace {

// Lives on the stack of recoverFatalErrors.
struct Recovery {
  std::jmp_buf place;
  std::string *message;
};
thread_local Recovery *active = nullptr;

// Returning means LLVM's own behaviour: print and end.
void handle(void *, const char *reason, bool) {
  if (Recovery *recovery = active) {
    recovery->message->assign(reason);
    std::longjmp(recovery->place, 1);
  }
}

} // namespace

bool recoverFatalErrors(llvm::function_ref<void()> body, std::string &message) {
  static std::once_flag once;
  std::call_once(once, [] { llvm::install_fatal_error_handler(handle); });
  // Nothing between here and the jump back may change a local variable.
  Recovery recovery;
  recovery.message = &message;
  if (setjmp(recovery.place)) {
    active = nullptr;
    return false;
  }
  active = &recovery;
  body();
  active = nullptr;
  return true;
}

} // namespace atlas::jit
