//===- Kernels.cpp - The compiled kernels under measurement ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Kernels.h"

using namespace atlas::bench;

llvm::Expected<Kernels> Kernels::create(unsigned threads) {
  atlas::jit::EngineOptions options;
  options.threads = threads;
  auto engine = atlas::jit::Engine::create(options);
  if (!engine)
    return engine.takeError();
  Kernels kernels;
  kernels.owner = std::move(*engine);
  return std::move(kernels);
}

llvm::Expected<atlas::jit::KernelHandle>
Kernels::load(llvm::StringRef name, const jit::LoadOptions &options) {
  auto kernel = owner->loadLibrary(name, options);
  if (!kernel)
    return kernel.takeError();
  if (llvm::Error error = (*kernel)->wait())
    return std::move(error);
  handles.push_back({name.str() + (options.useTwin ? " (.ll)" : ""), *kernel});
  return *kernel;
}

std::vector<std::string> Kernels::strategies() const {
  std::vector<std::string> lines;
  for (const auto &[name, kernel] : handles)
    for (const std::string &strategy : kernel->abi().strategies)
      lines.push_back(name + ": " + strategy);
  return lines;
}
