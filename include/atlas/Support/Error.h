//===- Error.h - Atlas errors as values -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one error type of the C++ libraries.
//
// Recoverable failures are `llvm::Error`/`llvm::Expected` holding AtlasError: a
// stable code (ATL0123), one sentence starting lower case, where it happened
// and what to do about it. The codes live in ErrorCodes.def, one line of
// documentation each; `docs/Reference/errors.md` is generated from that table.
//
// Thread rule: values; no global state.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_SUPPORT_ERROR_H
#define ATLAS_SUPPORT_ERROR_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>

namespace atlas {

/// What kind of failure a code stands for; tools map it to their exit code.
enum class ErrorKind : uint8_t {
  Run,   ///< the engine or the environment failed (tools exit 1)
  Usage, ///< wrong input or usage (tools exit 2)
};

/// Stable error numbers. The enumerator's value is the number after "ATL".
enum class ErrorCode : uint16_t {
#define ATLAS_ERROR(NAME, NUMBER, KIND, DOC) NAME = NUMBER,
#include "atlas/Support/ErrorCodes.def"
};

/// "ATL0101" for a code.
std::string errorCodeText(ErrorCode code);
/// The kind from the table.
ErrorKind errorKind(ErrorCode code);
/// The one-line documentation from the table.
llvm::StringRef errorDoc(ErrorCode code);

/// The payload. message() gives "ATL0101: sentence" with location prefix and
/// note appended when present: "file:3:5: ATL0101: sentence\n  note: ...".
class AtlasError : public llvm::ErrorInfo<AtlasError> {
public:
  static char ID;
  AtlasError(ErrorCode code, std::string text, std::string note = {},
             std::string location = {})
      : code(code), text(std::move(text)), note(std::move(note)),
        location(std::move(location)) {}

  ErrorCode getCode() const { return code; }
  ErrorKind getKind() const { return errorKind(code); }
  const std::string &getText() const { return text; }
  const std::string &getNote() const { return note; }
  const std::string &getLocation() const { return location; }

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

private:
  ErrorCode code;
  std::string text, note, location;
};

/// Makes an AtlasError.
llvm::Error makeError(ErrorCode code, const llvm::Twine &text,
                      const llvm::Twine &note = {},
                      const llvm::Twine &location = {});

} // namespace atlas

#endif // ATLAS_SUPPORT_ERROR_H
