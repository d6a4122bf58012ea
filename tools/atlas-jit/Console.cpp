//===- Console.cpp - Standard output and standard error ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Console.h"

#include "Commands.h"
#include "atlas/Support/Error.h"

#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace atlas;
using namespace atlas::tool;

llvm::raw_ostream &tool::out() { return llvm::outs(); }

llvm::Error tool::finishOutput() {
  llvm::outs().flush();
  std::error_code ec = llvm::outs().error();
  // An error left in the stream would abort the process at its end.
  llvm::outs().clear_error();
  if (ec)
    return makeError(ErrorCode::FileWriteFailed,
                     "cannot write standard output: " + ec.message());
  return llvm::Error::success();
}

void tool::printJSON(llvm::json::Value value) {
  out() << llvm::formatv("{0:2}", value) << "\n";
}

void tool::printNote(const llvm::Twine &text) {
  // Standard error is unbuffered: one string is one system call, and lines of
  // several processes do not mix.
  llvm::errs() << (text + "\n").str();
}

void tool::printWarning(const llvm::Twine &text) {
  printNote("atlas-jit: warning: " + text);
}

int tool::reportError(llvm::Error error) {
  int code = Ok;
  llvm::handleAllErrors(
      std::move(error),
      [&](const AtlasError &e) {
        printNote("atlas-jit: error: " + llvm::Twine(e.message()));
        bool usage = e.getKind() == ErrorKind::Usage;
        code = std::max<int>(code, usage ? UsageError : RunFailed);
      },
      [&](const llvm::ErrorInfoBase &e) {
        printNote("atlas-jit: error: " + llvm::Twine(e.message()));
        code = std::max<int>(code, RunFailed);
      });
  return code;
}

Progress::Progress() : enabled(isatty(STDERR_FILENO)) {}

Progress::~Progress() { update(""); }

void Progress::update(const std::string &text) {
  if (!enabled)
    return;
  size_t blanks = shown > text.size() ? shown - text.size() : 0;
  std::string line = "\r" + text + std::string(blanks, ' ');
  llvm::errs() << (text.empty() ? line + "\r" : line);
  shown = text.size();
}
