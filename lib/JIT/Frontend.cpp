//===- Frontend.cpp - Choice of the frontend ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "Frontends.h"

using namespace llvm;

namespace atlas::jit {

Frontend::~Frontend() = default;

Expected<std::unique_ptr<Frontend>> Frontend::create(const Source &source,
                                                     bool debugInfo) {
  if (Error error = checkSourceLimits(source))
    return std::move(error);
  switch (source.format) {
  case Source::Format::LLVMText:
  case Source::Format::Bitcode:
    return createLLVMFrontend(source, debugInfo);
  case Source::Format::Mlir:
  case Source::Format::Bytecode:
    break;
  }
  return createMLIRFrontend(source, debugInfo);
}

} // namespace atlas::jit
