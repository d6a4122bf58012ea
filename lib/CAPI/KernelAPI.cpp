//===- KernelAPI.cpp - C interface: kernels -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Handles.h"

#include <cstdlib>

using namespace llvm;
using namespace atlas;
using namespace atlas::capi;
using namespace atlas::jit;

void atlas_jit_kernel_destroy(atlas_jit_kernel_t *kernel) { destroy(kernel); }

atlas_packed_fn atlas_jit_kernel_packed(const atlas_jit_kernel_t *kernel) {
  return isHandle(kernel) ? kernel->kernel->packed() : nullptr;
}

atlas_jit_typed_fn atlas_jit_kernel_typed(const atlas_jit_kernel_t *kernel) {
  return isHandle(kernel)
             ? reinterpret_cast<atlas_jit_typed_fn>(kernel->kernel->typed())
             : nullptr;
}

const char *atlas_jit_kernel_abi(const atlas_jit_kernel_t *kernel) {
  return isHandle(kernel) ? kernel->abi.c_str() : nullptr;
}

atlas_status_t atlas_jit_kernel_report(const atlas_jit_kernel_t *kernel,
                                       char **out, atlas_diag_t **diag) {
  if (!isHandle(kernel) || !out)
    return report(misuse("the kernel or the place for the report is missing"),
                  diag);
  LoadReport now = kernel->kernel->report();
  json::Object times;
  for (const auto &[phase, ms] : now.milliseconds)
    times[phase] = ms;
  std::string text;
  raw_string_ostream(text) << json::Value(
      json::Object{{"tier", tierName(now.tier)},
                   {"cache", cacheStateName(now.cache)},
                   {"note", now.cacheNote},
                   {"milliseconds", std::move(times)}});
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (!copy)
    return report(makeError(ErrorCode::OutOfMemory, "no memory for the report"),
                  diag);
  std::memcpy(copy, text.c_str(), text.size() + 1);
  *out = copy;
  return report(Error::success(), diag);
}

void atlas_jit_text_free(char *text) { std::free(text); }

atlas_status_t atlas_jit_kernel_wait(atlas_jit_kernel_t *kernel,
                                     atlas_diag_t **diag) {
  if (!isHandle(kernel))
    return report(misuse("the kernel is missing"), diag);
  return report(kernel->kernel->wait(), diag);
}

atlas_status_t atlas_jit_kernel_specialize(atlas_jit_kernel_t *kernel,
                                           const atlas_jit_constant *constants,
                                           size_t count, int wait,
                                           atlas_diag_t **diag) {
  if (!isHandle(kernel) || (count && !constants))
    return report(misuse("the kernel or the constants are missing"), diag);
  std::vector<std::pair<std::string, uint64_t>> values;
  for (size_t i = 0; i < count; ++i)
    values.emplace_back(text(constants[i].name).str(), constants[i].value);
  return report(kernel->kernel->specialize(values, wait != 0), diag);
}
