//===- CallAPI.cpp - C interface: calls -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Handles.h"

using namespace llvm;
using namespace atlas;
using namespace atlas::capi;
using namespace atlas::jit;

namespace {

atlas_status_t noCall(atlas_diag_t **diag) {
  return report(misuse("the call, or a pointer that it needs, is missing"),
                diag);
}

} // namespace

atlas_status_t atlas_jit_call_create(atlas_jit_kernel_t *kernel,
                                     atlas_jit_call_t **call,
                                     atlas_diag_t **diag) {
  if (!isHandle(kernel) || !call)
    return report(misuse("the kernel or the place for the call is missing"),
                  diag);
  *call = new atlas_jit_call{atlas_jit_call::kKind, kernel->kernel,
                             Call(kernel->kernel->abi())};
  return report(Error::success(), diag);
}

void atlas_jit_call_destroy(atlas_jit_call_t *call) { destroy(call); }

atlas_status_t atlas_jit_call_set_buffer(atlas_jit_call_t *call,
                                         const char *name, void *data,
                                         const int64_t *dims, uint32_t rank,
                                         int64_t stride, atlas_diag_t **diag) {
  if (!isHandle(call) || !dims)
    return noCall(diag);
  return report(
      call->call.setBuffer(text(name), data, ArrayRef(dims, rank), stride),
      diag);
}

atlas_status_t atlas_jit_call_set_scalar(atlas_jit_call_t *call,
                                         const char *name, uint64_t bits,
                                         atlas_diag_t **diag) {
  if (!isHandle(call))
    return noCall(diag);
  return report(call->call.setScalar(text(name), bits), diag);
}

atlas_status_t atlas_jit_call_extents(const atlas_jit_call_t *call,
                                      const char *name, int64_t dims[2],
                                      uint32_t *rank, atlas_diag_t **diag) {
  if (!isHandle(call) || !dims || !rank)
    return noCall(diag);
  Expected<std::vector<int64_t>> extents = call->call.extents(text(name));
  if (!extents)
    return report(extents.takeError(), diag);
  for (size_t i = 0; i < extents->size(); ++i)
    dims[i] = (*extents)[i];
  *rank = uint32_t(extents->size());
  return report(Error::success(), diag);
}

atlas_status_t atlas_jit_call_run(atlas_jit_call_t *call, uint32_t threads,
                                  atlas_diag_t **diag) {
  if (!isHandle(call))
    return noCall(diag);
  if (Error error = call->call.check())
    return report(std::move(error), diag);
  return report(run(*call->kernel, call->call, threads), diag);
}

atlas_status_t atlas_jit_call_result(const atlas_jit_call_t *call,
                                     uint32_t index, uint64_t *bits,
                                     atlas_diag_t **diag) {
  if (!isHandle(call) || !bits)
    return noCall(diag);
  size_t count = call->call.abi().results.size();
  if (index >= count)
    return report(makeError(ErrorCode::ArgumentUnknown,
                            "there is no result " + Twine(index) +
                                "; the kernel has " + Twine(count)),
                  diag);
  *bits = call->call.result(index);
  return report(Error::success(), diag);
}
