//===- Diagnostics.h - MLIR diagnostics as errors ---------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef ATLAS_CONVERSION_COMMON_DIAGNOSTICS_H
#define ATLAS_CONVERSION_COMMON_DIAGNOSTICS_H

#include "atlas/Support/Error.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"

#include <string>

namespace atlas {

/// While it lives, keeps the first error diagnostic of a context instead of
/// letting it be printed. Not to be nested across threads.
class FirstDiagnostic {
public:
  explicit FirstDiagnostic(mlir::MLIRContext &context)
      : handler(&context, [this](mlir::Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error ||
              !message.empty())
            return mlir::success();
          message = withoutCode(diagnostic.str());
          if (auto place = diagnostic.getLocation()
                               ->findInstanceOf<mlir::FileLineColLoc>())
            location = place.getFilename().str() + ":" +
                       std::to_string(place.getLine()) + ":" +
                       std::to_string(place.getColumn());
          return mlir::success();
        }) {}

  /// The recorded error, or `fallback`; ATL0601.
  llvm::Error take(llvm::StringRef fallback) {
    return makeError(ErrorCode::LoweringUnsupported,
                     message.empty() ? fallback.str() : message, "", location);
  }

private:
  /// "'op' op ATL0601: text" -> "'op' text": take() puts the code in front.
  static std::string withoutCode(std::string text) {
    static constexpr llvm::StringLiteral kCode = "ATL0601: ";
    size_t at = text.find(kCode);
    if (at == std::string::npos)
      return text;
    text.erase(at, kCode.size());
    llvm::StringRef before = llvm::StringRef(text).take_front(at);
    if (before.ends_with("' op "))
      text.erase(at - 3, 3);
    return text;
  }

  std::string message, location;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace atlas

#endif // ATLAS_CONVERSION_COMMON_DIAGNOSTICS_H
