//===- Emit.cpp - atlas-jit emit --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "Session.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace atlas;
using namespace atlas::tool;

namespace {

/// The engine's word for a format; "" if there is none. For a CPU the text form
/// is assembly and the binary form an object file.
llvm::StringRef engineFormat(llvm::StringRef format) {
  return llvm::StringSwitch<llvm::StringRef>(format)
      .Cases({"text", "asm"}, "asm")
      .Cases({"binary", "object"}, "object")
      .Case("llvm", "llvm")
      .Case("mlir", "mlir")
      .Default("");
}

llvm::Error checkOptions(const EmitOptions &options) {
  if (options.target != "cpu")
    return makeError(ErrorCode::TargetUnknown,
                     "no target '" + options.target + "'", "targets: cpu");
  if (engineFormat(options.format).empty())
    return makeError(ErrorCode::UsageInvalid,
                     "no format '" + options.format + "'",
                     "formats: text (asm), binary (object), llvm, mlir");
  if (options.output == "-" && engineFormat(options.format) == "object" &&
      isatty(STDOUT_FILENO))
    return makeError(ErrorCode::UsageInvalid,
                     "an object file is not written to a terminal",
                     "name a file with -o");
  return llvm::Error::success();
}

/// The source text behind an operand.
llvm::Expected<jit::Source> sourceOf(const Operand &operand) {
  if (operand.isFile)
    return jit::Source::fromFile(operand.path);
  std::vector<std::string> names;
  for (const jit::LibraryKernel &kernel : jit::libraryKernels()) {
    if (kernel.name == operand.kernel || kernel.symbol == operand.kernel)
      return jit::Source{(kernel.name + "/kernel.mlir").str(),
                         kernel.mlir.str(), jit::Source::Format::Mlir};
    names.push_back(kernel.name.str());
  }
  auto nearest = jit::nearestNames(operand.kernel, names);
  return makeError(ErrorCode::KernelUnknown,
                   "no library kernel '" + operand.kernel + "'",
                   "nearest: " + llvm::join(nearest, ", "));
}

} // namespace

llvm::Expected<int> tool::emitCommand(const EmitOptions &options) {
  if (auto error = checkOptions(options))
    return error;
  Operand operand = Operand::parse(options.operand);
  auto source = sourceOf(operand);
  if (!source)
    return source.takeError();
  auto engine = jit::Engine::create({});
  if (!engine)
    return engine.takeError();
  jit::LoadOptions load;
  load.level = options.hardware;
  load.strategies = options.strategies;
  load.scalar = options.scalar;
  auto text = (*engine)->emit(*source, operand.isFile ? operand.kernel : "",
                              engineFormat(options.format), load);
  if (!text)
    return text.takeError();
  if (options.output == "-")
    out() << *text;
  else if (auto error = writeFileAtomically(options.output, *text))
    return error;
  return Ok;
}
