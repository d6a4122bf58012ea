//===- Cuda.cpp - The driver functions of the worker ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Cuda.h"

#include <dlfcn.h>

using namespace atlas::worker::cuda;

std::string Functions::load(const char *library) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return std::string("no CUDA driver: ") + dlerror();
#define ATLAS_CUDA_LOAD(NAME, SYMBOL, PARAMETERS)                              \
  NAME = reinterpret_cast<Result(*) PARAMETERS>(dlsym(handle, SYMBOL));        \
  if (!NAME)                                                                   \
    return std::string("the CUDA driver has no ") + SYMBOL;
  ATLAS_CUDA_FUNCTIONS(ATLAS_CUDA_LOAD)
#undef ATLAS_CUDA_LOAD
  return {};
}

std::string Functions::text(Result result) const {
  const char *name = nullptr;
  if (GetErrorName(result, &name) != kSuccess || !name)
    name = "CUDA error";
  return std::string(name) + " (" + std::to_string(result) + ")";
}
