//===- Cases.cpp - What atlas-host-bench measures -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Cases.h"
#include "Machine.h"

#include "atlas/JIT/Host.h"

#include "llvm/Config/llvm-config.h"

#include <thread>

using namespace atlas::bench;

llvm::Error atlas::bench::wrong(llvm::StringRef what) {
  return llvm::createStringError(
      "'" + what + "' and the yardstick computed different results");
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
