//===- Cuda.h - The driver functions of the worker --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few functions of the CUDA driver API that a job needs, declared here and
// found at run time: neither building nor running needs the CUDA toolkit. The
// names with _v2 are the ones that take 64-bit sizes and pointers.
// Source: backends-and-contracts.md DX-02, DX-03.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_TOOLS_WORKERS_CUDA_H
#define ATLAS_TOOLS_WORKERS_CUDA_H

#include <cstddef>
#include <string>

namespace atlas::worker::cuda {

using Result = int;
using DevicePointer = unsigned long long;

constexpr Result kSuccess = 0, kStubLibrary = 34, kNoDevice = 100;
constexpr int kAttributeMajor = 75, kAttributeMinor = 76;
enum JitOption { kInfoLog = 3, kInfoLogSize = 4, kErrorLog = 5, kErrorLogSize = 6 };

#define ATLAS_CUDA_FUNCTIONS(X)                                                \
  X(Init, "cuInit", (unsigned))                                                \
  X(DriverGetVersion, "cuDriverGetVersion", (int *))                           \
  X(DeviceGetCount, "cuDeviceGetCount", (int *))                               \
  X(DeviceGet, "cuDeviceGet", (int *, int))                                    \
  X(DeviceGetName, "cuDeviceGetName", (char *, int, int))                      \
  X(DeviceGetAttribute, "cuDeviceGetAttribute", (int *, int, int))             \
  X(PrimaryCtxRetain, "cuDevicePrimaryCtxRetain", (void **, int))              \
  X(PrimaryCtxRelease, "cuDevicePrimaryCtxRelease_v2", (int))                  \
  X(CtxSetCurrent, "cuCtxSetCurrent", (void *))                                \
  X(CtxSynchronize, "cuCtxSynchronize", ())                                    \
  X(ModuleLoadDataEx, "cuModuleLoadDataEx",                                    \
    (void **, const void *, unsigned, int *, void **))                         \
  X(ModuleGetFunction, "cuModuleGetFunction", (void **, void *, const char *)) \
  X(ModuleUnload, "cuModuleUnload", (void *))                                  \
  X(MemAlloc, "cuMemAlloc_v2", (DevicePointer *, size_t))                      \
  X(MemFree, "cuMemFree_v2", (DevicePointer))                                  \
  X(MemcpyHtoD, "cuMemcpyHtoD_v2", (DevicePointer, const void *, size_t))      \
  X(MemcpyDtoH, "cuMemcpyDtoH_v2", (void *, DevicePointer, size_t))            \
  X(LaunchKernel, "cuLaunchKernel",                                            \
    (void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,       \
     unsigned, void *, void **, void **))                                      \
  X(GetErrorName, "cuGetErrorName", (Result, const char **))

/// The functions, valid after load().
struct Functions {
#define ATLAS_CUDA_MEMBER(NAME, SYMBOL, PARAMETERS)                            \
  Result(*NAME) PARAMETERS = nullptr;
  ATLAS_CUDA_FUNCTIONS(ATLAS_CUDA_MEMBER)
#undef ATLAS_CUDA_MEMBER

  /// Opens the driver. The empty text, or why it is unavailable.
  std::string load(const char *library);
  /// "CUDA_ERROR_INVALID_PTX (218)".
  std::string text(Result result) const;
};

} // namespace atlas::worker::cuda

#endif // ATLAS_TOOLS_WORKERS_CUDA_H
