//===- CommandLine.h - From arguments to a command --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares the options of every subcommand and reads the arguments.
// The only user of CLI11.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_ATLAS_JIT_COMMANDLINE_H
#define ATLAS_TOOLS_ATLAS_JIT_COMMANDLINE_H

namespace atlas::tool {

/// Parses, runs the command, and returns the exit code. Usage errors and help
/// are printed here.
int runCommandLine(int argc, char **argv);

/// "atlas-jit 0.1.0 (LLVM 22.1.8)".
const char *versionText();

} // namespace atlas::tool

#endif // ATLAS_TOOLS_ATLAS_JIT_COMMANDLINE_H
