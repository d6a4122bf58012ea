//===- QuorumPrograms.cpp - Kernels as programs for engines -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumPrograms.h"

#include "ContractFiles.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Conversion/AtlasToCPU/HostPipeline.h"
#include "atlas/JIT/Compiler.h"
#include "atlas/JIT/NativeCompiler.h"
#include "atlas/Support/Error.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace atlas;
using namespace atlas::tool;
using quorum::LaunchProgram;
using quorum::PackedProgram;
using quorum::Program;

namespace {

constexpr llvm::StringRef kWideSpirv =
    "spirv:1.3+Int8,Int16,Int64,Float16,Float64,StorageBuffer8BitAccess,"
    "StorageBuffer16BitAccess,SPV_KHR_8bit_storage,SPV_KHR_16bit_storage";

llvm::StringRef formatName(jit::Source::Format format) {
  constexpr llvm::StringLiteral kNames[] = {"mlir", "mlirbc", "ll", "bc"};
  return kNames[static_cast<unsigned>(format)];
}

llvm::Expected<backend::Compiler> makeCompiler() {
  auto set = readContracts({});
  if (!set)
    return set.takeError();
  backend::CompilerOptions setup;
  setup.corpus = set->corpus();
  setup.native = jit::makeNativeCompiler();
  // The general emitters' code, with that of specialists beside it.
  auto policy = backend::QuorumPolicy::make(backend::PolicyKind::Strict);
  if (!policy)
    return policy.takeError();
  setup.policy = *policy;
  return backend::Compiler::create(setup);
}

/// What the back ends make of a kernel. `hardware` is a profile or a target alone.
llvm::Expected<backend::Artifact>
artifactOf(const backend::Compiler &compiler, const jit::Source &source,
           llvm::StringRef kernel, llvm::StringRef hardware,
           std::optional<DeviceLayout> layout = std::nullopt) {
  auto frontend = jit::Frontend::create(source, /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto bytes = (*frontend)->extract(kernel);
  if (!bytes)
    return bytes.takeError();
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(
      *bytes, mlir::ParserConfig(&context, false));
  if (!module)
    return makeError(ErrorCode::CompileFailed,
                     "the kernel's bytecode cannot be read back");
  auto [name, details] = hardware.split(':');
  auto target = backend::parseTarget(name);
  if (!target)
    return target.takeError();
  std::optional<backend::HwProfile> profile;
  if (!details.empty()) {
    auto parsed = backend::parseHwProfile(hardware);
    if (!parsed)
      return parsed.takeError();
    profile = std::move(*parsed);
  }
  return compiler.lower(*module, {*target, profile, layout});
}

/// Code and how to launch it, which stands in a sidecar.
llvm::Expected<Program> launchOf(const backend::Artifact &artifact,
                                 llvm::StringRef target, llvm::StringRef name,
                                 llvm::StringRef code) {
  const backend::Sidecar *text = artifact.findSidecar(name);
  if (!text)
    return makeError(ErrorCode::LowerFailed,
                     "the artifact does not say how to launch it");
  auto json = llvm::json::parse({text->bytes.data(), text->bytes.size()});
  if (!json)
    return json.takeError();
  auto sidecar = DeviceProgram::fromJSON(*json);
  if (!sidecar)
    return sidecar.takeError();
  return Program(LaunchProgram{std::move(*sidecar), target.str(), code.str()});
}

/// The code that a specialist has beside the general emitter's.
llvm::Expected<Program> specialistOf(const backend::Artifact &artifact,
                                     llvm::StringRef target,
                                     llvm::StringRef emitter) {
  const auto *multi = std::get_if<backend::Multi>(&artifact.quorumStatus());
  // The first one's sidecar has the plain name (BR-39).
  std::string name = "specialist_emission";
  if (multi && multi->emitters.size() > 2 && multi->emitters[1] != emitter)
    name += ("." + emitter).str();
  const backend::Sidecar *code = artifact.findSidecar(name);
  if (!multi || !llvm::is_contained(multi->emitters, emitter) || !code)
    return makeError(ErrorCode::LoweringUnsupported, emitter + " declines");
  return launchOf(artifact, target, name + ".device_program",
                  {code->bytes.data(), code->bytes.size()});
}

} // namespace

std::vector<std::string> tool::layoutsOf(llvm::StringRef target) {
  if (target == "spirv")
    return {"bytes8", "words32"};
  if (target == "wgsl")
    return {"words32"};
  if (target == "ptx")
    return {"bytes8"};
  if (target == "wasm")
    return {"mvp", "simd128"};
  return {"host"};
}

llvm::Expected<QuorumKernel> QuorumKernel::open(const Operand &operand) {
  QuorumKernel kernel;
  kernel.what = operand;
  kernel.display = operand.text();
  auto engine = jit::Engine::create({});
  if (!engine)
    return engine.takeError();
  jit::LoadOptions options;
  llvm::Expected<jit::KernelHandle> handle = nullptr;
  if (operand.isFile) {
    auto source = jit::Source::fromFile(operand.path);
    if (!source)
      return source.takeError();
    kernel.source = std::move(*source);
    options.tier = jit::Tier::Jit;
    handle = (*engine)->load(kernel.source, operand.kernel, options);
  } else {
    options.tier = jit::Tier::Aot;
    handle = (*engine)->loadLibrary(operand.kernel, options);
  }
  if (!handle)
    return handle.takeError();
  kernel.description = (*handle)->abi();
  for (const jit::LibraryKernel &one : jit::libraryKernels())
    if (!operand.isFile && one.symbol == kernel.description.name) {
      kernel.source = {(one.name + "/kernel.mlir").str(), one.mlir.str(),
                       jit::Source::Format::Mlir};
      kernel.twin = !one.twinSymbol.empty();
      kernel.display = one.name.str();
    }
  return kernel;
}

Program QuorumKernel::hostProgram(llvm::StringRef form) const {
  PackedProgram program;
  program.kernel = description;
  program.form = form.str();
  program.format = "library";
  program.entry = isLibrary() ? display : description.name;
  if (!isLibrary()) {
    program.format = formatName(source.format).str();
    program.code = source.text;
  }
  return program;
}

Program QuorumKernel::oracle() const {
  return hostProgram(isLibrary() ? "reference" : "scalar");
}

llvm::Expected<Program> QuorumKernel::makeLaunch(llvm::StringRef target,
                                                 llvm::StringRef layout) const {
  auto [form, specialist] = layout.split(' ');
  auto compiler = makeCompiler();
  if (!compiler)
    return compiler.takeError();
  // The worker looks at what the module needs: the profile admits whatever any
  // device has.
  llvm::StringRef hardware = target == "ptx"     ? "ptx:sm_80"
                             : target == "spirv" ? kWideSpirv
                                                 : target;
  auto artifact = artifactOf(
      *compiler, source, description.name, hardware,
      form == "words32" ? DeviceLayout::Words32 : DeviceLayout::Bytes8);
  if (!artifact)
    return artifact.takeError();
  return specialist.empty()
             ? launchOf(*artifact, target, "device_program",
                        artifact->primary().text())
             : specialistOf(*artifact, target, specialist);
}

llvm::Expected<Program> QuorumKernel::makeWasm(llvm::StringRef features) const {
  auto compiler = makeCompiler();
  if (!compiler)
    return compiler.takeError();
  auto artifact =
      artifactOf(*compiler, source, description.name,
                 features == "mvp" ? "wasm" : ("wasm:" + features).str());
  if (!artifact)
    return artifact.takeError();
  const backend::Emission &code = artifact->primary();
  // Beside the packed entry there may be the typed one.
  auto entry = llvm::find_if(code.entries, [](const backend::EntryPoint &one) {
    return llvm::StringRef(one.name).ends_with(".packed");
  });
  if (entry == code.entries.end())
    return makeError(ErrorCode::LowerFailed, "the module has no packed entry");
  PackedProgram program;
  program.kernel = entry->kernel;
  program.format = "wasm";
  program.code = code.text().str();
  program.entry = entry->name;
  return Program(std::move(program));
}

llvm::Expected<Program> QuorumKernel::make(llvm::StringRef target,
                                           llvm::StringRef layout) const {
  if (source.format != jit::Source::Format::Mlir &&
      source.format != jit::Source::Format::Bytecode)
    return makeError(ErrorCode::LoweringUnsupported,
                     "a kernel given as LLVM IR runs on the target cpu only");
  return target == "wasm" ? makeWasm(layout) : makeLaunch(target, layout);
}

llvm::Expected<const Program *> QuorumKernel::program(llvm::StringRef target,
                                                      llvm::StringRef layout) {
  auto [entry, isNew] = made.try_emplace((target + "/" + layout).str());
  Made &one = entry->second;
  if (isNew) {
    auto program = make(target, layout);
    if (program)
      one.program = std::move(*program);
    else
      one.refusal = llvm::toString(program.takeError());
  }
  if (!one.program)
    return llvm::createStringError(one.refusal);
  return &*one.program;
}

std::vector<std::string> QuorumKernel::specialists(llvm::StringRef target) const {
  std::vector<std::string> names;
  auto set = readContracts({});
  if (!set) {
    llvm::consumeError(set.takeError()); // programs will say so
    return names;
  }
  auto corpus = set->corpus();
  const contract::Contract *own =
      corpus ? corpus->find(description.contract) : nullptr;
  const contract::CompileTarget *one = own ? own->findTarget(target) : nullptr;
  if (one)
    for (const contract::Via &via : one->via)
      if (!via.general)
        names.push_back(via.emitter.value);
  return names;
}
