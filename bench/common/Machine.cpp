//===- Machine.cpp - What the measured processor is and can do ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Machine.h"

#include "Values.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/Host.h"

using namespace atlas::bench;

std::string atlas::bench::cpuName() {
  auto info = llvm::MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!info)
    return "unknown";
  llvm::StringRef text = (*info)->getBuffer();
  size_t at = text.find("model name");
  if (at == llvm::StringRef::npos)
    return "unknown";
  return text.drop_front(at).split('\n').first.split(':').second.trim().str();
}

Candidate atlas::bench::clockCandidate() {
  return {kClock, [] {
            uint64_t sum = 0, step = 3;
            // Two registers: an addition of a constant may be renamed away.
            for (unsigned i = 0; i < kClockCycles / 100; ++i)
#if defined(__aarch64__)
              asm volatile(".rept 100\n add %0, %0, %1\n .endr"
                           : "+r"(sum)
                           : "r"(step));
#else
              asm volatile(".rept 100\n add %1, %0\n .endr"
                           : "+r"(sum)
                           : "r"(step));
#endif
            keep(sum);
          }};
}

double atlas::bench::clockOf(const Measurement &m) {
  return kClockCycles / m.median(kClock);
}

Ports atlas::bench::cachePorts() {
  // Software Optimization Guide for the AMD Zen 4 Microarchitecture (57647),
  // "Load-Store Unit": two loads of 32 bytes or one of 64, and one store of 32
  // bytes a cycle; a store of 64 takes two.
  if (llvm::sys::getHostCPUName() == "znver4")
    return {64, 32};
  return {};
}
