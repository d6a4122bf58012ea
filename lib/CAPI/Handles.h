//===- Handles.h - Behind the opaque C handles ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structures that C handles point at, and the way errors leave.
//
// Each begins with a word that tells its kind, so that a handle of another kind
// is refused instead of used. Thread rule: as atlas-c/jit.h.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_LIB_CAPI_HANDLES_H
#define ATLAS_LIB_CAPI_HANDLES_H

#include "atlas-c/jit.h"
#include "atlas/JIT/Engine.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <cstring>

struct atlas_jit_engine {
  static constexpr uint64_t kKind = 0x61746c6173656e67; // "atlaseng"
  uint64_t kind = kKind;
  std::unique_ptr<atlas::jit::Engine> engine;
};

struct atlas_jit_kernel {
  static constexpr uint64_t kKind = 0x61746c61736b6572; // "atlasker"
  uint64_t kind = kKind;
  atlas::jit::KernelHandle kernel;
  std::string abi;
};

struct atlas_jit_call {
  static constexpr uint64_t kKind = 0x61746c617363616c; // "atlascal"
  uint64_t kind = kKind;
  atlas::jit::KernelHandle kernel;
  atlas::jit::Call call;
};

namespace atlas::capi {

/// Turns an error into a status and, if wanted, a diagnostic.
atlas_status_t report(llvm::Error error, atlas_diag_t **diag);

/// The error for a wrong use of the interface.
llvm::Error misuse(const llvm::Twine &text);

/// True if the handle is one of its type.
template <typename T>
bool isHandle(const T *handle) {
  return handle && handle->kind == T::kKind;
}

/// Marks a handle dead and frees it; anything but a live handle is left alone.
template <typename T>
void destroy(T *handle) {
  if (!isHandle(handle))
    return;
  handle->kind = 0;
  delete handle;
}

/// An engine with these options; NULL: the defaults.
llvm::Expected<std::unique_ptr<jit::Engine>>
createEngine(const atlas_jit_options *options);

inline llvm::StringRef text(const char *string) {
  return string ? llvm::StringRef(string) : llvm::StringRef();
}

/// Copies options of any age: fields that the caller does not know are zero,
/// fields that we do not know must be.
template <typename T>
llvm::Error readOptions(const T *given, T &options) {
  options = T{};
  if (!given)
    return llvm::Error::success();
  if (given->size < sizeof(uint32_t))
    return misuse("the options' size is not set");
  std::memcpy(&options, given, std::min<size_t>(given->size, sizeof(T)));
  const char *bytes = reinterpret_cast<const char *>(given);
  for (size_t i = sizeof(T); i < given->size; ++i)
    if (bytes[i])
      return misuse("the options have fields that this version does not know");
  return llvm::Error::success();
}

} // namespace atlas::capi

#endif // ATLAS_LIB_CAPI_HANDLES_H
