//===- BackendError.h - Errors of back ends ---------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one error class of the back end layer, with a closed set of kinds.
//
// It is an AtlasError (code, sentence, note, location), so tools and tests that
// handle those handle it too; it adds the kind, the target and the offending
// text. The note says one next step. "Refuse" in the specification means such
// an error and no output at all.
//
// Thread rule: values.
// Source: backends-and-contracts.md section 1.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_BACKEND_BACKENDERROR_H
#define ATLAS_BACKEND_BACKENDERROR_H

#include "atlas/Support/Error.h"

#include <string>

namespace atlas::backend {

/// What went wrong; each kind has one code.
enum class BackendErrorKind : uint8_t {
  UnsupportedTarget,              ///< ATL0401
  MissingHardware,                ///< ATL0402
  InvalidHardware,                ///< ATL0403
  Lower,                          ///< ATL0404
  MissingCompileContractCitation, ///< ATL0405
  InvalidPolicy,                  ///< ATL0406
};

/// The code of a kind.
ErrorCode errorCode(BackendErrorKind kind);

/// Everything about one failure. `target` may be empty where none is known yet;
/// `location` is "file:line:col" of the MLIR operation where there is one.
struct BackendFailure {
  BackendErrorKind kind;
  std::string target;
  std::string text;      ///< the sentence, lower case first
  std::string offending; ///< the piece of input or output that is wrong
  std::string nextStep;  ///< what to do about it
  std::string location;
};

class BackendError : public llvm::ErrorInfo<BackendError, AtlasError> {
public:
  static char ID;
  explicit BackendError(BackendFailure failure);

  BackendErrorKind kind() const { return failure.kind; }
  const std::string &target() const { return failure.target; }
  const std::string &offending() const { return failure.offending; }
  const std::string &nextStep() const { return failure.nextStep; }
  const BackendFailure &details() const { return failure; }

private:
  BackendFailure failure;
};

/// Makes a BackendError.
llvm::Error makeBackendError(BackendFailure failure);
/// The same, for the common case without a location.
llvm::Error makeBackendError(BackendErrorKind kind, llvm::StringRef target,
                             const llvm::Twine &text,
                             llvm::StringRef offending = {},
                             const llvm::Twine &nextStep = {});

/// An error of a lower layer as ATL0404 of `target`, with its sentence, note and
/// location. A BackendError stays what it is.
llvm::Error lowerError(llvm::Error error, llvm::StringRef target);

} // namespace atlas::backend

#endif // ATLAS_BACKEND_BACKENDERROR_H
