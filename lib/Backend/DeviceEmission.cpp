//===- DeviceEmission.cpp - What device emitters share ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DeviceEmission.h"

#include "DeviceCitations.h"
#include "DeviceConstructs.h"

#include "atlas/Conversion/Constructs/Constructs.h"
#include "atlas/Dialect/Atlas/IR/AtlasDialect.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace atlas;
using namespace atlas::backend;

namespace {

/// Constructs that no operation shows: arithmetic on packed and on wide integers
/// is spelled out in words (CAP-03).
void addEmulations(const DeviceProgram &program, std::vector<FoundConstruct> &found) {
  if (program.layout != DeviceLayout::Words32)
    return;
  for (const DeviceEntry &entry : program.entries) {
    bool hasPacked = false, hasWide = entry.hasWideArithmetic;
    for (const DeviceBuffer &buffer : entry.buffers) {
      hasPacked |= buffer.type.byteSize() < 4;
      hasWide |= buffer.type.byteSize() > 4;
    }
    for (const DeviceWord &word : entry.words)
      hasWide |= word.word > 0;
    if (hasPacked)
      found.push_back({entry.name, {"packed.byte", "", 0, "", ""}, "", 1});
    if (hasWide)
      found.push_back({entry.name, {"int.wide-emulation", "", 64, "", ""}, "", 1});
  }
}

} // namespace

std::vector<EntryPoint> backend::describeEntries(const DeviceProgram &program) {
  std::vector<EntryPoint> entries;
  for (const DeviceEntry &one : program.entries) {
    EntryPoint entry{one.name, program.kernel, {program.workgroup, 1, 1}, one.sharedBytes,
                     {}, {}};
    const char *layout = program.layout == DeviceLayout::Words32 ? "words" : "bytes";
    for (const DeviceBuffer &buffer : one.buffers)
      entry.bindings.push_back(
          {buffer.name, 0, unsigned(entry.bindings.size()), layout});
    for (const DeviceWord &word : one.words) {
      std::string name = word.expression;
      if (name.empty())
        name = word.scalar + (word.word ? "." + std::to_string(word.word) : "");
      entry.parameters.push_back({name, "i32", 4 * unsigned(entry.parameters.size())});
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

DeviceOptions DeviceEmission::options(const BackendConfig &config) const {
  DeviceOptions made;
  made.layout = config.layout.value_or(
      hardware.target().description().defaultLayout(hardware.data()));
  return made;
}

llvm::Expected<DeviceModule> DeviceEmission::lower(const DeviceOptions &options) {
  contract = kernelContract(module);
  // A pipeline, the first, becomes one kernel; those that it chains are no
  // kernels of their own.
  llvm::SmallVector<PipelineOp> pipelines(module.getOps<PipelineOp>());
  if (!pipelines.empty())
    if (llvm::Error error = selectKernel(module, pipelines.front().getName()))
      return refused(std::move(error));
  mlir::DialectRegistry registry;
  registerDeviceDialects(registry);
  registerConstructModels(registry);
  module.getContext()->appendDialectRegistry(registry);
  written = authorCitations(module);
  pinCitations(module);
  auto lowered = lowerForDevice(module, options);
  if (!lowered)
    return refused(lowered.takeError());
  return lowered;
}

mlir::LogicalResult DeviceEmission::see(llvm::StringRef stage, mlir::Operation *op) {
  CitationScope scope{services.corpus, services.allowDrafts, hardware, contract};
  llvm::Error error = stage == kPreparedStage ? attachCitations(op, scope)
                                              : checkCitations(op, scope, stage,
                                                             stage == kFinalStage);
  if (!error && stage == kFinalStage)
    error = findDeviceConstructs(op, scope, found);
  if (!error)
    return mlir::success();
  llvm::handleAllErrors(std::move(error),
                        [&](const BackendError &e) { refusal = e.details(); });
  return op->emitError("a construct was refused");
}

llvm::Error DeviceEmission::refused(llvm::Error error) {
  if (!refusal)
    return lowerError(std::move(error), hardware.target().id());
  llvm::consumeError(std::move(error));
  return makeBackendError(*refusal);
}

llvm::Expected<Emission> DeviceEmission::finish(const DeviceProgram &program,
                                                Format format, std::vector<char> bytes,
                                                std::vector<std::string> requirements) {
  addEmulations(program, found);
  auto rows = citeConstructs(*services.corpus, services.allowDrafts,
                             {hardware.target(), hardware}, contract, found);
  if (!rows)
    return rows.takeError();
  auto unused = unusedCitations(*services.corpus, hardware.target().id(),
                                program.kernel.name, written, *rows);
  if (!unused)
    return unused.takeError();
  Emission emission;
  emission.format = std::move(format);
  emission.bytes = std::move(bytes);
  emission.declared = std::move(*rows);
  emission.unused = std::move(*unused);
  emission.entries = describeEntries(program);
  emission.requirements = std::move(requirements);
  std::string text = llvm::formatv("{0}\n", program.toJSON()).str();
  emission.sidecars.push_back({kProgramSidecar.str(), {text.begin(), text.end()}});
  return emission;
}

llvm::Error backend::checkEntries(const Emission &emission,
                                  std::vector<std::string> found,
                                  llvm::StringRef target) {
  std::vector<std::string> promised;
  for (const EntryPoint &entry : emission.entries)
    promised.push_back(entry.name);
  llvm::sort(promised);
  llvm::sort(found);
  if (promised == found)
    return llvm::Error::success();
  return makeBackendError(BackendErrorKind::Lower, target,
                          "the code's entry points are " + llvm::join(found, ", ") +
                              " instead of " + llvm::join(promised, ", "));
}
