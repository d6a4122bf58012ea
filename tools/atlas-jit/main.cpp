//===- main.cpp - atlas-jit -------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compile, run and measure kernels on this machine. See docs/Reference/atlas-jit.md.
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace {

/// Ends the process. Everything of value is written and destroyed by now;
/// running the destructors of LLVM's some hundred static options would cost a
/// short run a tenth of its time. Other builds do run them, for leak checkers.
int finish(int code) {
#ifdef NDEBUG
  _exit(code);
#endif
  return code;
}

} // namespace

int main(int argc, char **argv) {
  // The yardstick of start-up cost, and what scripts ask most.
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    bool written = std::puts(atlas::tool::versionText()) >= 0 &&
                   std::fflush(stdout) == 0;
    return finish(written ? 0 : 1);
  }
  return finish(atlas::tool::runCommandLine(argc, argv));
}
