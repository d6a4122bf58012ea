//===- Levels.cpp - Choice of an instruction-set level --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Levels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

using namespace atlas::runtime;

#if defined(__x86_64__)

unsigned atlas::runtime::detectLevel(CpuFeatures &features) {
  __builtin_cpu_init();
  // Leaf 7, EBX bit 29 (Intel SDM volume 2A, CPUID): the SHA extensions. The
  // SHA code also uses SSSE3 and SSE4.1.
  unsigned eax, ebx = 0, ecx, edx;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
    features.sha256 = (ebx >> 29 & 1) && __builtin_cpu_supports("sse4.1");
  // The builtin has asked the system as well whether it saves the registers.
  if (!__builtin_cpu_supports("x86-64-v2"))
    return 0;
  if (!__builtin_cpu_supports("x86-64-v3"))
    return 1;
  if (!__builtin_cpu_supports("x86-64-v4"))
    return 2;
  bool icl = __builtin_cpu_supports("avx512vnni") &&
             __builtin_cpu_supports("gfni") &&
             __builtin_cpu_supports("avx512vpopcntdq") &&
             __builtin_cpu_supports("avx512bitalg") &&
             __builtin_cpu_supports("avx512vbmi") &&
             __builtin_cpu_supports("avx512vbmi2");
  return icl ? 4 : 3;
}

#elif defined(__aarch64__) && defined(__linux__)

unsigned atlas::runtime::detectLevel(CpuFeatures &features) {
  // Bits of the Linux arm64 ABI (Documentation/arch/arm64/elf_hwcaps.rst).
  constexpr unsigned long kSha2 = 1ul << 6, kDotProduct = 1ul << 20;
  constexpr unsigned long kSve2 = 1ul << 1; // second word
  unsigned long first = getauxval(AT_HWCAP);
  features.sha256 = first & kSha2;
  if (!(first & kDotProduct))
    return 0;
  return getauxval(AT_HWCAP2) & kSve2 ? 2 : 1;
}

#else

unsigned atlas::runtime::detectLevel(CpuFeatures &) { return 0; }

#endif
