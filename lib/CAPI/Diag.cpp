//===- Diag.cpp - Errors as C diagnostics ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Handles.h"

using namespace llvm;

namespace atlas::capi {
namespace {

// The C structure with the storage of its texts.
struct OwnedDiag : atlas_diag_t {
  std::string messageText, noteText, locationText;
};

void releaseDiag(atlas_diag_t *diag) { delete static_cast<OwnedDiag *>(diag); }

} // namespace

Error misuse(const Twine &text) {
  return makeError(ErrorCode::ApiMisuse, text);
}

atlas_status_t report(Error error, atlas_diag_t **diag) {
  if (diag)
    *diag = nullptr;
  if (!error)
    return ATLAS_STATUS_OK;
  auto owned = std::make_unique<OwnedDiag>();
  ErrorCode code = ErrorCode::CompileFailed;
  handleAllErrors(
      std::move(error),
      [&](const AtlasError &atlas) {
        code = atlas.getCode();
        owned->messageText = atlas.getText();
        owned->noteText = atlas.getNote();
        owned->locationText = atlas.getLocation();
      },
      [&](const ErrorInfoBase &other) {
        owned->messageText = other.message();
      });
  if (diag) {
    owned->size = sizeof(atlas_diag_t);
    owned->code = uint32_t(code);
    owned->message = owned->messageText.c_str();
    owned->note = owned->noteText.c_str();
    owned->location = owned->locationText.c_str();
    owned->release = releaseDiag;
    *diag = owned.release();
  }
  return errorKind(code) == ErrorKind::Usage ? ATLAS_STATUS_USAGE
                                             : ATLAS_STATUS_RUN;
}

} // namespace atlas::capi
