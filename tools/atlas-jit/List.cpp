//===- List.cpp - atlas-jit list --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "Session.h"

#include <fmt/format.h>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

llvm::Expected<int> tool::listCommand(const PlainOptions &options) {
  if (options.json) {
    json::Array kernels;
    for (const jit::LibraryKernel &kernel : jit::libraryKernels())
      kernels.push_back(json::Object{{"name", kernel.name},
                                     {"symbol", kernel.symbol},
                                     {"twin", !kernel.twin.empty()}});
    printJSON(json::Object{{"kernels", std::move(kernels)}});
    return Ok;
  }
  for (const jit::LibraryKernel &kernel : jit::libraryKernels())
    out() << fmt::format("{:<22} {:<24}{}\n", kernel.name.str(),
                         "@" + kernel.symbol.str(),
                         kernel.twin.empty() ? "" : " twin");
  return Ok;
}
