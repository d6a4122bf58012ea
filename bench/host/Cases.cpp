//===- Cases.cpp - What atlas-host-bench measures -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"

#include "atlas/JIT/Host.h"

#include "llvm/Config/llvm-config.h"
#include "llvm/Support/MemoryBuffer.h"

#include <thread>

using namespace atlas::bench;

std::vector<uint8_t> atlas::bench::noise(size_t size) {
  std::vector<uint8_t> bytes(size);
  uint64_t state = 0x9E3779B97F4A7C15u;
  for (uint8_t &byte : bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = state >> 56;
  }
  return bytes;
}

llvm::Error atlas::bench::wrong(llvm::StringRef what) {
  return llvm::createStringError("'" + what +
                                 "' and the yardstick computed different results");
}

/// "model name" of the first CPU; LLVM's name where there is none.
static std::string cpuName() {
  auto info = llvm::MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (info) {
    llvm::StringRef text = (*info)->getBuffer();
    size_t at = text.find("model name");
    if (at != llvm::StringRef::npos)
      return text.drop_front(at).split('\n').first.split(':').second.trim().str();
  }
  return atlas::jit::hostCPUName();
}

llvm::Error atlas::bench::measureHost(const Options &options, Table &table) {
  auto kernels = Kernels::create(2);
  if (!kernels)
    return kernels.takeError();
  table.note("machine: " + cpuName() + " (" + jit::hostCPUName() + "), " +
             std::to_string(std::thread::hardware_concurrency()) +
             " CPUs, LLVM " LLVM_VERSION_STRING);
  table.note("medians of " + std::to_string(options.rounds) +
             " interleaved rounds (memory-bound groups: a third, at least 31); "
             "a ratio is the median over rounds of time(other) / time(kernel)");
  if (llvm::Error error = measureCache(*kernels, options, table))
    return error;
  if (llvm::Error error = measureTwins(*kernels, options, table))
    return error;
  if (llvm::Error error = measureCalls(*kernels, options, table))
    return error;
  if (llvm::Error error = measureLoads(options, table))
    return error;
  if (options.dram)
    if (llvm::Error error = measureMemory(*kernels, options, table))
      return error;
  for (const std::string &strategy : kernels->strategies())
    table.note("strategy: " + strategy);
  return llvm::Error::success();
}
