//===- Emit.cpp - atlas-jit emit --------------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Commands.h"
#include "Console.h"
#include "EmitArtifact.h"
#include "EmitDevice.h"
#include "Session.h"
#include "atlas/Backend/Target.h"
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

/// Formats that are listings of the compiler rather than a back end's code.
bool isListing(llvm::StringRef format) {
  return format == "asm" || format == "llvm" || format == "mlir";
}

/// True where an artifact or a policy is asked for.
bool wantsArtifact(const EmitOptions &options) {
  return !options.artifact.empty() || !options.policy.empty() ||
         options.tolerance || !options.contracts.empty() ||
         options.allowDrafts || options.keepDivergent ||
         options.requireDiffExec;
}

/// True if the back ends answer: for cpu where an artifact is asked for, for other
/// targets always, but for the forms in between that devices have.
bool needsBackends(const EmitOptions &options) {
  return wantsArtifact(options) ||
         (options.target != "cpu" && options.emitter.empty() &&
          !isDeviceListing(options.target, options.format));
}

llvm::Error checkListing(const EmitOptions &options) {
  std::string format = options.format.empty() ? "text" : options.format;
  if (engineFormat(format).empty())
    return makeError(ErrorCode::UsageInvalid, "no format '" + format + "'",
                     "formats: text (asm), binary (object), llvm, mlir");
  if (options.output.empty() && engineFormat(format) == "object" &&
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

llvm::Error writeCode(const EmitOptions &options, llvm::StringRef code) {
  if (!options.output.empty() && options.output != "-")
    return writeFileAtomically(options.output, code);
  out() << code;
  return llvm::Error::success();
}

/// The symbol of the kernel that an operand means; empty: the only one of a file.
std::string symbolOf(const Operand &operand) {
  if (!operand.isFile)
    for (const jit::LibraryKernel &kernel : jit::libraryKernels())
      if (kernel.name == operand.kernel)
        return kernel.symbol.str();
  return operand.kernel;
}

/// A form between source and device code.
llvm::Expected<int> emitDeviceListing(const EmitOptions &options,
                                   const Operand &operand,
                                   const jit::Source &source) {
  auto code = listForDevice(options, source, symbolOf(operand));
  if (!code)
    return code.takeError();
  if (auto error = writeCode(options, *code))
    return error;
  return Ok;
}

/// What the compiler of this machine makes, in any of its forms.
llvm::Expected<int> emitListing(const EmitOptions &options,
                                const Operand &operand,
                                const jit::Source &source) {
  auto engine = jit::Engine::create({});
  if (!engine)
    return engine.takeError();
  jit::LoadOptions load;
  load.level = options.hardware;
  load.strategies = options.strategies;
  load.scalar = options.scalar;
  std::string format = options.format.empty() ? "text" : options.format;
  auto text =
      (*engine)->emit(source, operand.kernel, engineFormat(format), load);
  if (!text)
    return text.takeError();
  if (auto error = writeCode(options, *text))
    return error;
  return Ok;
}

} // namespace

llvm::Expected<int> tool::emitCommand(const EmitOptions &options) {
  if (auto target = backend::parseTarget(options.target); !target)
    return target.takeError();
  // A profile of the cpu target is not one of its levels.
  bool profile = llvm::StringRef(options.hardware).starts_with("cpu:");
  bool device = isDeviceTarget(options.target) &&
                (isDeviceListing(options.target, options.format) ||
                 !options.emitter.empty());
  bool backends = needsBackends(options) || (profile && !device);
  device &= !backends;
  if (!options.layout.empty() && !isDeviceTarget(options.target))
    return makeError(ErrorCode::UsageInvalid,
                     "--layout is for the buffers of device targets",
                     "leave it out: '" + options.target + "' has the host's layout");
  if (!device && !options.emitter.empty())
    return makeError(ErrorCode::UsageInvalid, "--emitter is for plain device code",
                     "with back end options, --policy says which emitter delivers");
  if (!backends && !device)
    if (auto error = checkListing(options))
      return error;
  if ((backends && isListing(options.format)) ||
      ((backends || device) && (options.scalar || !options.strategies.empty())))
    return makeError(ErrorCode::UsageInvalid,
                     "listings, --scalar and --strategy are for the host's "
                     "compiler alone",
                     "use --target cpu with a level and without back end "
                     "options");
  Operand operand = Operand::parse(options.operand);
  auto source = sourceOf(operand);
  if (!source)
    return source.takeError();
  if (device)
    return emitDeviceListing(options, operand, *source);
  return backends ? emitThroughBackends(options, operand, *source)
                  : emitListing(options, operand, *source);
}
