//===- Diag.cpp - Making the diagnostics of libatlas ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Diag.h"
#include "Memory.h"

#include <string.h>

using namespace atlas::runtime;

namespace {

void releaseBlock(atlas_diag_t *diag) { release(diag); }
void releaseNothing(atlas_diag_t *) {}

/// Shared by all threads and never changed.
constinit atlas_diag_t noMemory = {sizeof(atlas_diag_t),
                                   uint32_t(Code::OutOfMemory),
                                   "there is no memory",
                                   "",
                                   "",
                                   releaseNothing};

} // namespace

atlas_status_t atlas::runtime::reportNoMemory(atlas_diag_t **diag) {
  if (diag)
    *diag = &noMemory;
  return ATLAS_STATUS_RUN;
}

atlas_status_t atlas::runtime::report(atlas_diag_t **diag, Code code,
                                      const char *message, const char *note) {
  if (code == Code::OutOfMemory)
    return reportNoMemory(diag);
  if (!diag)
    return ATLAS_STATUS_USAGE;
  // One block: the structure, then both texts.
  size_t messageSize = strlen(message) + 1, noteSize = strlen(note) + 1;
  auto *made = static_cast<atlas_diag_t *>(
      allocate(sizeof(atlas_diag_t) + messageSize + noteSize));
  if (!made) {
    *diag = &noMemory;
    return ATLAS_STATUS_USAGE;
  }
  char *texts = reinterpret_cast<char *>(made + 1);
  memcpy(texts, message, messageSize);
  memcpy(texts + messageSize, note, noteSize);
  *made = {sizeof(atlas_diag_t), uint32_t(code), texts, texts + messageSize, "",
           releaseBlock};
  *diag = made;
  return ATLAS_STATUS_USAGE;
}
