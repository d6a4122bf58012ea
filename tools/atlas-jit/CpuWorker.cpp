//===- CpuWorker.cpp - atlas-jit as a worker --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CpuWorker.h"

#include "AlignedBuffer.h"
#include "CommandLine.h"
#include "Console.h"
#include "atlas/JIT/Engine.h"
#include "atlas/Quorum/Engine.h"
#include "atlas/Reference/Reference.h"
#include "atlas/Support/Error.h"
#include "atlas/Support/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace atlas;
using namespace atlas::tool;
namespace json = llvm::json;

namespace {

llvm::Error badJob(const llvm::Twine &what) {
  return makeError(ErrorCode::UsageInvalid, "bad job: " + what);
}

/// A buffer between its guard zones.
struct Area {
  AlignedBuffer memory;
  uint64_t begin = 0, size = 0, guard = 0;
  std::string save;

  char *data() const { return memory.data() + begin; }
  llvm::StringRef withGuards() const {
    return {data() - guard, size + 2 * guard};
  }
};

class CallRunner {
public:
  CallRunner(llvm::StringRef folder, uint64_t guard, uint8_t pattern)
      : folder(folder), guard(guard), pattern(pattern) {}

  llvm::Error load(const json::Object &program);
  llvm::Error run(const json::Object &call);
  const std::string &form() const { return formName; }
  const std::string &digest() const { return theDigest; }

private:
  llvm::Error loadCompiled(const quorum::PackedProgram &program);
  llvm::Error loadObject(const quorum::PackedProgram &program,
                         const json::Value *description);
  llvm::Expected<Area> makeArea(const json::Object &buffer) const;
  llvm::Error bindScalars(jit::Call &call, const json::Object &object) const;
  llvm::Expected<std::vector<uint64_t>> execute(jit::Call &call);
  std::string at(llvm::StringRef file) const {
    return (folder + "/" + file).str();
  }

