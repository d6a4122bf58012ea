//===- main.cpp - atlas-jit -------------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compile, run and measure kernels on this machine. See docs/Reference/atlas-jit.md.
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

#include <cstdio>
#include <cstring>

int main(int argc, char **argv) {
  // The yardstick of start-up cost, and what scripts ask most.
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0)
    return std::puts(atlas::tool::versionText()) < 0 ||
           std::fflush(stdout) != 0;
  return atlas::tool::runCommandLine(argc, argv);
}
