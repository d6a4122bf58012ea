//===- Host.cpp - Host detection ------------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "atlas/JIT/Host.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

using namespace llvm;

namespace atlas::jit {
namespace {

// The CPU name stands for the baseline, so that it switches nothing on: the
// feature list alone decides which instructions may be used.
CPUTarget detect() {
  CPUTarget host;
  host.level = "host";
  host.triple = sys::getProcessTriple();
  Triple triple(host.triple);
  host.cpu = triple.getArch() == Triple::x86_64 ? "x86-64" : "generic";
  for (const auto &feature : sys::getHostCPUFeatures())
    if (feature.second)
      host.features.push_back(feature.first().str());
  // Features that LLVM knows but does not detect, because they follow: x87 from
  // the architecture, 512-bit EVEX encodings from AVX512F (detection answers
  // for AVX10 parts without them by hiding AVX512F).
  if (triple.getArch() == Triple::x86_64) {
    host.features.push_back("x87");
    if (is_contained(host.features, "avx512f"))
      host.features.push_back("evex512");
  }
  llvm::sort(host.features);
  host.features.erase(llvm::unique(host.features), host.features.end());
  return host;
}

std::vector<std::string> detectLevels() {
  std::vector<std::string> levels;
  // The table is weakest first per architecture.
  for (StringRef name : reverse(CPUTarget::levelNames())) {
    Expected<CPUTarget> level = CPUTarget::named(name);
    if (!level)
      consumeError(level.takeError());
    else if (canExecute(*level))
      levels.push_back(name.str());
  }
  return levels;
}

} // namespace

const CPUTarget &hostTarget() {
  static const CPUTarget host = detect();
  return host;
}

const std::string &hostCPUName() {
  static const std::string name = sys::getHostCPUName().str();
  return name;
}

const std::string &hostSignature() {
#if defined(__x86_64__)
  static const std::string signature = [] {
    unsigned a = 0, b = 0, c = 0, d = 0, model = 0, unused;
    __get_cpuid(0, &a, &b, &c, &d);
    __get_cpuid(1, &model, &unused, &unused, &unused);
    return utohexstr(b) + "-" + utohexstr(d) + "-" + utohexstr(c) + "-" +
           utohexstr(model);
  }();
  return signature;
#else
  return hostCPUName();
#endif
}

bool canExecute(const CPUTarget &target) {
  const CPUTarget &host = hostTarget();
  return target.arch() == host.arch() &&
         Triple(target.triple).getOS() == Triple(host.triple).getOS() &&
         all_of(target.features,
                [&](const std::string &feature) { return host.has(feature); });
}

const std::vector<std::string> &executableLevels() {
  static const std::vector<std::string> levels = detectLevels();
  return levels;
}

} // namespace atlas::jit
