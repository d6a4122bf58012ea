//===- Error.cpp - Atlas errors as values -----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "atlas/Support/Error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace atlas;

namespace {

/// One row of the table. Constant data: no initialiser runs at start-up.
struct ErrorRow {
  ErrorCode code;
  ErrorKind kind;
  llvm::StringLiteral doc;
};

constexpr ErrorRow kRows[] = {
#define ATLAS_ERROR(NAME, NUMBER, KIND, DOC)                                   \
  {ErrorCode::NAME, ErrorKind::KIND, llvm::StringLiteral(DOC)},
#include "atlas/Support/ErrorCodes.def"
};

/// The row of a code. Codes exist only as enumerators, so the search ends.
const ErrorRow &rowOf(ErrorCode code) {
  for (const ErrorRow &row : kRows)
    if (row.code == code)
      return row;
  llvm_unreachable("an ErrorCode without a table row");
}

} // namespace

char AtlasError::ID = 0;

std::string atlas::errorCodeText(ErrorCode code) {
  std::string digits = llvm::utostr(static_cast<uint16_t>(code));
  return "ATL" + std::string(4 - digits.size(), '0') + digits;
}

ErrorKind atlas::errorKind(ErrorCode code) { return rowOf(code).kind; }

llvm::StringRef atlas::errorDoc(ErrorCode code) { return rowOf(code).doc; }

void AtlasError::log(llvm::raw_ostream &os) const {
  if (!location.empty())
    os << location << ": ";
  os << errorCodeText(code) << ": " << text;
  if (!note.empty())
    os << "\n  note: " << note;
}

std::error_code AtlasError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

llvm::Error atlas::makeError(ErrorCode code, const llvm::Twine &text,
                             const llvm::Twine &note,
                             const llvm::Twine &location) {
  return llvm::make_error<AtlasError>(code, text.str(), note.str(),
                                      location.str());
}
