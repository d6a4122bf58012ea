//===- QuorumEngines.cpp - The engines of this machine ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "QuorumEngines.h"

#include "ArgumentSet.h"
#include "atlas/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <cstdlib>
#include <unistd.h>

using namespace atlas;
using namespace atlas::tool;
using quorum::WorkerCommand;

namespace {

std::string ownProgram() {
  return llvm::sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&ownProgram));
}

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char **entry = environ; entry && *entry; ++entry)
    all.emplace_back(*entry);
  return all;
}

/// The environment with one variable in another way.
std::vector<std::string> environmentWith(llvm::StringRef name,
                                         llvm::StringRef value) {
  std::vector<std::string> all = environment();
  llvm::erase_if(all, [&](const std::string &entry) {
    return llvm::StringRef(entry).starts_with((name + "=").str());
  });
  all.push_back((name + "=" + value).str());
  return all;
}

bool exists(llvm::StringRef path) { return llvm::sys::fs::exists(path); }

class Finder {
public:
  explicit Finder(const QuorumOptions &options) : options(options) {}
  std::vector<EngineChoice> all() {
    addCpu();
    addProgram("ptx", "cuda", "atlas-worker-cuda", environment());
    addVulkan();
    addScripted("wasm", "node", "atlas-worker-wasm.mjs", {});
    addWebGPU();
    return std::move(found);
  }

private:
  void add(llvm::StringRef target, llvm::StringRef device, WorkerCommand command,
           std::string absent = "") {
    command.timeLimit = options.timeLimit;
    found.push_back({{target.str(), device.str(), std::move(command)},
                     std::move(absent)});
  }
  void addCpu() {
    for (const char *form : {"jit", "aot", "scalar", "ll"})
      add("cpu", form, cpuWorker(options));
    add("cpu", kObjectDevice, cpuWorker(options));
  }
  void addProgram(llvm::StringRef target, llvm::StringRef device,
                  llvm::StringRef worker, std::vector<std::string> variables) {
    std::string path = findWorker(options, worker);
    std::string absent = path.empty() ? "no " + worker.str() : "";
    add(target, device, {path, {}, std::move(variables)}, absent);
  }
  void addScripted(llvm::StringRef target, llvm::StringRef device,
                   llvm::StringRef script, std::vector<std::string> arguments,
                   std::string absent = "") {
    auto node = llvm::sys::findProgramByName("node");
    std::string path = findWorker(options, script);
    if (!node)
      absent = "no node on PATH";
    else if (path.empty())
      absent = "no " + script.str();
    arguments.insert(arguments.begin(), path);
    add(target, device, {node ? *node : "", arguments, environment()}, absent);
  }
  void addVulkan();
  void addWebGPU();

  const QuorumOptions &options;
  std::vector<EngineChoice> found;
};

constexpr llvm::StringLiteral kSwiftShader =
    "/usr/lib/chromium/vk_swiftshader_icd.json";

void Finder::addVulkan() {
  constexpr llvm::StringLiteral worker = "atlas-worker-vulkan";
  if (std::getenv("VK_ICD_FILENAMES"))
    return addProgram("spirv", "vulkan", worker, environment());
  for (auto [device, manifest] :
       {std::pair("lavapipe", lavapipeManifest()),
        {"swiftshader", kSwiftShader.str()}}) {
    addProgram("spirv", device, worker,
               environmentWith("VK_ICD_FILENAMES", manifest));
    if (!exists(manifest))
      found.back().absent = "no driver " + manifest;
  }
  // Whatever else the loader knows, if it is hardware.
  addProgram("spirv", "gpu", worker, environment());
  if (!found.back().absent.empty())
    return;
  auto probe = quorum::probeWorker(found.back().engine.command);
  if (!probe)
    found.back().absent = llvm::toString(probe.takeError());
  else if (auto *none = std::get_if<quorum::WorkerAbsent>(&*probe))
    found.back().absent = none->reason;
  else if (std::get<quorum::WorkerReply>(*probe).software)
    found.back().absent = "no Vulkan device but software";
}

