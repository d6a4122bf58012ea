//===- Testing.h - Helpers of the Support tests -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns llvm::Error into something GoogleTest can compare.
//===----------------------------------------------------------------------===//
#ifndef ATLAS_UNITTESTS_SUPPORT_TESTING_H
#define ATLAS_UNITTESTS_SUPPORT_TESTING_H

#include "atlas/Support/Error.h"

#include <string>

namespace atlas::test {

/// The message of an error, "" for success. Consumes it.
inline std::string messageOf(llvm::Error error) {
  return error ? llvm::toString(std::move(error)) : std::string();
}
template <typename T>
std::string messageOf(llvm::Expected<T> value) {
  return value ? std::string() : llvm::toString(value.takeError());
}

/// The code of an AtlasError, 0 for success. Consumes it.
inline int codeOf(llvm::Error error) {
  int code = 0;
  llvm::handleAllErrors(std::move(error), [&](const AtlasError &e) {
    code = static_cast<int>(e.getCode());
  });
  return code;
}
template <typename T>
int codeOf(llvm::Expected<T> value) {
  return value ? 0 : codeOf(value.takeError());
}

} // namespace atlas::test

#endif // ATLAS_UNITTESTS_SUPPORT_TESTING_H
