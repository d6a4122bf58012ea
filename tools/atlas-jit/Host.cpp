//===- Host.cpp - atlas-jit host --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "atlas/JIT/Host.h"
#include "atlas/Runtime/ThreadPool.h"

#include "llvm/ADT/StringExtras.h"

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

llvm::Expected<int> tool::hostCommand(const PlainOptions &options) {
  const CPUTarget &host = jit::hostTarget();
  const std::vector<std::string> &levels = jit::executableLevels();
  unsigned cores = runtime::availableCores();
  if (options.json) {
    printJSON(json::Object{{"cpu", jit::hostCPUName()},
                           {"triple", host.triple},
                           {"cores", cores},
                           {"vector_bytes", host.vectorBytes()},
                           {"levels", json::Array(levels)},
                           {"features", json::Array(host.features)}});
    return Ok;
  }
  out() << "cpu:          " << jit::hostCPUName() << "\n"
        << "triple:       " << host.triple << "\n"
        << "cores:        " << cores << "\n"
        << "vector bytes: " << host.vectorBytes() << "\n"
        << "levels:       " << llvm::join(levels, " ") << "\n"
        << "features:     " << llvm::join(host.features, " ") << "\n";
  return Ok;
}