void Finder::addWebGPU() {
  std::string library = options.webgpuLibrary;
  if (library.empty()) {
    llvm::SmallString<128> path(ownProgram());
    llvm::sys::path::remove_filename(path);
    llvm::sys::path::append(path, "..", "gpu-tools");
    library = std::string(path);
  }
  std::string absent;
  if (!exists(library + "/node_modules/webgpu"))
    absent = "no npm package webgpu (make setup-gpu, or --webgpu DIR)";
  addScripted("wgsl", "dawn", "atlas-worker-webgpu.mjs",
              {"--library", library}, absent);
  // Dawn refuses lavapipe: where no driver is chosen, SwiftShader is.
  if (!std::getenv("VK_ICD_FILENAMES") && exists(kSwiftShader))
    found.back().engine.command.environment =
        environmentWith("VK_ICD_FILENAMES", kSwiftShader);
}

/// Words of a list option, also comma-separated.
std::vector<std::string> words(llvm::ArrayRef<std::string> values) {
  std::vector<std::string> all;
  for (llvm::StringRef value : values) {
    llvm::SmallVector<llvm::StringRef> parts;
    value.split(parts, ',', -1, /*KeepEmpty=*/false);
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

} // namespace

std::string tool::lavapipeManifest() {
  llvm::Triple host(llvm::sys::getProcessTriple());
  return ("/usr/share/vulkan/icd.d/lvp_icd." + host.getArchName() + ".json").str();
}

std::string tool::swiftShaderManifest() { return kSwiftShader.str(); }

llvm::Expected<std::vector<std::string>>
tool::namesToKeep(const std::vector<std::string> &names,
                  llvm::ArrayRef<std::string> wanted, llvm::StringRef what) {
  std::vector<std::string> known;
  for (const std::string &name : names)
    if (!llvm::is_contained(known, name))
      known.push_back(name);
  if (wanted.empty())
    return known;
  std::vector<std::string> kept = words(wanted);
  for (const std::string &name : kept)
    if (!llvm::is_contained(known, name))
      return makeError(ErrorCode::UsageInvalid, "no " + what + " '" + name + "'",
                       suggestNames(name, known));
  return kept;
}

WorkerCommand tool::cpuWorker(const QuorumOptions &options) {
  return {ownProgram(), {"cpu-worker"}, environment(), options.timeLimit};
}

std::string tool::findWorker(const QuorumOptions &options,
                             llvm::StringRef name) {
  llvm::SmallString<128> beside(ownProgram());
  llvm::sys::path::remove_filename(beside);
  llvm::SmallString<128> libexec(beside);
  llvm::sys::path::append(libexec, "..", "libexec", "atlas");
  std::vector<std::string> folders{std::string(beside), std::string(libexec)};
  if (!options.workerDir.empty())
    folders = {options.workerDir};
  for (const std::string &folder : folders)
    if (std::string path = folder + "/" + name.str(); exists(path))
      return path;
  return "";
}

llvm::Expected<std::vector<EngineChoice>>
tool::findEngines(const QuorumOptions &options) {
  std::vector<EngineChoice> engines = Finder(options).all();
  for (auto [wanted, what, field] :
       {std::tuple(&options.targets, "target", &quorum::Engine::target),
        std::tuple(&options.devices, "device", &quorum::Engine::device)}) {
    std::vector<std::string> names;
    for (const EngineChoice &one : engines)
      names.push_back(one.engine.*field);
    auto kept = namesToKeep(names, *wanted, what);
    if (!kept)
      return kept.takeError();
    llvm::erase_if(engines, [&, field = field](const EngineChoice &one) {
      return !llvm::is_contained(*kept, one.engine.*field);
    });
  }
  return engines;
}
