//===- QuorumPrograms.cpp - Kernels as programs for engines -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumPrograms.h"

#include "ContractFiles.h"
#include "atlas/Backend/Compiler.h"
#include "atlas/Backend/Native.h"
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
    "spirv:1.3+Int8,Int16,Int64,Int64Atomics,Float16,Float64,StorageBuffer8BitAccess,"
    "StorageBuffer16BitAccess,SignedZeroInfNanPreserve,SPV_KHR_8bit_storage,"
    "SPV_KHR_16bit_storage,SPV_KHR_float_controls";

llvm::StringRef formatName(jit::Source::Format format) {
  constexpr llvm::StringLiteral kNames[] = {"mlir", "mlirbc", "ll", "bc"};
  return kNames[static_cast<unsigned>(format)];
}

/// What the back ends make of a kernel. `hardware` is a profile or a target alone.
llvm::Expected<backend::Artifact>
artifactOf(const backend::Compiler &compiler, const jit::Source &source,
           llvm::StringRef kernel, llvm::StringRef hardware,
           std::optional<DeviceLayout> layout) {
  auto frontend = jit::Frontend::create(source, /*debugInfo=*/false);
  if (!frontend)
    return frontend.takeError();
  auto bytes = (*frontend)->extract(kernel);
  if (!bytes)
    return bytes.takeError();
  mlir::DialectRegistry registry;
  registerHostDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
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

/// The sidecar that says how to run a code.
llvm::Expected<llvm::json::Value> sidecarOf(const backend::Artifact &artifact,
                                            llvm::StringRef name) {
  const backend::Sidecar *text = artifact.findSidecar(name);
  if (!text)
    return makeError(ErrorCode::LowerFailed,
                     "the artifact does not say how to launch it");
  return llvm::json::parse({text->bytes.data(), text->bytes.size()});
}

/// Code for a device, launched as its sidecar says.
llvm::Expected<Program> launchOf(const backend::Artifact &artifact,
                                 llvm::StringRef target, llvm::StringRef name,
                                 llvm::StringRef code) {
  auto json = sidecarOf(artifact, name);
  if (!json)
    return json.takeError();
  auto sidecar = DeviceProgram::fromJSON(*json);
  if (!sidecar)
    return sidecar.takeError();
  return Program(LaunchProgram{std::move(*sidecar), target.str(), code.str()});
}

/// Code for a CPU, called as its sidecar says.
llvm::Expected<Program> callOf(const backend::Artifact &artifact, llvm::StringRef name,
                               llvm::StringRef code) {
  auto json = sidecarOf(artifact, name);
  if (!json)
    return json.takeError();
  const llvm::json::Object *fields = json->getAsObject();
  auto entry = fields ? fields->getString("entry") : std::nullopt;
  const llvm::json::Value *kernel = fields ? fields->get("kernel") : nullptr;
  if (!entry || !kernel)
    return makeError(ErrorCode::LowerFailed, "'" + name + "' describes no entry");
  auto abi = KernelABI::fromJSON(*kernel);
  if (!abi)
    return abi.takeError();
  return Program(PackedProgram{std::move(*abi), artifact.primary().format.name,
                               code.str(), entry->str(), ""});
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
  llvm::StringRef bytes(code->bytes.data(), code->bytes.size());
  if (target == "cpu")
    return callOf(artifact, (name + "." + backend::kPackedEntrySidecar).str(), bytes);
  return launchOf(artifact, target, name + ".device_program", bytes);
}

/// The packed entry; beside it there may be the typed one.
llvm::Expected<Program> packedOf(const backend::Artifact &artifact) {
  const backend::Emission &code = artifact.primary();
  auto entry = llvm::find_if(code.entries, [](const backend::EntryPoint &one) {
    return llvm::StringRef(one.name).ends_with(".packed");
  });
  if (entry == code.entries.end())
    return makeError(ErrorCode::LowerFailed, "the module has no packed entry");
  PackedProgram program;
  program.kernel = entry->kernel;
  program.format = code.format.name;
  program.code = code.text().str();
  program.entry = entry->name;
  return Program(std::move(program));
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

llvm::Expected<std::shared_ptr<const QuorumCompiler>> QuorumCompiler::create() {
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
  auto backends = backend::Compiler::create(setup);
  if (!backends)
    return backends.takeError();
  auto host = jit::Engine::create({});
  if (!host)
    return host.takeError();
  return std::make_shared<const QuorumCompiler>(
      QuorumCompiler{setup.corpus, std::move(*backends), std::move(*host)});
}

llvm::Expected<std::shared_ptr<QuorumKernel>>
QuorumKernel::open(std::shared_ptr<const QuorumCompiler> compiler,
                   const Operand &operand) {
  auto kernel = std::make_shared<QuorumKernel>();
  kernel->what = operand;
  kernel->display = operand.text();
  jit::LoadOptions options;
  llvm::Expected<jit::KernelHandle> handle = nullptr;
  if (operand.isFile) {
    auto source = jit::Source::fromFile(operand.path);
    if (!source)
      return source.takeError();
    kernel->source = std::move(*source);
    options.tier = jit::Tier::Jit;
    handle = compiler->host->load(kernel->source, operand.kernel, options);
  } else {
    options.tier = jit::Tier::Aot;
    handle = compiler->host->loadLibrary(operand.kernel, options);
  }
  if (!handle)
    return handle.takeError();
  kernel->compiler = std::move(compiler);
  kernel->description = (*handle)->abi();
  for (const jit::LibraryKernel &one : jit::libraryKernels())
    if (!operand.isFile && one.symbol == kernel->description.name) {
      kernel->source = {(one.name + "/kernel.mlir").str(), one.mlir.str(),
                        jit::Source::Format::Mlir};
      kernel->twin = !one.twinSymbol.empty();
      kernel->display = one.name.str();
    }
  return kernel;
}

bool QuorumKernel::isDialect() const {
  return source.format == jit::Source::Format::Mlir ||
         source.format == jit::Source::Format::Bytecode;
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

llvm::Expected<backend::Artifact>
QuorumKernel::make(llvm::StringRef target, llvm::StringRef layout) const {
  if (!isDialect())
    return makeError(ErrorCode::LoweringUnsupported,
                     "a kernel given as LLVM IR runs on the target cpu only");
  std::string hardware = target.str();
  std::optional<DeviceLayout> form;
  if (target == "wasm") {
    if (layout != "mvp")
      hardware += (":" + layout).str();
  } else {
    // The worker looks at what the module needs: the profile admits whatever any
    // device has.
    if (target == "ptx")
      hardware = "ptx:sm_80";
    else if (target == "spirv")
      hardware = kWideSpirv.str();
    else if (target == "wgsl")
      hardware = "wgsl:shader-f16";
    form = layout == "words32" ? DeviceLayout::Words32 : DeviceLayout::Bytes8;
  }
  return artifactOf(compiler->backends, source, description.name, hardware, form);
}

QuorumKernel::Made &QuorumKernel::madeFor(llvm::StringRef target,
                                          llvm::StringRef layout) {
  std::lock_guard lock(guard);
  std::unique_ptr<Made> &one = made[(target + "/" + layout).str()];
  if (!one)
    one = std::make_unique<Made>();
  return *one;
}

llvm::Expected<const backend::Artifact *>
QuorumKernel::artifact(llvm::StringRef target, llvm::StringRef layout) {
  Made &one = madeFor(target, layout);
  std::call_once(one.once, [&] {
    auto artifact = make(target, layout);
    if (artifact)
      one.artifact = std::move(*artifact);
    else
      one.refusal = llvm::toString(artifact.takeError());
  });
  if (!one.artifact)
    return llvm::createStringError(one.refusal);
  return &*one.artifact;
}

llvm::Expected<Program> QuorumKernel::program(llvm::StringRef target,
                                              llvm::StringRef layout) {
  auto [form, specialist] = layout.split(' ');
  auto made = artifact(target, form);
  if (!made)
    return made.takeError();
  const backend::Artifact &code = **made;
  if (!specialist.empty())
    return specialistOf(code, target, specialist);
  if (target == "wasm" || target == "cpu")
    return packedOf(code);
  return launchOf(code, target, "device_program", code.primary().text());
}

std::vector<std::string> QuorumKernel::specialists(llvm::StringRef target) const {
  std::vector<std::string> names;
  const auto &corpus = compiler->corpus;
  const contract::Contract *own =
      corpus ? corpus->find(description.contract) : nullptr;
  const contract::CompileTarget *one = own ? own->findTarget(target) : nullptr;
  if (one)
    for (const contract::Via &via : one->via)
      if (!via.general)
        names.push_back(via.emitter.value);
  return names;
}
