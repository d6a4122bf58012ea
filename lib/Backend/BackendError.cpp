//===- BackendError.cpp - Errors of back ends -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Backend/BackendError.h"

using namespace atlas;
using namespace atlas::backend;

char BackendError::ID = 0;

ErrorCode backend::errorCode(BackendErrorKind kind) {
  switch (kind) {
  case BackendErrorKind::UnsupportedTarget:
    return ErrorCode::UnsupportedTarget;
  case BackendErrorKind::MissingHardware:
    return ErrorCode::MissingHardware;
  case BackendErrorKind::InvalidHardware:
    return ErrorCode::InvalidHardware;
  case BackendErrorKind::Lower:
    return ErrorCode::LowerFailed;
  case BackendErrorKind::MissingCompileContractCitation:
    return ErrorCode::MissingCitation;
  case BackendErrorKind::InvalidPolicy:
    return ErrorCode::InvalidPolicy;
  }
  llvm_unreachable("a kind without a code");
}

BackendError::BackendError(BackendFailure what)
    : ErrorInfo(errorCode(what.kind),
                what.target.empty() ? what.text
                                    : what.target + ": " + what.text,
                what.nextStep, what.location),
      failure(std::move(what)) {}

llvm::Error backend::makeBackendError(BackendFailure failure) {
  return llvm::make_error<BackendError>(std::move(failure));
}

llvm::Error backend::makeBackendError(BackendErrorKind kind,
                                      llvm::StringRef target,
                                      const llvm::Twine &text,
                                      llvm::StringRef offending,
                                      const llvm::Twine &nextStep) {
  return makeBackendError({kind, target.str(), text.str(), offending.str(),
                           nextStep.str(), {}});
}

llvm::Error backend::lowerError(llvm::Error error, llvm::StringRef target) {
  return llvm::handleErrors(
      std::move(error),
      [](std::unique_ptr<BackendError> own) { return llvm::Error(std::move(own)); },
      [&](const AtlasError &other) {
        return makeBackendError({BackendErrorKind::Lower, target.str(), other.getText(),
                                 {}, other.getNote(), other.getLocation()});
      },
      [&](const llvm::ErrorInfoBase &other) {
        return makeBackendError(BackendErrorKind::Lower, target, other.message());
      });
}