  llvm::StringRef folder;
  uint64_t guard;
  uint8_t pattern;
  std::unique_ptr<jit::Engine> engine;
  jit::KernelHandle kernel; ///< also describes the reference
  atlas_packed_fn plain = nullptr;
  std::string formName, theDigest;
};

llvm::Error CallRunner::loadCompiled(const quorum::PackedProgram &program) {
  jit::LoadOptions options;
  options.tier = formName == "aot" ? jit::Tier::Aot : jit::Tier::Jit;
  options.scalar = formName == "scalar";
  options.useTwin = formName == "ll";
  if (program.format == "library") {
    auto loaded = engine->loadLibrary(program.entry, options);
    if (!loaded)
      return loaded.takeError();
    kernel = std::move(*loaded);
    return llvm::Error::success();
  }
  using Format = jit::Source::Format;
  auto format = llvm::StringSwitch<std::optional<Format>>(program.format)
                    .Case("mlir", Format::Mlir)
                    .Case("mlirbc", Format::Bytecode)
                    .Case("ll", Format::LLVMText)
                    .Case("bc", Format::Bitcode)
                    .Default(std::nullopt);
  if (!format)
    return badJob("no format '" + program.format + "'");
  auto loaded = engine->load({"program." + program.format, program.code, *format},
                             program.entry, options);
  if (!loaded)
    return loaded.takeError();
  kernel = std::move(*loaded);
  return llvm::Error::success();
}

/// The code of an artifact, byte by byte.
llvm::Error CallRunner::loadObject(const quorum::PackedProgram &program,
                                   const json::Value *description) {
  if (!description)
    return badJob("an object without a description of its entry");
  auto abi = KernelABI::fromJSON(*description);
  if (!abi)
    return abi.takeError();
  auto loaded = engine->loadObject(program.code, *abi, program.entry);
  if (!loaded)
    return loaded.takeError();
  kernel = std::move(*loaded);
  return llvm::Error::success();
}

llvm::Error CallRunner::load(const json::Object &object) {
  quorum::PackedProgram program;
  program.format = object.getString("format").value_or("").str();
  program.entry = object.getString("entry").value_or("").str();
  formName = object.getString("form").value_or("").str();
  if (program.format != "library") {
    auto code = readFile(at(object.getString("path").value_or("")));
    if (!code)
      return code.takeError();
    program.code = (*code)->getBuffer().str();
  }
  theDigest = quorum::digestOf(program);
  auto created = jit::Engine::create({});
  if (!created)
    return created.takeError();
  engine = std::move(*created);
  if (program.format == "object")
    return loadObject(program, object.get("kernel"));
  if (!llvm::is_contained({"jit", "aot", "scalar", "ll", "reference"}, formName))
    return badJob("no form '" + formName + "'");
  if (auto error = loadCompiled(program))
    return error;
  if (formName == "reference") {
    plain = lookupReference(kernel->abi().name);
    if (!plain)
      return makeError(ErrorCode::TierUnavailable,
                       "'" + kernel->abi().name + "' has no reference");
  }
  return llvm::Error::success();
}

llvm::Expected<Area> CallRunner::makeArea(const json::Object &buffer) const {
  auto size = buffer.getInteger("bytes"), align = buffer.getInteger("align");
  if (!size || *size < 0 || !align || !llvm::isPowerOf2_64(*align))
    return badJob("a buffer without size or alignment");
  Area area;
  area.size = static_cast<uint64_t>(*size);
  area.guard = guard;
  auto alignment = std::max<uint64_t>(*align, 64);
  area.begin = llvm::alignTo(guard, alignment);
  auto memory =
      AlignedBuffer::allocate(area.begin + area.size + guard, alignment);
  if (!memory)
    return memory.takeError();
  area.memory = std::move(*memory);
  std::memset(area.memory.data(), pattern, area.memory.size());
  if (auto fill = buffer.getInteger("fill")) {
    std::memset(area.data(), int(*fill), area.size);
  } else {
    auto file = readFile(at(buffer.getString("file").value_or("")));
    if (!file)
      return file.takeError();
    if ((*file)->getBufferSize() != area.size)
      return badJob("a file of another size than its buffer");
    if (area.size)
      std::memcpy(area.data(), (*file)->getBufferStart(), area.size);
  }
  area.save = at(buffer.getString("save").value_or(""));
  return std::move(area);
}

/// The twin has lengths as scalars: the extents of the buffers of those lengths.
std::optional<uint64_t> inferredLength(const jit::Call &call,
                                       llvm::StringRef scalar) {
  for (const KernelParam &p : call.abi().params) {
    if (!p.isBuffer() || llvm::StringRef(p.length).trim() != scalar)
      continue;
    auto extents = call.extents(p.name);
    if (extents)
      return static_cast<uint64_t>(extents->front());
    llvm::consumeError(extents.takeError());
  }
  return std::nullopt;
}

llvm::Error CallRunner::bindScalars(jit::Call &call,
                                    const json::Object &object) const {
  const json::Array *given = object.getArray("scalars");
  for (const KernelParam &p : call.abi().params) {
    if (p.isBuffer())
      continue;
    std::optional<uint64_t> word = inferredLength(call, p.name);
    for (const json::Value &value : *given) {
      const json::Object *scalar = value.getAsObject();
      uint64_t bits;
      if (scalar && scalar->getString("name") == llvm::StringRef(p.name) &&
          !scalar->getString("word").value_or("").getAsInteger(0, bits))
        word = bits;
    }
    if (!word)
      return badJob("no scalar '" + p.name + "'");
    if (auto error = call.setScalar(p.name, *word))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<uint64_t>> CallRunner::execute(jit::Call &call) {
  std::vector<uint64_t> results(call.abi().results.size() + 1);
  if (plain) {
    atlas_args_t args = call.args();
    args.phase = ATLAS_PHASE_ALL;
    args.results = results.data();
    if (int32_t code = plain(&args))
      return makeError(ErrorCode::KernelFailed,
                       "the reference returned code " + llvm::Twine(code));
    return results;
  }
  // The launch plan with its phases for the code that users run, one call of the
  // whole kernel for the checks.
  bool isChecked = llvm::is_contained({"aot", "scalar", "ll"}, formName);
  if (auto error = jit::run(*kernel, call, isChecked ? 1 : 0))
    return error;
  for (size_t i = 0; i + 1 < results.size(); ++i)
    results[i] = call.result(unsigned(i));
  return results;
}

llvm::Error CallRunner::run(const json::Object &object) {
  const json::Array *buffers = object.getArray("buffers");
  const json::Array *saved = object.getArray("results");
  if (!buffers || !saved || !object.getArray("scalars"))
    return badJob("a call without buffers, scalars or results");
  jit::Call call(kernel->abi());
  std::vector<Area> areas;
  for (const json::Value &value : *buffers) {
    const json::Object *buffer = value.getAsObject();
    const json::Array *dims = buffer ? buffer->getArray("dims") : nullptr;
    if (!dims)
      return badJob("a buffer without extents");
    auto area = makeArea(*buffer);
    if (!area)
      return area.takeError();
    std::vector<int64_t> extents;
    for (const json::Value &extent : *dims)
      extents.push_back(extent.getAsInteger().value_or(-1));
    if (auto error = call.setBuffer(buffer->getString("name").value_or(""),
                                    area->data(), extents))
      return error;
    areas.push_back(std::move(*area));
  }
  if (auto error = bindScalars(call, object))
    return error;
  if (auto error = call.check())
    return error;
  auto results = execute(call);
  if (!results)
    return results.takeError();
  for (const Area &area : areas)
    if (auto error = writeFileAtomically(area.save, area.withGuards()))
      return error;
  for (auto [index, value] : llvm::enumerate(*saved)) {
    const json::Object *result = value.getAsObject();
    if (!result || index + 1 >= results->size())
      return badJob("results that the kernel does not have");
    std::string bytes;
    for (unsigned i = 0; i < 8; ++i)
      bytes += char((*results)[index] >> (8 * i));
    if (auto error = writeFileAtomically(
            at(result->getString("save").value_or("")), bytes))
      return error;
  }
  return llvm::Error::success();
}

void printReply(llvm::StringRef form, llvm::StringRef digest) {
  auto engine = jit::Engine::create({});
  std::string device = "CPU";
  if (engine)
    device = (*engine)->host().cpu;
  else
    llvm::consumeError(engine.takeError());
  out() << "device " << device << "\ndriver " << versionText();
  if (!form.empty())
    out() << ", " << form;
  out() << "\nsoftware 0\n";
  if (!digest.empty())
    out() << "digest " << digest << "\n";
  out() << "done\n";
}

} // namespace

llvm::Expected<int> tool::cpuWorkerCommand(const std::string &job) {
  if (job == "--probe") {
    printReply("", "");
    return 0;
  }
  auto text = readFile(job);
  if (!text)
    return text.takeError();
  auto document = json::parse((*text)->getBuffer());
  if (!document)
    return document.takeError();
  const json::Object *root = document->getAsObject();
  const json::Object *program = root ? root->getObject("program") : nullptr;
  const json::Object *guard = root ? root->getObject("guard") : nullptr;
  const json::Array *calls = root ? root->getArray("calls") : nullptr;
  if (!program || !guard || !calls || root->getInteger("atlas-calls") != 1)
    return badJob("'" + job + "' holds no calls of version 1");
  CallRunner runner(llvm::sys::path::parent_path(job),
                    guard->getInteger("bytes").value_or(0),
                    uint8_t(guard->getInteger("fill").value_or(0)));
  if (auto error = runner.load(*program))
    return error;
  for (const json::Value &call : *calls)
    if (const json::Object *object = call.getAsObject())
      if (auto error = runner.run(*object))
        return error;
  printReply(runner.form(), runner.digest());
  return 0;
}
