//===- Host.h - This machine and this binary --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the JIT knows about the machine and the binary it runs in.
//
// The only place where host features are detected: once per process, by
// feature bits and never by CPU name (virtual machines hide features that a
// name promises). The CPU name is kept for tuning alone.
//
// Failure: none; a host that LLVM does not know has no features.
// Thread rule: thread-safe; results are constant and live as long as the
// process. A forked child may call everything.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_JIT_HOST_H
#define ATLAS_JIT_HOST_H

#include "atlas/Conversion/AtlasToCPU/CPUTarget.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace atlas::jit {

/// The host: level "host", baseline CPU, every detected feature.
const CPUTarget &hostTarget();

/// LLVM's name for the host CPU ("znver5"); used for tuning and display only.
const std::string &hostCPUName();

/// What tells this CPU model from others: vendor, family, model and stepping on
/// x86-64, elsewhere the name. Takes two CPUID where the name takes a dozen, each
/// some microseconds in a virtual machine; part of every cache key.
const std::string &hostSignature();

/// True if the host has every feature of `target` (same architecture).
bool canExecute(const CPUTarget &target);

/// The named levels this host can run, strongest first.
const std::vector<std::string> &executableLevels();

/// The linker's build id of the very object (tool or shared library) that
/// contains this code, in hexadecimal, from its ELF note; "" if it has none,
/// and then nothing may be cached.
const std::string &linkedBuildId();

} // namespace atlas::jit

#endif // ATLAS_JIT_HOST_H
